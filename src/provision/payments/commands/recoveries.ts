import { type Code, contains, interval, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'
import { recoveredFor } from '../../../ledgers/funds/index.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import { lockClaims, takeFree } from '../../../promises/entitlements/index.ts'
import { type Rate, ratesOf } from '../../../promises/policies/index.ts'
import {
  findRecovery,
  insertRecoveries,
  listRecoveries,
  type RecoveryDetail,
  type RecoveryRow,
  type RecoveryFilter,
  type SlotRow,
  slotsWithNews,
  sumRecoveries,
} from '../queries/index.ts'
import { recoveriesOf, type Recovery, weigh } from '../rules/index.ts'
import { slotOf } from './arrears.ts'
import { shown } from './show.ts'

/** The recovery, its payment locked. @throws Refusal not_found `payments.recovery_not_found`. */
export async function getRecovery(tx: Tx, call: Call, id: Uuid): Promise<RecoveryDetail> {
  return (await findRecovery(tx, call, id, 'lock')) ?? refuse('not_found', 'payments.recovery_not_found')
}

export async function tellRecoveries(tx: Tx, call: Call, community: number): Promise<void> {
  const dedupe_key = `recovery ${call.newId()}`
  await tell(tx, call, call.actor.district, { topic: 'payment-recoveries', dedupe_key, payload: { community } })
}

type Found = Recovery & { slot: SlotRow }

/** What was paid in the place and, as is known now, is not owed, and has not been asked for. */
async function search(tx: Tx, call: Call, division: Code): Promise<Found[]> {
  const tier = tierOf(division)
  const inside =
    contains(call.actor.division, division) && (tier === 'district' || tier === 'street' || tier === 'community')
  if (!inside) refuse('not_found', 'payments.place_not_found', { place: 'division' })
  const area = interval(division)
  const slots = await slotsWithNews(tx, { district: call.actor.district, area, now: call.now })
  const rates = new Map<Uuid, readonly Rate[]>()
  const found: Found[] = []
  for (const slot of slots) {
    const { now } = slot
    if (now === null) continue
    const known = rates.get(slot.policy_id) ?? (await ratesOf(tx, slot.policy_id))
    rates.set(slot.policy_id, known)
    const whole = slotOf({ ...slot, now }, known)
    found.push(...recoveriesOf(whole, weigh(whole)).map((recovery) => ({ ...recovery, slot })))
  }
  return found
}

function sumsOf(found: readonly Found[]) {
  return [...Map.groupBy(found, (one) => one.cause)].map(([cause, some]) => ({
    cause,
    recoveries: some.length,
    persons: new Set(some.map((one) => one.slot.person_id)).size,
    fen: fen(some.reduce((sum, one) => sum + one.amount_fen, 0)),
  }))
}

/**
 * What `findRecoveries` would write, and writes nothing.
 * @throws Refusal not_found `payments.place_not_found` for a place that is no district, street or community of the caller's.
 */
export function previewRecoveries(db: Database, call: Call, { division }: { division: Code }) {
  return readIn(db, call, async (tx) => ({ sums: sumsOf(await search(tx, call, division)) }))
}

export interface RecoveriesFound {
  recoveries: number
  total_fen: number
}

/**
 * Looks through everything paid in the place for what, as is known now, was not owed (a death found late, somebody who had left,
 * conditions that had fallen), and writes down month by month what is to come back. Nothing is taken off any later payment. Asked
 * again it finds nothing new.
 * @throws Refusal as `previewRecoveries`.
 */
export function findRecoveries(db: Database, call: Call, input: { division: Code }): Promise<RecoveriesFound> {
  return command(db, call, { name: 'payments.find_recoveries', input }, async (tx) => {
    // One at a time in a district, and not beside the composing of a round: the second sees what the first has written.
    await lockClaims(tx, call.actor.district)
    await takeFree(tx, call.actor.district)
    const found = await search(tx, call, input.division)
    const rows = found.map(({ slot, payment_id, cause, amount_fen, months }) => ({
      id: call.newId(),
      payment_id,
      cause,
      amount_fen,
      months,
      community: slot.community,
      family_id: slot.family_id,
    }))
    const { district, account_id } = call.actor
    await inBulk(tx, rows.length, () => insertRecoveries(tx, district, { account_id, now: call.now }, rows))
    if (rows.length > 0) await tellRecoveries(tx, call, input.division)
    const result = { recoveries: rows.length, total_fen: rows.reduce((sum, row) => sum + row.amount_fen, 0) }
    return { result, detail: { division: input.division, ...result } }
  })
}

interface Paging {
  limit: number
  cursor?: string | undefined
}

export async function showRecoveries(tx: Tx, call: Call, { limit, cursor, ...filter }: Paging & RecoveryFilter) {
  const after = decodeCursor(cursor, ['uuid'])
  const rows = await listRecoveries(tx, call, { size: limit, after: after?.[0], ...filter })
  const items = rows.slice(0, limit).map((row) => lineOf(row, call.actor.role))
  const last = items.at(-1)
  const sums = (await sumRecoveries(tx, call)).map((sum) => ({ ...sum, fen: fen(sum.fen) }))
  return { items, sums, next_cursor: rows.length > limit && last ? encodeCursor([last.id]) : null }
}

export async function showRecovery(tx: Tx, call: Call, id: Uuid) {
  const row = (await findRecovery(tx, call, id)) ?? refuse('not_found', 'payments.recovery_not_found')
  const { account_id, role } = call.actor
  return {
    recovery: lineOf(row, role),
    payment_id: row.payment_id,
    kind: row.kind,
    paid_on: row.paid_on,
    paid_fen: fen(row.paid_fen),
    round_id: row.round_id,
    round_title: row.round_title,
    line_no: row.line_no,
    months: row.months,
    reason: row.reason,
    found_by: row.found_by_name,
    asked_by: row.asked_by_name,
    settled_by: row.settled_by_name,
    refused: refusalOf(row),
    closed: await closedFor(tx, row),
    mine: { found: row.found_by === account_id, asked: row.asked_by === account_id },
  }
}

/** Why it was not let go when it was last asked for; null while nobody has said no. */
function refusalOf({ refused_at: at, refused_by_name: name, refused_reason: reason }: RecoveryDetail) {
  return at === null || reason === null ? null : { at, name, reason }
}

async function closedFor(tx: Tx, { district, appropriation_id, state }: RecoveryDetail) {
  const found =
    state === 'open' && appropriation_id !== null ? await recoveredFor(tx, { district, appropriation_id }) : undefined
  if (!found) return null
  return { year: found.closed_year, into: found.into }
}

/** What a list shows of one, and nothing more. */
function lineOf(row: RecoveryRow, role: Role) {
  const { id, community, community_name, family_id, policy_name_zh, policy_name_en, period, cause } = row
  const { state, asked, found_at, settled_on, version } = row
  const who = { id, community, community_name, family_id, name: shown(role, row.name) }
  const what = { policy_name_zh, policy_name_en, period, cause, amount_fen: fen(row.amount_fen) }
  return { ...who, ...what, state, asked, found_at, settled_on, version }
}
