export { actsFor, approvesIn, levelsOf } from './authors.ts'
export { type Change, changesBetween, CHANGED, describeGrant, describeRate, type ReadVersion } from './changes.ts'
export {
  branchesOf,
  checkGroup,
  checkPerFollowing,
  checkPromise,
  checkRates,
  checkVersion,
  gapsOf,
  rateOverlaps,
} from './check-draft.ts'
export {
  describeCondition,
  describeFact,
  describeLine,
  describeRule,
  ORDER_WORDS,
  fill,
  isAsOf,
  placeName,
  type PlaceNames,
  placesIn,
} from './describe.ts'
export {
  afterAct,
  type DraftAct,
  type DraftInput,
  type DraftKind,
  type DraftState,
  type EndInput,
  type GroupInput,
  PERS_OF,
  type PromiseInput,
  type RateInput,
  UNITS_OF,
  type VersionInput,
} from './draft.ts'
export {
  added,
  changed,
  freshCondition,
  type GroupWord,
  moved,
  numberTyped,
  type Part,
  type Path,
  removed,
  withClause,
  withOperator,
  withWord,
  wordOf,
} from './edit.ts'
export {
  besideIn,
  excludes,
  type ExclusionGroup,
  highestOf,
  type Overlay,
  replacedBy,
  replacedIn,
  type Rival,
} from './overlay.ts'
export { type Law, type Lawbook, type LawDraft, type LawGroup, lawOn, withDraft } from './lawbook.ts'
export {
  answerOf,
  type ConditionLine,
  explainLines,
  type GroupLine,
  type Line,
  type LineState,
  reasonsIn,
} from './explain.ts'
export {
  branchOn,
  FACT_KEYS,
  type FactKey,
  type FactsRow,
  type FactType,
  type FactValue,
  factOf,
  isFactKey,
} from './facts.ts'
export {
  candidateRule,
  type Confidence,
  decidingRule,
  type GrantKind,
  type Level,
  overlap,
  type PolicyAt,
  reaches,
  type Theme,
  wholeRule,
} from './policy.ts'
export {
  comparableRates,
  type DatedRate,
  findRate,
  HUKOU_KINDS,
  type HukouKind,
  periodAmount,
  type PeriodAmount,
  type Rate,
  rateDays,
  rateGaps,
  type RateGap,
  rateSubject,
  type RateSubject,
} from './rates.ts'
export { purposesFor } from './purposes.ts'
export { type Senseless, senselessOf } from './sense.ts'
export { checkFollowing, checkStart, checkBeginning, type Given, startOfAll } from './starts.ts'
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
  type RawCondition,
  type RawGroup,
  type Rule,
  type RuleValue,
  withoutNot,
} from './rule.ts'
