export { type Today, todayOf } from './queries/index.ts'
