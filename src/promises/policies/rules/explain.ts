import type { CivilDate } from '../../../kernel/calendar.ts'
import { type FactKey, type FactsRow, type FactValue, factOf } from './facts.ts'
import {
  allOf,
  type Answer,
  type Condition,
  type Group,
  isGroup,
  metOn,
  negate,
  type Operator,
  type RuleValue,
} from './rule.ts'

/** `not_needed`: not met or not known, below a "one of these" that another alternative has met, so that nothing hangs on it. */
export type LineState = 'met' | 'failed' | 'unknown' | 'not_needed'

/** One line of a decision, read from top to bottom; `depth` says under which "all of" or "one of" it stands. */
export interface ConditionLine {
  readonly kind: 'condition'
  readonly depth: number
  readonly field: FactKey
  readonly operator: Operator
  readonly value: RuleValue
  readonly state: LineState
  readonly fact: FactValue
  readonly source: string
  /** Where the document says so; null where the version does not tell, and for what the product asks of everybody. */
  readonly clause: string | null
  /** The day on which time alone will meet it; null where nothing hangs on it. */
  readonly met_on: CivilDate | null
  /** Whether this line is one of the reasons for the answer: a failing one of a no, a missing one of an unknown. */
  readonly decides: boolean
}

export interface GroupLine {
  readonly kind: 'group'
  readonly depth: number
  readonly combinator: 'and' | 'or'
  readonly state: LineState
  readonly decides: boolean
}

export type Line = ConditionLine | GroupLine

const STATE: Readonly<Record<Answer, LineState>> = { yes: 'met', no: 'failed', unknown: 'unknown' }

/**
 * The lines of a rule without `not`, each with its answer. `answers` are those of its conditions in reading order, as the
 * database gave them: what is explained is what was decided. Groups of one and groups inside the like are not shown as such.
 */
export function explainLines(rule: Group, answers: readonly Answer[], row: FactsRow, on: CivilDate): Line[] {
  const rest = [...answers]
  const tree = decorate(rule, rest, row, on)
  const lines: Line[] = []
  write(tree, { depth: 0, spared: false }, tree.answer, lines)
  return lines
}

/**
 * How many conditions stand in the way: of a "one of these" that failed, meeting one alternative would do, so that it counts as one. What
 * is not known is counted fact by fact.
 */
export function reasonsIn(lines: readonly Line[]): number {
  let below = Number.POSITIVE_INFINITY
  let reasons = 0
  for (const line of lines) {
    if (line.depth > below) continue
    below = Number.POSITIVE_INFINITY
    const oneOf = line.kind === 'group' && line.combinator === 'or' && line.state === 'failed'
    if (!line.decides || (line.kind === 'group' && !oneOf)) continue
    reasons += 1
    if (oneOf) below = line.depth
  }
  return reasons
}

/** The answer of the whole from the answers of its conditions. */
export function answerOf(rule: Group, answers: readonly Answer[]): Answer {
  return join(rule, [...answers])
}

function join(part: Condition | Group, rest: Answer[]): Answer {
  if (!isGroup(part)) return rest.shift() ?? 'unknown'
  const inner = part.rules.map((child) => join(child, rest))
  return part.combinator === 'and' ? allOf(inner) : negate(allOf(inner.map(negate)))
}

type Leaf = { answer: Answer; condition: Condition; fact: FactValue; met_on: CivilDate | null }
type Branch = { answer: Answer; combinator: 'and' | 'or'; children: (Leaf | Branch)[] }

function decorate(group: Group, rest: Answer[], row: FactsRow, on: CivilDate): Branch {
  const children = group.rules.map((part): Leaf | Branch => {
    if (isGroup(part)) return decorate(part, rest, row, on)
    const answer = rest.shift() ?? 'unknown'
    const met_on = answer === 'no' ? metOn(part, row, on) : null
    return { answer, condition: part, fact: factOf(part.field).on(row, on), met_on }
  })
  const answers = children.map((child) => child.answer)
  const answer = group.combinator === 'and' ? allOf(answers) : negate(allOf(answers.map(negate)))
  return { answer, combinator: group.combinator, children }
}

const stateOf = (answer: Answer, spared: boolean): LineState =>
  spared && answer !== 'yes' ? 'not_needed' : STATE[answer]

/**
 * `sought` is the answer whose reasons are looked for; null below a part that has another answer and so gives no reason.
 * `spared` is everything below a "one of these" that is met: what fails there changes nothing.
 */
function write(branch: Branch, at: { depth: number; spared: boolean }, sought: Answer | null, lines: Line[]): void {
  const { depth } = at
  const decides = sought !== null && sought !== 'yes' && branch.answer === sought
  const spared = at.spared || (branch.combinator === 'or' && branch.answer === 'yes')
  for (const child of branch.children) {
    const reason = decides && child.answer === sought
    if ('condition' in child) {
      lines.push(conditionLine(child, { depth, spared }, reason))
    } else if (child.combinator === branch.combinator || child.children.length === 1) {
      write(child, { depth, spared }, reason ? sought : null, lines)
    } else {
      const state = stateOf(child.answer, spared)
      lines.push({ kind: 'group', depth, combinator: child.combinator, state, decides: reason })
      write(child, { depth: depth + 1, spared }, reason ? sought : null, lines)
    }
  }
}

function conditionLine(
  { condition, answer, fact, met_on }: Leaf,
  { depth, spared }: { depth: number; spared: boolean },
  decides: boolean,
): ConditionLine {
  const { field, operator, value, clause = null } = condition
  const { source } = factOf(field)
  return {
    kind: 'condition',
    depth,
    field,
    operator,
    value,
    state: stateOf(answer, spared),
    fact,
    source,
    clause,
    met_on: spared ? null : met_on,
    decides,
  }
}
