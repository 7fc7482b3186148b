import { assert } from '../../../kernel/assert.ts'
import { civilDate, type CivilDate } from '../../../kernel/calendar.ts'
import { ancestorAt, isCode, padCode, TIERS, type Code } from '../../../kernel/division-code.ts'

export const CHANGE_KINDS = ['merge', 'split', 'rename', 'recode'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** A row of `division_change`: one old place and one new one. A merge or split of several is several rows of one day. */
export interface Change {
  readonly old_code: Code
  readonly new_code: Code
  readonly effective_on: CivilDate
  readonly kind: ChangeKind
  readonly old_name: string
  readonly new_name: string
  /** The number of the document that decided it. */
  readonly document: string
}

/** `one`: the place is this now. `several`: it was divided, or lies in a place that was: a person has to say which. `codes` holds all. */
export type CurrentCode =
  | { readonly kind: 'one'; readonly code: Code; readonly codes: readonly Code[] }
  | { readonly kind: 'several'; readonly codes: readonly Code[] }

/** No place has changed its code this often; a chain that long runs in a circle. */
const STEPS_MAX = 50

/**
 * What became of a place by the day `on`: itself when nothing happened, the place it is part of now, or all it was split into.
 * A new code of a district or street carries the places inside along (old head of the code → new head). A merge or split of the
 * surroundings does not, because tails may collide: the answer is then the places that took the surroundings over.
 * The first six digits of an old identity number are such a code: history, not an address.
 *
 * @param since the last day on which the code is known to have been right, as on a document of that day: changes up to it are passed over.
 * Without it the code is taken for the oldest place that bore it, as codes are given anew now and then.
 */
export function followChanges(changes: readonly Change[], code: Code, on: CivilDate, since?: CivilDate): CurrentCode {
  const moves = changes
    .filter((change) => change.kind !== 'rename' && change.effective_on <= on)
    .toSorted((a, b) => (a.effective_on < b.effective_on ? -1 : 1))
  const open: { code: Code; after: string }[] = [{ code, after: since ?? '' }]
  const settled = new Set<Code>()
  for (let at = open.shift(), steps = 0; at !== undefined; at = open.shift(), steps += 1) {
    assert(steps < STEPS_MAX, 'changes of divisions do not run in a circle')
    const next = nextOf(moves, at.code, at.after)
    if (next === undefined) settled.add(at.code)
    else open.push(...next)
  }
  const codes = [...settled].toSorted((a, b) => a - b)
  const [only] = codes
  return only !== undefined && codes.length === 1 ? { kind: 'one', code: only, codes } : { kind: 'several', codes }
}

/** The first change after the day `after` that befell the place or what it lies in. */
function nextOf(moves: readonly Change[], code: Code, after: string): { code: Code; after: string }[] | undefined {
  const own = new Set(TIERS.slice(1).map((tier) => ancestorAt(code, tier)))
  const first = moves.find((move) => move.effective_on > after && own.has(move.old_code))
  if (first === undefined) return undefined
  const sameDay = moves.filter((move) => move.effective_on === first.effective_on && own.has(move.old_code))
  // The narrowest place named that day decides: a community's own line stands before that of its district.
  const narrowest = sameDay.reduce((a, b) => (b.old_code > a.old_code ? b : a)).old_code
  return sameDay
    .filter((move) => move.old_code === narrowest)
    .map((move) => ({ code: landing(move, code), after: move.effective_on }))
}

function landing(move: Change, code: Code): Code {
  const inside = move.kind === 'recode' ? move.new_code + (code - move.old_code) : move.new_code
  assert(isCode(inside), 'a change leads to a division code')
  return inside
}

/** Reads `data/divisions/changes.tsv`: a line of column names, then one change a line. Throws on a line of another shape. */
export function readChanges(text: string): Change[] {
  const [head, ...lines] = text.split('\n').filter((line) => line !== '')
  if (head !== 'old_code\tnew_code\teffective_on\tkind\told_name\tnew_name\tdocument') {
    throw new Error('The list of changes begins with its column names')
  }
  return lines.map(readChange)
}

function readChange(line: string): Change {
  const [oldCode = '', newCode = '', effectiveOn = '', kind, oldName = '', newName = '', document = ''] =
    line.split('\t')
  const known = CHANGE_KINDS.find((each) => each === kind)
  if (known === undefined || document === '') throw new Error(`Not a change of a division: ${line.slice(0, 80)}`)
  return {
    old_code: padCode(oldCode),
    new_code: padCode(newCode),
    effective_on: civilDate(effectiveOn),
    kind: known,
    old_name: oldName,
    new_name: newName,
    document,
  }
}
