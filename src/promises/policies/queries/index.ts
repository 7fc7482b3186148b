export { compileCondition, compileRule } from './compile.ts'
export {
  type AnswerCount,
  conditionAnswers,
  countAnswers,
  eligible,
  eligibleQuery,
  type EligibleRow,
  familyAnswer,
  findFacts,
  nameOf,
  type ParentFacts,
  parentsOfFamily,
  type PersonFacts,
} from './eligible.ts'
export { branchOn } from './fact-sql.ts'
export { type HeldOf, heldOf } from './held.ts'
export { readLawbook } from './lawbook.ts'
export { movesBetween, wholeTest } from './moving.ts'
export {
  type DraftMove,
  type DraftRow,
  findDraft,
  insertDraft,
  insertStep,
  isCareKind,
  listDraftRows,
  listDraftRowsOfOthers,
  moveDraft,
  stepsOf,
  versionFrom,
} from './drafts.ts'
export {
  endGroup,
  endRates,
  endVersions,
  insertGroup,
  insertPolicy,
  insertRates,
  insertVersion,
  markRetired,
} from './enact.ts'
export {
  findPolicyAt,
  findPolicyByCode,
  findPolicyHead,
  givenBetween,
  type GroupAt,
  groupsBetween,
  groupsInForce,
  knowsPolicy,
  nameOfGroup,
  namesOfPolicies,
  overlaysBetween,
  overlaysOf,
  policiesInForce,
  type PolicyHead,
  type PolicyVersion,
  ratesOf,
  replacersOf,
  versionsOf,
  versionsOnDocument,
} from './policies.ts'
