export { trailEn } from './en.ts'
export { trailZh } from './zh.ts'
