import { sql } from 'kysely'
import { contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { command, inWholeDistrict } from '../../../platform/database/transact.ts'
import { holdRound } from '../queries/index.ts'
import { tellRounds } from './news.ts'

/**
 * Closes a round. Lines still planned become missed: they count as not reached, and their families are free for another round.
 * @throws Refusal not_found; not_allowed for a round that reaches beyond the caller's jurisdiction; conflict when it is closed
 *   already or another number of lines is still planned than the caller saw.
 */
export function closeRound(
  db: Database,
  call: Call,
  input: { round_id: Uuid; expected_planned: number },
): Promise<{ missed: number }> {
  const subject = { kind: 'visit_round', id: input.round_id }
  return command(db, call, { name: 'contacts.close_round', input, subject }, async (tx) => {
    const round = await holdRound(tx, call, input.round_id, 'update')
    if (!contains(call.actor.division, round.division)) {
      refuse('not_allowed', 'contacts.round_reaches_beyond', { next: 'contacts.round_reaches_beyond_next' })
    }
    if (round.state === 'closed') refuse('conflict', 'contacts.round_closed')
    // A family that has moved out of her area is none of those she saw; its line ends all the same, or no other round could take it.
    const { rows } = await inWholeDistrict(tx, call, () =>
      sql<{ community: number }>`
        update visit_line set state = 'missed', version = version + 1
        where district = ${round.district}::int and round_id = ${round.id}::uuid and state = 'planned' returning community`.execute(
        tx,
      ),
    )
    const { lo, hi } = call.actor.scope
    const missed = rows.filter(({ community }) => community >= lo && community < hi).length
    if (missed !== input.expected_planned) {
      refuse('conflict', 'contacts.planned_changed', {
        params: { count: missed },
        next: 'contacts.planned_changed_next',
      })
    }
    await sql`
      update visit_round set state = 'closed', closed_at = ${call.now}::timestamptz, closed_by = ${call.actor.account_id}::uuid,
        version = version + 1
      where district = ${round.district}::int and id = ${round.id}::uuid`.execute(tx)
    await tellRounds(tx, call, [round.division, ...rows.map((row) => row.community)])
    return { result: { missed }, detail: { missed, moved_away: rows.length - missed } }
  })
}
