export { everybody, settledPairs } from './everybody.ts'
export { openFrom } from './open.ts'
export { listPeople, type PersonRow } from './people.ts'
export { findSaved, insertSimulation, listSaved, type Saved, type SavedLine, type SimulatedPolicy } from './saved.ts'
