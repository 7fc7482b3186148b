import { sql } from 'kysely'
import { addMinutes, type Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { FieldCrypto } from '../../../platform/crypto.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { readTypedCode, typedCode } from '../../../platform/one-time.ts'

/** Three days: time to hand the code over in person. */
const INVITATION_MINUTES = 3 * 1_440

export interface Invitation {
  invitation_id: Uuid
  district: number
  expires_at: Instant
}

/**
 * The code of an invitation follows from its id under the installation's key: it can be given again to whoever repeats the
 * request, and is stored nowhere, not even beside the answer kept for repeats.
 */
export function invitationCode(
  crypto: FieldCrypto,
  invitation: Pick<Invitation, 'district' | 'invitation_id'>,
): string {
  return `${invitation.district}-${typedCode(crypto.keyedHash(invitation.invitation_id, 'staff.invitation_code'))}`
}

export function invitationHash(crypto: FieldCrypto, code: string): Buffer {
  return crypto.keyedHash(code, 'staff.invitation')
}

/** `530103-7KQ2-M0XV-93TB` as people type it. */
export function readInvitationCode(text: string): { district: number; code: string } | undefined {
  const parts = /^(0|\d{6})[\s-]+(.+)$/.exec(text.trim())
  const code = readTypedCode(parts?.[2] ?? '')
  return parts && code ? { district: Number(parts[1]), code } : undefined
}

/** A new invitation; those before it stop working. */
export async function invite(tx: Tx, call: Call, account: { district: number; account_id: Uuid }): Promise<Invitation> {
  await voidInvitations(tx, call.now, account)
  const invitation = {
    invitation_id: call.newId(),
    district: account.district,
    expires_at: addMinutes(call.now, INVITATION_MINUTES),
  }
  const plain = readInvitationCode(invitationCode(call.crypto, invitation))?.code ?? ''
  await sql`insert into invitation (district, id, account_id, code_hash, invited_by, created_at, expires_at)
    values (${account.district}::int, ${invitation.invitation_id}::uuid, ${account.account_id}::uuid, ${invitationHash(call.crypto, plain)},
      ${call.actor.account_id}::uuid, ${call.now}::timestamptz, ${invitation.expires_at}::timestamptz)`.execute(tx)
  return invitation
}

export async function voidInvitations(
  tx: Tx,
  now: Instant,
  account: { district: number; account_id: Uuid },
): Promise<void> {
  await sql`update invitation set used_at = ${now}::timestamptz
    where district = ${account.district}::int and account_id = ${account.account_id}::uuid and used_at is null`.execute(
    tx,
  )
}
