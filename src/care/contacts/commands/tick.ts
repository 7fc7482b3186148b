import { sql } from 'kysely'
import { assert } from '../../../kernel/assert.ts'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { nameUuid, type Uuid } from '../../../kernel/ids.ts'
import { type Issue, Refusal, refuse, withIssues } from '../../../kernel/refusal.ts'
import { type CareAct, recordCare } from '../../../ledgers/care-records/index.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { dueOfFamilies, reachByRecords } from '../../../promises/entitlements/index.ts'
import { holdRound, linesWithGift, lockLines, type LockedLine, type RoundHead } from '../queries/index.ts'
import { careOutcome, type Channel, mayTick, type Outcome } from '../rules/index.ts'
import { tellRounds } from './news.ts'

/** What came of the visit to one family. */
export interface Tick {
  line_id: Uuid
  outcome: Outcome
  channel: Channel
  /** Whether gift and money were handed over; only to those reached. */
  given: boolean
  person_ids?: readonly Uuid[] | undefined
  note?: string | undefined
  next_on?: CivilDate | undefined
}

export interface Ticked {
  ticked: number
  already: number
  persons: number
  amount_fen: number
  quantity: number
  /** Promises that counted as reached by this. */
  settled: number
}

export interface TickInput {
  round_id: Uuid
  /** Made by the client: the records' ids follow from it and the line. */
  id: Uuid
  happened_on?: CivilDate | undefined
}

/** One line, from the phone. @throws what `tickLines` throws. */
export function tickLine(db: Database, call: Call, input: TickInput & Tick): Promise<Ticked> {
  const subject = { kind: 'visit_line', id: input.line_id }
  const placeOf = (_: number, field: string) => field
  return command(db, call, { name: 'contacts.tick', input, subject }, async (tx) => {
    const result = await tickAll(tx, call, input, [input], placeOf)
    return { result, detail: { outcome: input.outcome, channel: input.channel, already: result.already } }
  })
}

/**
 * Ticks lines of a round in one transaction, set-based: the acts of care with gift and money, the promises they settle, the lines.
 * A line ticked so already is left as it is; all or none otherwise.
 *
 * @throws Refusal not_found; conflict `contacts.round_closed`, `contacts.lines_done` (ticked otherwise meanwhile, an issue for each),
 *   `contacts.visited_elsewhere`; unprocessable for a day before the round opened and for what `recordCare` refuses.
 */
export function tickLines(db: Database, call: Call, input: TickInput & { lines: readonly Tick[] }): Promise<Ticked> {
  const subject = { kind: 'visit_round', id: input.round_id }
  const placeOf = (index: number, field: string) => `lines.${index}.${field}`
  return command(db, call, { name: 'contacts.tick_many', input, subject }, async (tx) => {
    const result = await tickAll(tx, call, input, input.lines, placeOf)
    return { result, detail: { batch: input.id, ticked: result.ticked, already: result.already } }
  })
}

type PlaceOf = (index: number, field: string) => string

interface Doing {
  tick: Tick
  index: number
  line: LockedLine
}

async function tickAll(
  tx: Tx,
  call: Call,
  input: TickInput,
  ticks: readonly Tick[],
  placeOf: PlaceOf,
): Promise<Ticked> {
  const round = await holdRound(tx, call, input.round_id, 'share')
  const happened_on = input.happened_on ?? call.today
  if (happened_on < round.opens_on) {
    refuse('unprocessable', 'contacts.before_round', { params: { opens_on: round.opens_on }, place: 'happened_on' })
  }
  const doings = await lockDoings(tx, call, round, { ticks, happened_on, placeOf })
  const open = doings.filter(({ line }) => mayTick(line.state))
  await refuseOtherwiseDone(tx, round, doings, placeOf)
  if (open.length > 0 && round.state === 'closed') refuse('conflict', 'contacts.round_closed')
  const acts = open.map((doing) => actOf(round, doing, { happened_on, batch: input.id }))
  const places = open.map(({ index }) => index)
  const recorded = await recordCare(tx, call, acts, (at, field) => placeOf(places[at] ?? at, FIELDS[field] ?? field))
  // An act with this id that is there while its line is open was taken back; a late repeat must not bring it to life again.
  if (recorded.some((record) => record.already)) refuse('conflict', 'contacts.taken_back', { place: 'id' })
  const settled = await settle(tx, call, round, { open, acts, happened_on }, placeOf)
  await writeLines(tx, call, round, { open, acts, happened_on })
  await tellRounds(
    tx,
    call,
    open.map(({ line }) => line.community),
  )
  const total = (of: (act: CareAct) => number) => acts.reduce((sum, act) => sum + of(act), 0)
  return {
    ticked: open.length,
    already: doings.length - open.length,
    persons: total((act) => act.person_ids?.length ?? 0),
    amount_fen: total((act) => act.amount_fen ?? 0),
    quantity: total((act) => act.quantity ?? 0),
    settled,
  }
}

/** Which field of this form a fault of the act belongs to. */
const FIELDS: Readonly<Record<string, string>> = {
  amount_fen: 'given',
  quantity: 'given',
  family_id: 'line_id',
  kind: 'line_id',
}

async function lockDoings(
  tx: Tx,
  call: Call,
  round: RoundHead,
  { ticks, happened_on, placeOf }: { ticks: readonly Tick[]; happened_on: CivilDate; placeOf: PlaceOf },
): Promise<Doing[]> {
  const ids = ticks.map((tick) => tick.line_id)
  const twice = ticks.findIndex((tick, index) => ids.indexOf(tick.line_id) !== index)
  if (twice >= 0) refuse('unprocessable', 'contacts.line_twice', { place: placeOf(twice, 'line_id') })
  const lines = new Map(
    (await lockLines(tx, call, { round, line_ids: ids }, happened_on)).map((line) => [line.id, line]),
  )
  return ticks.map((tick, index) => {
    const line = lines.get(tick.line_id)
    if (!line) refuse('not_found', 'contacts.line_not_found', { place: placeOf(index, 'line_id') })
    return { tick, index, line }
  })
}

/**
 * Ticked the same way before is done already; ticked otherwise is for people to look at, and nothing is written. With or without
 * what the round hands out are two ways: money said to be given must not be lost in an "already".
 */
async function refuseOtherwiseDone(
  tx: Tx,
  round: RoundHead,
  doings: readonly Doing[],
  placeOf: PlaceOf,
): Promise<void> {
  const done = doings.filter(({ line }) => !mayTick(line.state))
  if (done.length === 0) return
  const hands = round.cash_fen > 0 || round.gift !== null
  const given = await linesWithGift(
    tx,
    round,
    done.map(({ line }) => line),
  )
  const gaveAsSaid = ({ tick, line }: Doing) =>
    !hands || tick.outcome !== 'reached' || tick.given === given.has(line.id)
  const issues = done
    .filter((doing) => doing.line.state !== doing.tick.outcome || !gaveAsSaid(doing))
    .map(({ index, line }): Issue => ({
      place: placeOf(index, 'line_id'),
      code: 'contacts.line_done',
      params: { state: line.state },
    }))
  if (issues.length > 0) {
    refuse('conflict', 'contacts.lines_done', {
      params: { count: issues.length },
      next: 'contacts.lines_done_next',
      issues: issues.slice(0, 200),
    })
  }
}

function actOf(
  round: RoundHead,
  { tick, line }: Doing,
  how: { happened_on: CivilDate; batch: Uuid },
): CareAct & { id: Uuid } {
  const reached = tick.outcome === 'reached'
  const given = reached && tick.given
  return {
    id: nameUuid('care_record', `${how.batch}:${line.id}`, sha256),
    district: round.district,
    family_id: line.family_id,
    kind: round.care_kind,
    happened_on: how.happened_on,
    person_ids: reached ? (tick.person_ids ?? line.persons) : [],
    outcome: careOutcome(tick.outcome),
    amount_fen: given ? round.cash_fen : 0,
    quantity: given && round.gift !== null ? 1 : 0,
    title: round.title,
    source: { room: 'contacts', id: line.id },
    ...(tick.outcome === 'quiet' ? {} : { channel: tick.channel }),
    ...(round.policy_id === null ? {} : { policy_id: round.policy_id }),
    ...(tick.note === undefined ? {} : { note: tick.note }),
    ...(tick.next_on === undefined ? {} : { next_on: tick.next_on }),
  }
}

interface Written {
  open: readonly Doing[]
  acts: readonly (CareAct & { id: Uuid })[]
  happened_on: CivilDate
}

/** What was due to these families by the round's promise is reached by the very record of the visit. */
async function settle(
  tx: Tx,
  call: Call,
  round: RoundHead,
  { open, acts, happened_on }: Written,
  placeOf: PlaceOf,
): Promise<number> {
  const recordOf = new Map(
    open.flatMap(({ tick, line }, at) => {
      const act = acts[at]
      return act && tick.outcome === 'reached' && tick.given ? [[line.family_id, act.id] as const] : []
    }),
  )
  if (round.policy_id === null || round.period === null || recordOf.size === 0) return 0
  const due = await dueOfFamilies(tx, call, {
    policy_id: round.policy_id,
    period: round.period,
    family_ids: [...recordOf.keys()],
  })
  const links = due.map((row) => {
    const record_id = recordOf.get(row.family_id)
    assert(record_id !== undefined, 'only what these families are due was asked for')
    return { entitlement_id: row.id, record_id }
  })
  if (links.length === 0) return 0
  const indexOf = new Map(open.map(({ line, index }) => [line.family_id, index]))
  const placeById = new Map(due.map((row) => [row.id, placeOf(indexOf.get(row.family_id) ?? 0, 'given')]))
  await atLines(placeById, () => reachByRecords(tx, call, links, happened_on))
  return links.length
}

/** What the promise refuses is told at the line whose gift it is. */
async function atLines(places: ReadonlyMap<Uuid, string>, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.issues.length === 0) throw error
    const placed = (issue: Issue) => places.get(issue.params?.['id'] as Uuid) ?? issue.place
    throw withIssues(
      error,
      error.issues.map((issue) => ({ ...issue, place: placed(issue) })),
    )
  }
}

async function writeLines(tx: Tx, call: Call, round: RoundHead, { open, acts, happened_on }: Written): Promise<void> {
  if (open.length === 0) return
  const channels = open.map(({ tick }) => (tick.outcome === 'quiet' ? null : tick.channel))
  try {
    await sql`
      update visit_line l set state = a.state, channel = a.channel, record_id = a.record_id, done_on = ${happened_on}::date,
        done_by = ${call.actor.account_id}::uuid, done_at = ${call.now}::timestamptz, version = l.version + 1
      from unnest(${open.map(({ line }) => line.id)}::uuid[], ${open.map(({ tick }) => tick.outcome)}::text[], ${channels}::text[],
        ${acts.map((act) => act.id)}::uuid[]) a(id, state, channel, record_id)
      where l.district = ${round.district}::int and l.id = a.id`.execute(tx)
  } catch (error) {
    if (constraintOf(error) === 'visit_line_one_round')
      refuse('conflict', 'contacts.visited_elsewhere', { cause: error })
    throw error
  }
}
