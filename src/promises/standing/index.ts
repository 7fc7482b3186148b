/** What other rooms and the house may call. */
export { type Refreshed, refreshStanding, standingToday, type StandingToday } from './commands/index.ts'
