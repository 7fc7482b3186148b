import { sql } from 'kysely'
import { codeOfDistrict } from '../../../kernel/division-code.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { type Message, tell } from '../../../platform/jobs/outbox.ts'

/** For a moment nobody bears these numbers: then each is taken by whom it belongs to. */
export async function clearNumbers(tx: Tx, district: number, personIds: readonly Uuid[]): Promise<void> {
  if (personIds.length === 0) return
  await sql`update person set id_kind = 'none', id_hmac = null, id_cipher = null, id_last4_hash = null
    where district = ${district}::int and id = any(${[...personIds]}::uuid[])`.execute(tx)
}

/**
 * Rooms that hold something under the number of a person are told that hers is another now, is known now or is hers no longer. All of an act in
 * one message: numbers that stood in each other's rows move at once.
 */
export async function tellNumbers(tx: Tx, call: Call, district: number, person_ids: readonly Uuid[]): Promise<void> {
  if (person_ids.length === 0) return
  const payload = { community: codeOfDistrict(district), person_ids: person_ids.join(' ') }
  await tell(tx, call, district, { topic: 'families.number_changed', dedupe_key: `numbers ${call.newId()}`, payload })
}

/** The persons such a message is about. */
export function personsOf({ person_ids }: Message['payload']): Uuid[] {
  return typeof person_ids === 'string' ? person_ids.split(' ').filter(isUuid) : []
}
