import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../platform/database/connect.ts'
import { hashPassword, verifyPassword } from '../../../platform/password.ts'
import type { CredentialRow } from '../queries/sessions.ts'
import { passwordFault, PASSWORDS_REMEMBERED } from '../rules/index.ts'
import { refuseField } from './fields.ts'
import { houseOf } from './house.ts'

type Used = Pick<CredentialRow, 'password_hash' | 'former_hashes'>

/**
 * The hash of a new password that keeps to the rules in force; `used` are those she has had.
 * @throws Refusal bad_input at the field
 */
export async function hashNew(db: Database, password: string, username: string, used?: Used): Promise<string> {
  const { password_cost, password_profile } = houseOf(db)
  const fault = passwordFault(password, username, password_profile)
  if (fault) refuseField('password', fault)
  if (used && (await verifyPassword(password, used.password_hash, password_cost)))
    refuseField('password', 'staff.password_same')
  for (const hash of password_profile === 'mlps' ? (used?.former_hashes ?? []) : [])
    if (await verifyPassword(password, hash, password_cost)) refuseField('password', 'staff.password_used')
  return hashPassword(password, password_cost)
}

/** For an update of `credential`: the present password goes before the former ones, and the oldest is forgotten. */
export const REMEMBER: RawBuilder<unknown> = sql`former_hashes =
  (array_prepend(credential.password_hash, credential.former_hashes))[1:${sql.raw(String(PASSWORDS_REMEMBERED - 1))}]`
