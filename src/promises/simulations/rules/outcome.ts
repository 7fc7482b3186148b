import { assert } from '../../../kernel/assert.ts'
import { type Code, contains } from '../../../kernel/division-code.ts'
import { type Alike, amountsOf, type Held, type Path, pathsOf } from './simulate.ts'
import { type Entry, type Side, SIDES, type Stage } from './stage.ts'

/** What becomes of somebody: `gained` had nothing and would have something, `lost` the other way, `more` and `less` of what there was. */
export const CHANGES = ['gained', 'lost', 'more', 'less'] as const
export type Change = (typeof CHANGES)[number]

/**
 * Why. `rule`: meets what the draft asks; `time`: from a month on, by a birthday or another date of hers; `rate`: another amount of the
 * same; `replaced`: another policy stands in its place there; `exclusion`: of a group only the highest counts; `ended`: the policy has
 * ended; `conditions`: no longer meets what is asked.
 */
export const CAUSES = ['rule', 'time', 'rate', 'replaced', 'exclusion', 'ended', 'conditions'] as const
export type Cause = (typeof CAUSES)[number]

export interface MonthLine {
  /** `2026-11` */
  month: string
  today_fen: number
  draft_fen: number
  /** How many have something that month. */
  today_count: number
  draft_count: number
}

export interface PlaceLine extends Record<Change, number> {
  place: Code
  today_fen: number
  draft_fen: number
}

export interface Totals extends Record<Change, number> {
  /** Facts or a rate are missing: counted nowhere else. */
  unknown: number
  today_fen: number
  draft_fen: number
  /** Of `draft_fen`: arrears of periods that are over, which approval brings; they stand in the first month. */
  arrears_fen: number
}

/** What the draft means for a group of people who are alike. */
export interface Meant {
  readonly change: Change
  readonly cause: Cause
  /** The first month that differs, `2026-11`. */
  readonly month: string
  readonly today_fen: number
  readonly draft_fen: number
  /** Of what is not money. */
  readonly today_quantity: number
  readonly draft_quantity: number
}

export interface Outcome {
  totals: Totals
  months: MonthLine[]
  places: PlaceLine[]
  /** By the key of those who are alike; who keeps what she has is not there. */
  meant: ReadonlyMap<string, Meant>
}

/**
 * The whole simulation, from the stage and everybody who is asked, those alike together. Amounts are whole fen. `arrears`: what approval
 * brings for periods that are over, by part of the place; it falls due in the first month.
 */
export function outcomeOf(
  stage: Stage,
  everybody: Iterable<Alike>,
  arrears: ReadonlyMap<Code, number> = new Map(),
): Outcome {
  const amounts = amountsOf(stage)
  const totals = { gained: 0, lost: 0, more: 0, less: 0, unknown: 0, today_fen: 0, draft_fen: 0, arrears_fen: 0 }
  const months = stage.days
    .slice(1)
    .map((day): MonthLine => ({ month: day.slice(0, 7), today_fen: 0, draft_fen: 0, today_count: 0, draft_count: 0 }))
  const places = new Map<Code, PlaceLine>()
  const meant = new Map<string, Meant>()
  for (const alike of everybody) {
    const paths = pathsOf(stage, amounts, alike)
    const place = places.get(alike.part) ?? emptyPlace(alike.part)
    places.set(alike.part, place)
    for (const side of SIDES) {
      for (const [i, line] of months.entries()) {
        const cost = times(paths[side].cost_fen[i + 1] ?? 0, alike.count)
        line[`${side}_fen`] = whole(line[`${side}_fen`] + cost)
        if (paths[side].entitled[i + 1]) line[`${side}_count`] += alike.count
        place[`${side}_fen`] = whole(place[`${side}_fen`] + cost)
        totals[`${side}_fen`] = whole(totals[`${side}_fen`] + cost)
      }
    }
    if (paths.draft.unknown) totals.unknown += alike.count
    const found = meantFor(stage, alike, paths)
    if (!found) continue
    totals[found.change] += alike.count
    place[found.change] += alike.count
    meant.set(`${alike.part} ${alike.key}`, found)
  }
  for (const [part, fen] of arrears) {
    if (fen === 0) continue
    const place = places.get(part) ?? emptyPlace(part)
    places.set(part, place)
    const [first] = months
    for (const line of [place, totals, ...(first ? [first] : [])]) line.draft_fen = whole(line.draft_fen + fen)
    totals.arrears_fen = whole(totals.arrears_fen + fen)
  }
  return { totals, months, places: [...places.values()].toSorted((a, b) => a.place - b.place), meant }
}

const emptyPlace = (place: Code): PlaceLine => ({
  place,
  gained: 0,
  lost: 0,
  more: 0,
  less: 0,
  today_fen: 0,
  draft_fen: 0,
})

function whole(fen: number): number {
  assert(Number.isSafeInteger(fen), 'a sum of money is a whole number of fen')
  return fen
}

const times = (fen: number, count: number) => whole(fen * count)

function meantFor(stage: Stage, alike: Alike, { today, draft }: Record<Side, Path>): Meant | undefined {
  const by = draft.worth_fen - today.worth_fen || draft.worth_quantity - today.worth_quantity
  if (by === 0) return undefined
  const change: Change = today.has ? (draft.has ? (by > 0 ? 'more' : 'less') : 'lost') : 'gained'
  const k = firstDifference(today, draft)
  return {
    change,
    cause: causeOf(stage, alike, { today, draft }, change, k),
    month: (stage.days[k] ?? '').slice(0, 7),
    today_fen: today.worth_fen,
    draft_fen: draft.worth_fen,
    today_quantity: today.worth_quantity,
    draft_quantity: draft.worth_quantity,
  }
}

const sameHeld = (a: Held | undefined, b: Held | undefined) =>
  typeof a === 'object' && typeof b === 'object'
    ? a.amount_fen === b.amount_fen && a.quantity === b.quantity && a.period === b.period
    : (typeof a === 'object') === (typeof b === 'object')

function firstDifference(today: Path, draft: Path): number {
  for (let k = 1; k < today.standings.length; k += 1) {
    const [before, after] = [today.standings[k], draft.standings[k]]
    const ids = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])
    if ([...ids].some((id) => !sameHeld(before?.get(id), after?.get(id)))) return k
  }
  return 1
}

function causeOf(stage: Stage, alike: Alike, paths: Record<Side, Path>, change: Change, k: number): Cause {
  const [before, after] = [paths.today.standings[k], paths.draft.standings[k]]
  const entries = { today: stage.entries.today[k] ?? [], draft: stage.entries.draft[k] ?? [] }
  const missed = entries.today.find(
    ({ policy }) => typeof before?.get(policy.id) === 'object' && typeof after?.get(policy.id) !== 'object',
  )
  if (missed) return causeOfLoss(alike, missed, entries.draft, after?.get(missed.policy.id), k)
  const fresh = entries.draft.find(
    ({ policy }) => typeof after?.get(policy.id) === 'object' && typeof before?.get(policy.id) !== 'object',
  )
  if (!fresh) return 'rate'
  if (before?.get(fresh.policy.id) === 'excluded') return 'exclusion'
  return change === 'gained' && k > 1 && turned(stage, alike, fresh, k) ? 'time' : 'rule'
}

/** The draft asked the same a month before, and the answer was no: time alone made it a yes. */
function turned(stage: Stage, alike: Alike, { policy, ask }: Entry, k: number): boolean {
  const before = stage.entries.draft[k - 1]?.find((entry) => entry.policy.id === policy.id)
  return k > 1 && before?.ask === ask && alike.answers.length > 1 && alike.answers[k - 1]?.charAt(ask) !== 'y'
}

function causeOfLoss(alike: Alike, missed: Entry, now: readonly Entry[], held: Held | undefined, k: number): Cause {
  if (held === 'excluded') return 'exclusion'
  const entry = now.find(({ policy }) => policy.id === missed.policy.id)
  if (!entry) return 'ended'
  const place = entry.policy.place_asked === 'hukou' ? alike.hukou : alike.home
  if (place !== null && entry.policy.replaced_in.some((division) => contains(division, place))) return 'replaced'
  const answers = alike.answers[alike.answers.length === 1 ? 0 : k] ?? ''
  // Still a yes, and nothing owed: its amount is not known.
  return answers.charAt(entry.ask) === 'y' ? 'rate' : 'conditions'
}
