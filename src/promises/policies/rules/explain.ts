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

export type LineState = 'met' | 'failed' | 'unknown'

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
  /** The day on which time alone will meet it. */
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
  write(tree, 0, tree.answer, lines)
  return lines
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

/** `sought` is the answer whose reasons are looked for; null below a part that has another answer and so gives no reason. */
function write(branch: Branch, depth: number, sought: Answer | null, lines: Line[]): void {
  const decides = sought !== null && sought !== 'yes' && branch.answer === sought
  for (const child of branch.children) {
    const reason = decides && child.answer === sought
    if ('condition' in child) {
      lines.push(conditionLine(child, depth, reason))
    } else if (child.combinator === branch.combinator || child.children.length === 1) {
      write(child, depth, reason ? sought : null, lines)
    } else {
      lines.push({ kind: 'group', depth, combinator: child.combinator, state: STATE[child.answer], decides: reason })
      write(child, depth + 1, reason ? sought : null, lines)
    }
  }
}

function conditionLine({ condition, answer, fact, met_on }: Leaf, depth: number, decides: boolean): ConditionLine {
  const { field, operator, value } = condition
  const { source } = factOf(field)
  return { kind: 'condition', depth, field, operator, value, state: STATE[answer], fact, source, met_on, decides }
}
