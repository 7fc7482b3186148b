import { type CompiledQuery, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { Refusal } from '../../../kernel/refusal.ts'
import { fixed, lastly, type Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { type FullAct, type PersonAt, type RollupDelta } from '../rules/index.ts'

/** One act ready to be written: its place known, its people looked up. */
export interface ReadyAct extends FullAct {
  community: Code
  members: readonly PersonAt[]
  households: number
  persons: number
  sign: 1
}

/** Where the note of a record is sealed to. */
export function notePlace(id: Uuid): string {
  return `care_record.note_cipher:${id}`
}

export interface Recorder {
  account_id: Uuid
  at: string
  seal(plain: string, place: string): Uint8Array
}

/** Writes the records in one statement; answers the ids that are new. A record already there is left as it is. */
export async function insertRecords(tx: Tx, acts: readonly ReadyAct[], by: Recorder): Promise<Set<Uuid>> {
  const { rows } = await tx.executeQuery(
    fixed<{ id: Uuid }>(`${RECORDS} on conflict (district, id) do nothing returning id`, recordsOf(acts, by)),
  )
  return new Set(rows.map((row) => row.id))
}

/** A record that is there already, where one was taken to be new: the transaction is over. */
export function isRecordTaken(error: unknown): boolean {
  return error instanceof Refusal && constraintOf(error.cause) === 'care_record_pkey'
}

/**
 * Writes records that are new, the people they reached and the roll-up together with the commit, for no round trip of their own. Should a
 * record be there already, the commit refuses with what `isRecordTaken` knows.
 */
export function insertNew(tx: Tx, acts: readonly ReadyAct[], deltas: readonly RollupDelta[], by: Recorder): void {
  lastly(tx, fixed(RECORDS, recordsOf(acts, by)))
  const persons = personsOf(acts)
  if (persons) lastly(tx, persons)
  applyDeltas(tx, deltas)
}

const RECORDS = `
  insert into care_record (district, id, community, happened_on, kind, sign, family_id, home_id, activity_id, policy_id, fund_id, source_room,
    source_id, outcome, channel, mood, minutes, amount_fen, quantity, headcount, copies, views, households, persons, next_on, title, note_cipher,
    worker_id, recorded_at, recorded_by)
  select a.district, a.id, a.community, a.happened_on, a.kind, 1, a.family_id, a.home_id, a.activity_id, a.policy_id, a.fund_id, a.source_room,
    a.source_id, a.outcome, a.channel, a.mood, a.minutes, a.amount_fen, a.quantity, a.headcount, a.copies, a.views, a.households, a.persons,
    a.next_on, a.title, decode(a.note, 'base64'), a.worker_id, $2::timestamptz, $3::uuid
  from jsonb_to_recordset($1::jsonb) as a(district int, id uuid, community bigint, happened_on date, kind text,
    family_id uuid, home_id uuid, activity_id uuid, policy_id uuid, fund_id uuid, source_room text, source_id uuid, outcome text, channel text,
    mood text, minutes int, amount_fen bigint, quantity int, headcount int, copies int, views int, households int, persons int, next_on date,
    title text, note text, worker_id uuid)`

/** The values of `RECORDS`. */
function recordsOf(acts: readonly ReadyAct[], by: Recorder): unknown[] {
  const rows = acts.map(({ members: _members, person_ids: _person_ids, place: _place, note, ...row }) => ({
    ...row,
    note: note === null ? null : Buffer.from(by.seal(note, notePlace(row.id))).toString('base64'),
  }))
  return [JSON.stringify(rows), by.at, by.account_id]
}

/** Writes who was reached, in one statement. */
export async function insertPersons(tx: Tx, acts: readonly ReadyAct[]): Promise<void> {
  const persons = personsOf(acts)
  if (persons) await tx.executeQuery(persons)
}

const PERSONS = `
  insert into care_record_person (district, record_id, person_id, community, family_id, happened_on, kind, sign, outcome)
  select a.district, a.record_id, a.person_id, a.community, a.family_id, a.happened_on, a.kind, 1, a.outcome
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::date[], $7::text[], $8::text[])
    as a(district, record_id, person_id, community, family_id, happened_on, kind, outcome)`

function personsOf(acts: readonly ReadyAct[]): CompiledQuery | undefined {
  const pairs = acts.flatMap((act) => act.members.map((member) => ({ act, member })))
  if (pairs.length === 0) return undefined
  const ofActs = (['district', 'id'] as const).map((name) => pairs.map(({ act }) => act[name]))
  const ofMembers = (['id', 'community', 'family_id'] as const).map((name) => pairs.map(({ member }) => member[name]))
  const toldAgain = (['happened_on', 'kind', 'outcome'] as const).map((name) => pairs.map(({ act }) => act[name]))
  return fixed(PERSONS, [...ofActs, ...ofMembers, ...toldAgain])
}

const ADDING = `
    insert into care_rollup as u (district, month, kind, records, not_done, household_times, person_times, sessions, minutes, amount_fen, quantity,
      copies, views)
    select d.district, d.month, d.kind, d.records, d.not_done, d.household_times, d.person_times, d.sessions, d.minutes, d.amount_fen, d.quantity,
      d.copies, d.views
    from jsonb_to_recordset($1::jsonb) as d(district int, month text, kind text, records bigint, not_done bigint,
      household_times bigint, person_times bigint, sessions bigint, minutes bigint, amount_fen bigint, quantity bigint, copies bigint, views bigint)
    on conflict (district, month, kind) do update set records = u.records + excluded.records, not_done = u.not_done + excluded.not_done,
      household_times = u.household_times + excluded.household_times, person_times = u.person_times + excluded.person_times,
      sessions = u.sessions + excluded.sessions, minutes = u.minutes + excluded.minutes, amount_fen = u.amount_fen + excluded.amount_fen,
      quantity = u.quantity + excluded.quantity, copies = u.copies + excluded.copies, views = u.views + excluded.views`

/**
 * Brings the roll-up along, in one statement; `deltas` come in the order in which all writers take the rows. It goes with the commit:
 * everybody who records the same kind in the same district adds to the same row, and waits for whoever has it.
 */
export function applyDeltas(tx: Tx, deltas: readonly RollupDelta[]): void {
  if (deltas.length > 0) lastly(tx, fixed(ADDING, [JSON.stringify(deltas)]))
}

interface StoredRow extends Omit<FullAct, 'place' | 'person_ids' | 'note'> {
  community: Code
  happened_on: CivilDate
  note_cipher: Uint8Array | null
  person_ids: Uuid[]
}

/** The records of these ids that the caller can see, as the acts they were made from; the place is always filled in. */
export async function storedActs(
  tx: Tx,
  refs: readonly { district: number; id: Uuid }[],
  open: (sealed: Uint8Array, place: string) => string,
): Promise<Map<Uuid, FullAct>> {
  const { rows } = await sql<StoredRow>`
    select r.id, r.district, r.family_id, r.community, r.happened_on, r.kind, r.outcome, r.channel, r.mood, r.minutes, r.amount_fen, r.quantity,
      r.headcount, r.copies, r.views, r.title, r.note_cipher, r.next_on, r.home_id, r.activity_id, r.policy_id, r.fund_id, r.source_room,
      r.source_id, r.worker_id, coalesce((select array_agg(p.person_id)::text[] from care_record_person p
        where p.district = r.district and p.record_id = r.id), '{}') as person_ids
    from unnest(${refs.map((ref) => ref.district)}::int[], ${refs.map((ref) => ref.id)}::uuid[]) a(district, id)
    join care_record r on r.district = a.district and r.id = a.id and r.sign = 1`.execute(tx)
  return new Map(
    rows.map(({ community, note_cipher, ...row }) => [
      row.id,
      { ...row, place: community, note: note_cipher === null ? null : open(note_cipher, notePlace(row.id)) },
    ]),
  )
}
