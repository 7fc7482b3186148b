/** What other rooms may call. Writers take the caller's own transaction first; amounts are whole fen. */
export {
  addSource,
  confirmAppropriation,
  enterAppropriation,
  type Moved,
  type Movement,
  release,
  reserve,
  spend,
  unspend,
} from './commands/index.ts'
export {
  type Appropriation,
  appropriationsToConfirm,
  type AppropriationFilter,
  balancesOf,
  comeBackInto,
  countYearsToClose,
  listPurposes,
  purposeOf,
  type Recovered,
  recoveredFor,
} from './queries/index.ts'
export type { Ref } from './rules.ts'
