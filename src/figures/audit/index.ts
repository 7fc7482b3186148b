/** What the command line may call. */
export { verifyTrails } from './commands.ts'
export type { Chain } from './contract.ts'
