export { type PlannedAct, planActs, type Reachable, type Reaching } from './acts.ts'
export { concerns, dueBy, periodFor, priceClasses, type PricedClass, reachableFrom, rivalsOf } from './amounts.ts'
export { type Difference, differenceOf, DIFFERENCES, type Owed, type Standing } from './differences.ts'
export { mayMove, type Mover, OPEN_STATES, RUN_REASONS, type RunReason, type State, STATES } from './states.ts'
