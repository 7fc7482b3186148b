import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { base32, fromBase32, matchingStep, newTypedCode, readTypedCode } from '../../../platform/one-time.ts'
import type { CredentialRow } from '../queries/sessions.ts'
import type { Moment } from './house.ts'

const RECOVERY_CODES = 10

const placeOf = (accountId: Uuid) => `credential.totp_cipher:${accountId}`

export function sealSecret(moment: Moment, accountId: Uuid, secret: Uint8Array): Buffer {
  return moment.crypto.seal(base32(secret), placeOf(accountId))
}

function recoveryHash(moment: Moment, code: string): string {
  return moment.crypto.keyedHash(code, 'staff.recovery').toString('base64')
}

export function newRecoveryCodes(moment: Moment): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, newTypedCode)
  return { codes, hashes: codes.map((code) => recoveryHash(moment, code)) }
}

/**
 * Uses up a code of the authenticator (each time step once) or a recovery code (each once). Whoever is second to the row
 * finds the condition no longer true: of fifty at once one is let in.
 */
export async function useFactor(
  tx: Tx,
  moment: Moment,
  who: { district: number; account_id: Uuid },
  credential: Pick<CredentialRow, 'totp_cipher'>,
  code: string,
): Promise<boolean> {
  const digits = code.replaceAll(' ', '')
  if (/^\d{6}$/.test(digits)) {
    if (credential.totp_cipher === null) return false
    const secret = fromBase32(moment.crypto.open(credential.totp_cipher, placeOf(who.account_id)))
    const step = matchingStep(secret, digits, moment.now)
    if (step === undefined) return false
    const used = await sql`update credential set totp_step = ${step}::bigint, version = version + 1
      where district = ${who.district}::int and account_id = ${who.account_id}::uuid and totp_step < ${step}::bigint`.execute(
      tx,
    )
    return used.numAffectedRows === 1n
  }
  const typed = readTypedCode(code)
  if (typed === undefined) return false
  const hash = recoveryHash(moment, typed)
  const used =
    await sql`update credential set recovery_hashes = array_remove(recovery_hashes, ${hash}), version = version + 1
    where district = ${who.district}::int and account_id = ${who.account_id}::uuid and ${hash} = any(recovery_hashes)`.execute(
      tx,
    )
  return used.numAffectedRows === 1n
}
