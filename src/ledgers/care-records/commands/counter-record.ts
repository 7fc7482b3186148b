import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { listKinds } from '../queries/index.ts'
import { type Counted, rollupDeltas } from '../rules/index.ts'
import { applyDeltas, notePlace } from './write.ts'

export interface CounterOptions {
  /** The record's district; the actor's own unless said. */
  district?: number
  /** The counter-record's own id, when the client made it: sent again it is done already. */
  id?: Uuid
}

export interface Countered {
  id: Uuid
  district: number
  already: boolean
}

/**
 * Takes a record back by a counter-record: sign -1, the same values and persons, once only; the record itself is never touched.
 * The reason is sealed as the counter-record's note. The roll-up follows in the same transaction.
 *
 * @throws Refusal `not_found` out of scope, `conflict care_records.already_corrected`, `unprocessable` for a counter-record or for
 *   an act that reached people outside the caller's area.
 */
export async function counterRecord(
  tx: Tx,
  call: Call,
  recordId: Uuid,
  reason: string,
  options: CounterOptions = {},
): Promise<Countered> {
  const district = options.district ?? call.actor.district
  const id = options.id ?? call.newId()
  const original = await getOriginal(tx, call, district, recordId)
  const sealed = call.crypto.seal(reason, notePlace(id))
  const { rows } = await sql<{ id: Uuid }>`
    insert into care_record (district, id, community, happened_on, kind, sign, corrects_id, family_id, home_id, activity_id, policy_id, fund_id,
      source_room, source_id, outcome, channel, mood, minutes, amount_fen, quantity, headcount, copies, views, households, persons, title,
      note_cipher, worker_id, recorded_at, recorded_by)
    select district, ${id}::uuid, community, happened_on, kind, -1, id, family_id, home_id, activity_id, policy_id, fund_id, source_room, source_id,
      outcome, channel, mood, minutes, amount_fen, quantity, headcount, copies, views, households, persons, title, ${sealed}::bytea, worker_id,
      ${call.now}::timestamptz, ${call.actor.account_id}::uuid
    from care_record where district = ${district}::int and id = ${recordId}::uuid
    on conflict do nothing returning id`.execute(tx)
  if (rows.length === 0) return sameCounter(tx, district, recordId, id)
  await counterPersons(tx, district, recordId, { id, expected: original.persons })
  const kinds = await listKinds(tx, [original.kind])
  applyDeltas(
    tx,
    rollupDeltas([{ ...original, sign: -1 }], () => kinds.some((kind) => kind.units.includes('session'))),
  )
  return { id, district, already: false }
}

async function getOriginal(tx: Tx, call: Call, district: number, id: Uuid): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select district, happened_on, kind, sign, outcome, households, persons, headcount, minutes, amount_fen, quantity, copies, views
    from care_record where district = ${district}::int and id = ${id}::uuid and ${within(call.actor.scope, 'community')}`.execute(
    tx,
  )
  const original = rows[0]
  if (!original) refuse('not_found', 'care_records.record_not_found', { place: 'record_id' })
  if (original.sign === -1) refuse('unprocessable', 'care_records.counter_of_counter', { place: 'record_id' })
  return original
}

/** Nothing was written: either this very counter-record is there, or another has taken the record back. */
async function sameCounter(tx: Tx, district: number, recordId: Uuid, id: Uuid): Promise<Countered> {
  const { rows } = await sql<{ id: Uuid }>`
    select id from care_record where district = ${district}::int and corrects_id = ${recordId}::uuid`.execute(tx)
  if (rows[0]?.id === id) return { id, district, already: true }
  return refuse('conflict', 'care_records.already_corrected', { place: 'record_id' })
}

async function counterPersons(
  tx: Tx,
  district: number,
  recordId: Uuid,
  counter: { id: Uuid; expected: number },
): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into care_record_person (district, record_id, person_id, community, family_id, happened_on, kind, sign, outcome, corrects_id)
    select district, ${counter.id}::uuid, person_id, community, family_id, happened_on, kind, -1, outcome, record_id
    from care_record_person where district = ${district}::int and record_id = ${recordId}::uuid`.execute(tx)
  // Row security hides people who live elsewhere: half a counter-record would leave them counted.
  if (Number(numAffectedRows ?? 0) !== counter.expected) {
    refuse('unprocessable', 'care_records.reaches_beyond', {
      place: 'record_id',
      next: 'care_records.reaches_beyond_next',
    })
  }
}
