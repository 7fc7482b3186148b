import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import type { PolicyAt } from '../../policies/index.ts'
import { fileOf, nameFor, notMourned } from '../../../registry/families/index.ts'
import { access } from '../access.ts'

export interface TransferRow {
  district: number
  transfer_id: Uuid
  to_division: number
  id_hmac: Buffer
  masked_name: string
  policy_id: Uuid
  branch: 'death' | 'disability' | 'none'
  moved_on: CivilDate
  from_name: string | null
  to_name: string | null
  policy_name_zh: string
  policy_name_en: string
  care_kind: PolicyAt['care_kind']
  theme: PolicyAt['theme']
}

/** Whom the register here knows by the same ID number: the person the claim goes on for. */
export interface Arrived {
  transfer_id: Uuid
  person_id: Uuid
  family_id: Uuid
  file: string
  name: string
  community: number
  community_name: string | null
}

/** The living members, in active families within reach, whose ID numbers are those of the transfers. */
export async function findArrived(tx: Tx, call: Call, transfers: readonly TransferRow[]): Promise<Arrived[]> {
  const { scope } = call.actor
  const { rows } = await sql<Arrived>`
    select a.transfer_id, p.id as person_id, p.family_id, ${fileOf('f')} as file, p.name, p.community,
      (select d.name from division d where d.code = p.community) as community_name
    from unnest(${transfers.map((one) => one.transfer_id)}::uuid[], ${transfers.map((one) => one.id_hmac)}::bytea[]) a(transfer_id, id_hmac)
      join person p on p.id_hmac = a.id_hmac join family f on f.district = p.district and f.id = p.family_id
    where ${withinDistricts(scope, 'p.district')} and ${within(scope, 'p.community')} and f.state = 'active' and ${notMourned('p')}
      and p.died_on is null and p.member_to is null`.execute(tx)
  return rows.map((row) => ({ ...row, name: nameFor(call.actor.role, row.name) }))
}

export async function insertTransfer(
  tx: Tx,
  call: Call,
  row: {
    district: number
    claim_id: Uuid
    to_division: number
    id_hmac: Buffer
    masked_name: string
    policy_id: Uuid
    branch: string
    moved_on: CivilDate
  },
): Promise<void> {
  await tx
    .insertInto('claim_transfer')
    .values({ ...row, id: call.newId(), sent_by: call.actor.account_id, sent_at: call.now })
    .execute()
}

/** Transfers to the caller's own district that nobody has received yet. */
export async function listIncoming(tx: Tx, call: Call, id?: Uuid): Promise<TransferRow[]> {
  const { rows } = await sql<TransferRow>`
    select t.district, t.id as transfer_id, t.to_division, t.id_hmac, t.masked_name, t.policy_id, t.branch, t.moved_on,
      (select d.name from division d where d.code = t.district::bigint * 1000000) as from_name,
      (select d.name from division d where d.code = t.to_division) as to_name, y.name_zh as policy_name_zh, y.name_en as policy_name_en,
      y.care_kind, y.theme
    from claim_transfer t join policy y on y.id = t.policy_id
    where ${within(call.actor.scope, 't.to_division')} and t.received_at is null ${id === undefined ? sql`` : sql`and t.id = ${id}::uuid`}
    order by t.moved_on, t.id limit 200`.execute(tx)
  return rows
}

/** How many claims wait to go on here, for whoever receives them; none for a role that receives none. */
export async function countTransfersToReceive(tx: Tx, call: Call): Promise<number> {
  const { role, scope } = call.actor
  if (!isGiven(access['claims.confirm_change'], role)) return 0
  const { rows } = await sql<{ n: number }>`select count(*) as n from claim_transfer t
    where ${within(scope, 't.to_division')} and t.received_at is null`.execute(tx)
  return rows[0]?.n ?? 0
}

export interface SentRow {
  transfer_id: Uuid
  claim_id: Uuid
  name: string
  policy_name_zh: string
  policy_name_en: string
  to_division: number
  to_name: string | null
  moved_on: CivilDate
  received_at: Instant | null
}

/** Transfers of claims of the caller's own place: those that nobody has received yet first. */
export async function listSent(tx: Tx, call: Call): Promise<SentRow[]> {
  const { rows } = await sql<SentRow>`
    select t.id as transfer_id, c.id as claim_id, p.name, y.name_zh as policy_name_zh, y.name_en as policy_name_en, t.to_division,
      (select d.name from division d where d.code = t.to_division) as to_name, t.moved_on, t.received_at
    from claim_transfer t join claim c on c.district = t.district and c.id = t.claim_id
      join person p on p.district = c.district and p.id = c.person_id join policy y on y.id = t.policy_id
    where ${withinDistricts(call.actor.scope, 't.district')} and ${within(call.actor.scope, 'c.community')}
    order by t.received_at desc nulls first, t.moved_on, t.id limit 200`.execute(tx)
  return rows.map((row) => ({ ...row, name: nameFor(call.actor.role, row.name) }))
}

export async function markReceived(tx: Tx, call: Call, transfer: TransferRow, claim_id: Uuid): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update claim_transfer set received_claim_id = ${claim_id}::uuid, received_by = ${call.actor.account_id}::uuid,
      received_at = ${call.now}::timestamptz
    where district = ${transfer.district}::int and id = ${transfer.transfer_id}::uuid and received_at is null`.execute(
      tx,
    )
  return numAffectedRows === 1n
}
