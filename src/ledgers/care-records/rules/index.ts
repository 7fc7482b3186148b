export {
  type ActOutcome,
  type CareAct,
  type Channel,
  CHANNELS,
  completeAct,
  FIGURES,
  type FullAct,
  type Kind,
  type Mood,
  MOODS,
  type Need,
  NEEDS,
  OUTCOMES,
  PAID_BEFORE,
  takenBackIn,
  type Theme,
  THEMES,
} from './act.ts'
export { type FamilyAt, type Fault, faultsOf, isMemberOn, keyOf, type Known, type PersonAt } from './check.ts'
export { type Counted, ROLLUP_SUMS, type RollupDelta, rollupDeltas, type RollupSums } from './rollup.ts'
