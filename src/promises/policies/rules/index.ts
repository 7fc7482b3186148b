export {
  describeCondition,
  describeFact,
  describeLine,
  describeRule,
  fill,
  isAsOf,
  placeName,
  type PlaceNames,
  placesIn,
} from './describe.ts'
export { answerOf, type ConditionLine, explainLines, type GroupLine, type Line, type LineState } from './explain.ts'
export { FACT_KEYS, type FactKey, type FactsRow, type FactType, type FactValue, factOf, isFactKey } from './facts.ts'
export {
  candidateRule,
  type Confidence,
  decidingRule,
  type GrantKind,
  overlap,
  type PolicyAt,
  reaches,
  wholeRule,
} from './policy.ts'
export {
  findRate,
  periodAmount,
  type PeriodAmount,
  type Rate,
  rateGaps,
  type RateGap,
  rateSubject,
  type RateSubject,
} from './rates.ts'
export {
  type Answer,
  checkRule,
  type Condition,
  conditionsOf,
  evaluate,
  type Group,
  isGroup,
  type Operator,
  OPERATORS_OF,
  qualifiesOn,
  type RawGroup,
  type Rule,
  type RuleValue,
  withoutNot,
} from './rule.ts'
