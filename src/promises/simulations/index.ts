/** What the house may call. */
export { saveSimulation } from './commands/index.ts'
