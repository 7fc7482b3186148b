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
  findPolicyAt,
  findPolicyByCode,
  findPolicyHead,
  policiesInForce,
  type PolicyHead,
  type PolicyVersion,
  ratesOf,
  versionsOf,
} from './policies.ts'
