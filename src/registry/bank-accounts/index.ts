/** What other rooms may call. */
export { approveAccounts, type AccountRequest, importAccounts, markAllTold, openAccounts } from './commands/index.ts'
export type { OpenedAccount } from './commands/open.ts'
export { countToDecide } from './queries/index.ts'
