export { answersFor, explain, type Explanation, getPolicyAt, type PersonAnswer, policiesFor } from './commands/index.ts'
export {
  countAnswers,
  eligible,
  eligibleQuery,
  type EligibleRow,
  findPolicyAt,
  findPolicyByCode,
  policiesInForce,
  ratesOf,
} from './queries/index.ts'
export {
  type Answer,
  type Confidence,
  describeLine,
  describeRule,
  findRate,
  type GrantKind,
  type Line,
  periodAmount,
  type PeriodAmount,
  type PolicyAt,
  type Rate,
  rateGaps,
  type RateGap,
  rateSubject,
  type RateSubject,
  type Rule,
} from './rules/index.ts'
