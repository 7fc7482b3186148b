export { againstMoney, type Left, type YearOfMoney } from './money.ts'
export {
  type Cause,
  CAUSES,
  type Change,
  CHANGES,
  type Meant,
  type MonthLine,
  type Outcome,
  outcomeOf,
  type PlaceLine,
  type Totals,
} from './outcome.ts'
export type { Alike, Settled } from './simulate.ts'
export { daysFrom, type SettledPair, type Stage, stageOf, widthOfParts, withSettled, zoneOf } from './stage.ts'
export { arrearsBefore, monthsPaid, type PaidAlike, type PaidPart } from './paid.ts'
