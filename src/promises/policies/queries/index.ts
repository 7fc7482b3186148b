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
  type PersonFacts,
} from './eligible.ts'
export {
  type DraftMove,
  type DraftRow,
  findDraft,
  insertDraft,
  insertStep,
  isCareKind,
  listDraftRows,
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
  type GroupAt,
  groupsInForce,
  overlaysOf,
  policiesInForce,
  type PolicyHead,
  type PolicyVersion,
  ratesOf,
  versionsOf,
  versionsOnDocument,
} from './policies.ts'
