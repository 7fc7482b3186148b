import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'

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
      (select d.name from division d where d.code = t.to_division) as to_name, y.name_zh as policy_name_zh, y.name_en as policy_name_en
    from claim_transfer t join policy y on y.id = t.policy_id
    where ${within(call.actor.scope, 't.to_division')} and t.received_at is null ${id === undefined ? sql`` : sql`and t.id = ${id}::uuid`}
    order by t.moved_on, t.id limit 200`.execute(tx)
  return rows
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
