import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { appendAudit } from '../../../platform/database/audit.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { Kind } from '../rules.ts'

/** Where the number of a version is sealed to. */
export function numberPlace(version_id: Uuid): string {
  return `bank_account_version.number_cipher:${version_id}`
}

/** Where a phone of a notice is sealed to. */
export function noticePlace(version_id: Uuid, phone: 'phone' | 'former_phone'): string {
  return `bank_account_notice.${phone}_cipher:${version_id}`
}

export interface OpenedAccount {
  account_version_id: Uuid
  person_id: Uuid
  bank_code: string
  bank_name: string
  clearing_code: string | null
  branch: string | null
  holder_name: string
  kind: Kind
  number: string
}

/**
 * The numbers of approved versions in clear, for a bank's own file and nothing else. Within the caller's transaction, with one trail
 * entry that says which versions and for what.
 * @throws Refusal not_found when one of them is out of reach or was never approved
 */
export async function openAccounts(
  tx: Tx,
  call: Call,
  input: { district: number; version_ids: readonly Uuid[]; purpose: { kind: string; id: Uuid } },
): Promise<Map<Uuid, OpenedAccount>> {
  const { rows } = await sql<Omit<OpenedAccount, 'number'> & { number_cipher: Buffer }>`
    select v.id as account_version_id, v.person_id, v.bank_code, b.name_zh as bank_name, b.clearing_code, v.branch, v.holder_name, v.kind, v.number_cipher
    from bank_account_version v join bank b on b.code = v.bank_code
    where v.district = ${input.district}::int and ${within(call.actor.scope, 'v.community')} and v.state = 'approved'
      and v.id = any(${input.version_ids}::uuid[])`.execute(tx)
  const wanted = new Set(input.version_ids)
  if (rows.length < wanted.size) refuse('not_found', 'bank_accounts.version_not_found')
  appendAudit(tx, call, {
    action: 'bank_accounts.open_for_file',
    district: input.district,
    subject: input.purpose,
    detail: { accounts: rows.length },
  })
  return new Map(
    rows.map(({ number_cipher, ...row }) => [
      row.account_version_id,
      { ...row, number: call.crypto.open(number_cipher, numberPlace(row.account_version_id)) },
    ]),
  )
}
