import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { isPeriod } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { lockEntitlements } from '../queries/index.ts'
import { moveAll } from './choose.ts'
import { news } from './reach.ts'

/** A confirmed claim in force from a day, as the claims room above tells it. */
export interface Claimed {
  district: number
  claim_id: Uuid
  community: number
  family_id: Uuid
  person_id: Uuid
  policy_id: Uuid
  valid_from: CivilDate
}

/** Notes claims that came into force: from that day on, runs of policies that demand a claim find these persons. */
export async function noteClaimed(tx: Tx, claims: readonly Claimed[]): Promise<void> {
  await insertRows(tx, 'claimed', claims)
}

/** Notes that claims are in force no longer from their day on. */
export async function endClaimed(
  tx: Tx,
  ends: readonly { district: number; claim_id: Uuid; valid_to: CivilDate }[],
): Promise<void> {
  await sql`update claimed c set valid_to = a.valid_to
    from unnest(${ends.map((end) => end.district)}::int[], ${ends.map((end) => end.claim_id)}::uuid[],
      ${ends.map((end) => end.valid_to)}::date[]) a(district, claim_id, valid_to)
    where c.district = a.district and c.claim_id = a.claim_id`.execute(tx)
}

/**
 * What was due or held for periods that begin on or after the day becomes void, with the reason; what was reached stays. The period the
 * day falls into was begun in force and stays due: how its months are split is local law.
 *
 * @returns how many rows were made void.
 */
export async function voidAfterExit(
  tx: Tx,
  call: Call,
  exits: readonly { person_id: Uuid; policy_id: Uuid; on: CivilDate }[],
  reason: string,
): Promise<number> {
  let moved = 0
  for (const { person_id, policy_id, on } of exits) {
    const mine = sql<boolean>`e.person_id = ${person_id}::uuid and e.policy_id = ${policy_id}::uuid and e.state in ('due', 'held')`
    const { rows: periods } = await sql<{ period: string }>`select distinct e.period from entitlement e
      where e.district = ${call.actor.district}::int and ${mine}`.execute(tx)
    const after = periods.flatMap(({ period }) =>
      isPeriod(period) && period !== 'once' && periodRange(period).from >= on ? [period] : [],
    )
    if (after.length === 0) continue
    const rows = await lockEntitlements(
      tx,
      call,
      sql<boolean>`${mine} and e.period = any(${after}::text[])`,
      call.today,
    )
    moved += await moveAll(tx, rows, { to: 'void', void: { reason } })
    await news(tx, call, 'exit', rows)
  }
  return moved
}
