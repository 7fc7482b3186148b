import { addDays, type CivilDate, civilDate, isCivilDate } from '../../../kernel/calendar.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'

/** The steps a chain may have, in the only order they may stand in. */
export const STEP_KINDS = [
  'declaration',
  'village_review',
  'village_notice',
  'township_review',
  'public_notice',
  'county_confirmation',
  'notice_of_decision',
  'filed',
] as const
export type StepKind = (typeof STEP_KINDS)[number]

/** Where a claim stands: the step that waits for its act, or an end. `draft` is the declaration being written. */
const [, ...AFTER_DECLARATION] = STEP_KINDS
export const STATES = ['draft', ...AFTER_DECLARATION, 'exited', 'withdrawn'] as const
export type State = (typeof STATES)[number]

export const ENDED = ['filed', 'exited', 'withdrawn'] as const satisfies readonly State[]
export const NOTICE_STATES = ['village_notice', 'public_notice'] as const satisfies readonly State[]
export type NoticeState = (typeof NOTICE_STATES)[number]
export const STEP_ROLES = ['community_worker', 'street_officer', 'district_officer', 'district_approver'] as const
export type StepRole = (typeof STEP_ROLES)[number]

export interface Step {
  readonly kind: StepKind
  readonly role: StepRole
  /** So many days after the step began … */
  readonly deadline_days: number | null
  /** … or the next such day of the year, `03-15`. */
  readonly deadline_on: string | null
  /** Whole days a notice hangs after the day it was posted. */
  readonly notice_days: number | null
  readonly confidence: 'sourced' | 'to_confirm'
}

export function isNotice(kind: string): kind is NoticeState {
  return kind === 'village_notice' || kind === 'public_notice'
}

export const stateOf = (kind: StepKind): State => (kind === 'declaration' ? 'draft' : kind)
export const kindOf = (state: State): StepKind | undefined =>
  state === 'draft' ? 'declaration' : STEP_KINDS.find((kind) => kind === state)

/** The step a claim in this state waits for; undefined at an end. */
export function stepAt(steps: readonly Step[], state: State): Step | undefined {
  const kind = kindOf(state)
  return state === 'filed' ? undefined : steps.find((step) => step.kind === kind)
}

/** The state after this step's act. */
export function nextState(steps: readonly Step[], state: State): State | undefined {
  const index = steps.findIndex((step) => stateOf(step.kind) === state)
  const next = steps[index + 1]
  return index < 0 || next === undefined ? undefined : stateOf(next.kind)
}

/** The step before, for a return with reason: a notice is no step anybody could do again by herself. */
export function stateBefore(steps: readonly Step[], state: State): State | undefined {
  const index = steps.findIndex((step) => stateOf(step.kind) === state)
  const before = steps.slice(0, Math.max(index, 0)).findLast((step) => !isNotice(step.kind))
  return before === undefined || !mayReturn(state) ? undefined : stateOf(before.kind)
}

export function mayReturn(state: State): boolean {
  return ['village_review', 'village_notice', 'township_review', 'public_notice', 'county_confirmation'].includes(state)
}

/** The family may take a claim back until it is decided. */
export function mayWithdraw(state: State): boolean {
  return state === 'draft' || mayReturn(state)
}

/** By when the step that began on `since` is to be done; null without a deadline. 29 February is 1 March in common years. */
export function dueOn(step: Pick<Step, 'deadline_days' | 'deadline_on'>, since: CivilDate): CivilDate | null {
  if (step.deadline_days !== null) return addDays(since, step.deadline_days)
  if (step.deadline_on === null) return null
  const year = Number(since.slice(0, 4))
  const [first = since, second = since] = [year, year + 1].map((y) => dayOfYear(y, step.deadline_on ?? '01-01'))
  return first >= since ? first : second
}

function dayOfYear(year: number, day: string): CivilDate {
  const text = `${year}-${day}`
  return isCivilDate(text) ? text : civilDate(`${year}-03-01`)
}

/**
 * What is wrong with a chain: it begins with the declaration and ends with confirmation, notice of decision and filing; every claim is
 * posted at least once before it is confirmed; the steps stand in their order, each once.
 */
export function checkSteps(steps: readonly Step[]): Issue[] {
  const issues: Issue[] = []
  const fault = (place: string, code: string, params = {}) =>
    issues.push({ place, code: `claims.steps.${code}`, params })
  const kinds = steps.map((step) => step.kind)
  const inOrder = STEP_KINDS.filter((kind) => kinds.includes(kind))
  if (kinds.length !== new Set(kinds).size || kinds.some((kind, i) => kind !== inOrder[i])) fault('steps', 'order')
  for (const kind of ['declaration', 'county_confirmation', 'notice_of_decision', 'filed'] as const)
    if (!kinds.includes(kind)) fault('steps', 'lacks', { kind })
  if (!kinds.some((kind) => kind === 'village_review' || kind === 'township_review')) fault('steps', 'no_review')
  if (!kinds.some((kind) => isNotice(kind))) fault('steps', 'no_notice')
  const [village, notice] = [kinds.includes('village_review'), kinds.includes('village_notice')]
  if (notice && !village) fault('steps', 'notice_without_review')
  for (const [index, step] of steps.entries()) {
    const at = (field: string) => `steps.${index}.${field}`
    if (isNotice(step.kind) !== (step.notice_days !== null)) fault(at('notice_days'), 'notice_days')
    if ((step.kind === 'county_confirmation') !== (step.role === 'district_approver')) fault(at('role'), 'approver')
    if (step.deadline_days !== null && step.deadline_on !== null) fault(at('deadline_on'), 'one_deadline')
    // A leap year, so that 29 February is a day.
    if (step.deadline_on !== null && !isCivilDate(`2024-${step.deadline_on}`)) fault(at('deadline_on'), 'no_such_day')
    if (isNotice(step.kind) && step.deadline_days !== null && step.deadline_days < (step.notice_days ?? 0))
      fault(at('deadline_days'), 'deadline_before_end')
  }
  return issues
}

/** Declared step by step, going on from another claim or place, or taken over from the roll kept before. */
export const CLAIM_ORIGINS = ['declared', 'continued', 'transferred', 'taken_over'] as const
export type Origin = (typeof CLAIM_ORIGINS)[number]

export interface Move {
  readonly from: State | 'new'
  readonly to: State
  readonly act:
    | 'open'
    | 'submit'
    | 'forward'
    | 'return'
    | 'withdraw'
    | 'decide'
    | 'file'
    | 'continue'
    | 'take_over'
    | 'exit'
}

/** Every move a chain allows; `claim_paths_of` says the same in SQL, and a test holds them together. */
export function movesOf(steps: readonly Step[]): Move[] {
  const moves: Move[] = [
    { from: 'new', to: 'draft', act: 'open' },
    { from: 'new', to: 'filed', act: 'continue' },
    { from: 'new', to: 'county_confirmation', act: 'take_over' },
    { from: 'filed', to: 'exited', act: 'exit' },
  ]
  for (const step of steps) {
    const from = stateOf(step.kind)
    const to = nextState(steps, from)
    if (to !== undefined) moves.push({ from, to, act: forwardAct(from) })
    const back = stateBefore(steps, from)
    if (back !== undefined) moves.push({ from, to: back, act: 'return' })
    if (mayWithdraw(from)) moves.push({ from, to: 'withdrawn', act: 'withdraw' })
  }
  return moves
}

function forwardAct(from: State): Move['act'] {
  if (from === 'draft') return 'submit'
  if (from === 'county_confirmation') return 'decide'
  return from === 'notice_of_decision' ? 'file' : 'forward'
}

/** Whether this role does the step; the family's withdrawal and a declaration may be taken down by whoever declares. */
export function doesStep(step: Step | undefined, role: Role): boolean {
  return step !== undefined && step.role === role
}
