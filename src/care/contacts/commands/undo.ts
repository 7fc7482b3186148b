import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { counterRecord } from '../../../ledgers/care-records/index.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { takeBackReached } from '../../../promises/entitlements/index.ts'
import { holdRound, lockLines } from '../queries/index.ts'
import { tellRounds } from './news.ts'

export interface UndoInput {
  round_id: Uuid
  line_id: Uuid
  /** Made by the client: the counter-record's own id. */
  counter_id: Uuid
  reason: string
}

/**
 * Takes a tick back: a counter-record of its act, what it had settled is due again, and the line is open again (missed, if the
 * round was closed meanwhile). One's own tick, or any in the area for a street or district officer. Sent again it is done already.
 * @throws Refusal not_found; not_allowed `contacts.not_your_tick`; conflict `contacts.nothing_to_undo`.
 */
export function undoTick(db: Database, call: Call, input: UndoInput): Promise<{ counter_id: Uuid }> {
  const subject = { kind: 'visit_line', id: input.line_id }
  return command(db, call, { name: 'contacts.undo_tick', input, subject }, async (tx) => {
    const round = await holdRound(tx, call, input.round_id, 'share')
    const [line] = await lockLines(tx, call, { round, line_ids: [input.line_id] }, call.today)
    if (!line) refuse('not_found', 'contacts.line_not_found')
    const result = { counter_id: input.counter_id }
    if (line.record_id === null) {
      if (await isCounterOf(tx, call, input)) return { result, detail: { already: true } }
      refuse('conflict', 'contacts.nothing_to_undo')
    }
    await refuseOthersTick(tx, call, line.id)
    await takeBackReached(tx, call, line.record_id)
    await counterRecord(tx, call, line.record_id, input.reason, { district: round.district, id: input.counter_id })
    await sql`
      update visit_line set state = ${round.state === 'open' ? 'planned' : 'missed'}, channel = null, record_id = null, done_on = null,
        done_by = null, done_at = null, version = version + 1
      where district = ${round.district}::int and id = ${line.id}::uuid`.execute(tx)
    await tellRounds(tx, call, [line.community])
    return { result }
  })
}

/** Whether this counter-record is there already and was made for this line. */
async function isCounterOf(tx: Tx, call: Call, input: UndoInput): Promise<boolean> {
  const { rows } = await sql`
    select 1 from care_record where district = ${call.actor.district}::int and id = ${input.counter_id}::uuid and sign = -1
      and source_id = ${input.line_id}::uuid`.execute(tx)
  return rows.length > 0
}

async function refuseOthersTick(tx: Tx, call: Call, lineId: Uuid): Promise<void> {
  if (call.actor.role !== 'community_worker') return
  const { rows } = await sql`
    select 1 from visit_line where district = ${call.actor.district}::int and id = ${lineId}::uuid
      and done_by = ${call.actor.account_id}::uuid`.execute(tx)
  if (rows.length === 0) refuse('not_allowed', 'contacts.not_your_tick', { next: 'contacts.not_your_tick_next' })
}
