export { exportStanding } from './export.ts'
export { countStanding, listStanding, standingToday, type StandingToday } from './lists.ts'
export { beginStanding, type Refreshed, refreshStanding, writeStanding } from './refresh.ts'
export { decisionSlip } from './slip.ts'
