import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { listKinds } from '../queries/index.ts'
import { type Counted, rollupDeltas } from '../rules/index.ts'
import { counterRecord } from './counter-record.ts'
import { applyDeltas } from './write.ts'

/**
 * Says that an act was of a smaller sum: the record is taken back by a counter-record, and a record like it, of the same day and
 * people, stands with the sum that is left. Nobody is asked again whether she was a member that day: the act was accepted then.
 *
 * @param to the sum that is left, above nothing and below what stood there; `id`, the new record's, and `counter_id` are made by the caller.
 * @throws Refusal what `counterRecord` refuses; unprocessable `care_records.amount_not_less`.
 */
export async function correctAmount(
  tx: Tx,
  call: Call,
  record_id: Uuid,
  to: { id: Uuid; counter_id: Uuid; amount_fen: Fen; reason: string },
): Promise<void> {
  const { district } = call.actor
  await counterRecord(tx, call, record_id, to.reason, { id: to.counter_id })
  const { rows } = await sql<Counted>`
    insert into care_record (district, id, community, happened_on, kind, sign, family_id, home_id, activity_id, policy_id, fund_id, source_room,
      source_id, outcome, channel, mood, minutes, amount_fen, quantity, headcount, copies, views, households, persons, title, worker_id,
      recorded_at, recorded_by)
    select district, ${to.id}::uuid, community, happened_on, kind, 1, family_id, home_id, activity_id, policy_id, fund_id, source_room, source_id,
      outcome, channel, mood, minutes, ${to.amount_fen}::bigint, quantity, headcount, copies, views, households, persons, title, worker_id,
      ${call.now}::timestamptz, ${call.actor.account_id}::uuid
    from care_record where district = ${district}::int and id = ${record_id}::uuid and amount_fen > ${to.amount_fen}::bigint
    returning district, happened_on, kind, sign, outcome, households, persons, headcount, minutes, amount_fen::bigint as amount_fen, quantity,
      copies, views`.execute(tx)
  const [written] = rows
  if (!written) return refuse('unprocessable', 'care_records.amount_not_less', { place: 'amount_fen' })
  await sql`
    insert into care_record_person (district, record_id, person_id, community, family_id, happened_on, kind, sign, outcome)
    select district, ${to.id}::uuid, person_id, community, family_id, happened_on, kind, 1, outcome
    from care_record_person where district = ${district}::int and record_id = ${record_id}::uuid`.execute(tx)
  const kinds = await listKinds(tx, [written.kind])
  const isSession = () => kinds.some((kind) => kind.units.includes('session'))
  applyDeltas(tx, rollupDeltas([written], isSession))
}
