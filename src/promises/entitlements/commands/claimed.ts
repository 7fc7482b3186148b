import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { byIds, claimEnded, endedClaims, type Locked, lockEntitlements } from '../queries/index.ts'
import { daysAsked, leftBefore } from '../rules/index.ts'
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

/** Notes that claims are in force no longer from their day on, and why. */
export async function endClaimed(
  tx: Tx,
  ends: readonly { district: number; claim_id: Uuid; valid_to: CivilDate }[],
  reason: string,
): Promise<void> {
  await sql`update claimed c set valid_to = a.valid_to, end_reason = ${reason}
    from unnest(${ends.map((end) => end.district)}::int[], ${ends.map((end) => end.claim_id)}::uuid[],
      ${ends.map((end) => end.valid_to)}::date[]) a(district, claim_id, valid_to)
    where c.district = a.district and c.claim_id = a.claim_id`.execute(tx)
}

/**
 * What is due or held for periods that begin on or after the day a claim ended (`endClaimed`) becomes void, with the reason; what was reached
 * stays, and what stands in a payment round waits until that lets it go (`voidFreed`). The period the day falls into was begun in force and
 * stays due: how its months are split is local law.
 *
 * @returns how many rows were made void.
 */
export async function voidAfterExit(
  tx: Tx,
  call: Call,
  exits: readonly { person_id: Uuid; policy_id: Uuid }[],
): Promise<number> {
  const hers = sql<boolean>`(e.person_id, e.policy_id) in (select * from unnest(${exits.map((exit) => exit.person_id)}::uuid[],
    ${exits.map((exit) => exit.policy_id)}::uuid[])) and e.state in ('due', 'held')`
  // Those being paid are locked with the others: a round that lets one go in this very moment sees the exit, or is seen by it.
  return voidOff(tx, call, await lockEntitlements(tx, call, hers, call.today))
}

/**
 * For a round that has let these go unpaid: who has left the roll meanwhile is not owed them again.
 * @returns how many rows were made void.
 */
export async function voidFreed(tx: Tx, call: Call, entitlement_ids: readonly Uuid[]): Promise<number> {
  const freed = sql<boolean>`${byIds(entitlement_ids)} and e.state = 'due' and ${claimEnded}`
  return voidOff(tx, call, await lockEntitlements(tx, call, freed, call.today))
}

async function voidOff(tx: Tx, call: Call, rows: readonly Locked[]): Promise<number> {
  const off = await leftRoll(
    tx,
    call,
    rows.filter((row) => !row.paying),
  )
  for (const [reason, some] of Map.groupBy(off, (one) => one.reason)) {
    await moveAll(
      tx,
      some.map((one) => one.row),
      { to: 'void', void: { reason, by: 'exit' } },
    )
  }
  if (off.length > 0) {
    await news(
      tx,
      call,
      'exit',
      off.map((one) => one.row),
    )
  }
  return off.length
}

/** Of these rows those whose person had left the roll before the period began and was not on it again, each with the reason. */
export async function leftRoll(
  tx: Tx,
  call: Call,
  rows: readonly Locked[],
): Promise<{ row: Locked; reason: string }[]> {
  const persons = rows.flatMap(({ person_id, policy_id }) => (person_id === null ? [] : [{ person_id, policy_id }]))
  const ended = await endedClaims(tx, call.actor.district, persons)
  const spansOf = new Map(ended.map(({ person_id, policy_id, spans }) => [`${person_id} ${policy_id}`, spans]))
  return rows.flatMap((row) => {
    const spans = spansOf.get(`${row.person_id} ${row.policy_id}`) ?? []
    const reason = leftBefore(spans, daysAsked(row.period, row.found_on))?.reason
    return typeof reason === 'string' ? [{ row, reason }] : []
  })
}
