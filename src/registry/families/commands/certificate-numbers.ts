import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { within } from '../../../platform/database/scope.ts'
import { fileReference } from '../rules/index.ts'

/** A certificate about to be written; `place` is where the reader wrote its number. */
export interface NumberedCertificate {
  /** The hash is of kind and number: numbers of two kinds never meet. */
  row: { id: Uuid; number_hmac: Buffer | null }
  place: string
}

/**
 * Writes certificates whose numbers nobody else who is registered in the district bears.
 * @throws Refusal conflict `families.certificates_taken` with an issue for each number taken: by which file, where it lies within the
 * reader's jurisdiction; else only that another file bears one of them
 */
export async function writeNumbered(
  tx: Tx,
  call: Call,
  { district, certificates }: { district: number; certificates: readonly NumberedCertificate[] },
  write: () => Promise<void>,
): Promise<void> {
  const numbered = certificates.flatMap(({ row, place }) => {
    const { id, number_hmac } = row
    return number_hmac === null ? [] : [{ id, number_hmac, place }]
  })
  const issues = [...twice(numbered), ...(await taken(tx, call, district, numbered))]
  if (issues.length > 0) refuse('conflict', 'families.certificates_taken', { issues, params: { count: issues.length } })
  try {
    await write()
  } catch (error) {
    if (constraintOf(error) !== 'certificate_number') throw error
    refuse('conflict', 'families.certificate_elsewhere', { next: 'families.next_ask_district' })
  }
}

interface Numbered {
  id: Uuid
  number_hmac: Buffer
  place: string
}

function twice(numbered: readonly Numbered[]): Issue[] {
  const first = new Map<string, Uuid>()
  return numbered.flatMap(({ id, number_hmac, place }) => {
    const key = number_hmac.toString('hex')
    const before = first.get(key) ?? id
    first.set(key, before)
    return before === id
      ? []
      : [{ place, code: 'families.certificate_twice', next: 'families.next_compare_certificate' }]
  })
}

async function taken(tx: Tx, call: Call, district: number, numbered: readonly Numbered[]): Promise<Issue[]> {
  if (numbered.length === 0) return []
  const hashes = numbered.map(({ number_hmac }) => number_hmac)
  const { rows } = await sql<{ number_hmac: Buffer; file_number: number }>`
    select c.number_hmac, f.file_number
    from certificate c join family f on f.district = c.district and f.id = c.family_id
    where c.district = ${district}::int and ${within(call.actor.scope, 'c.community')} and c.number_hmac = any(${hashes}::bytea[])
      and c.id <> all(${numbered.map(({ id }) => id)}::uuid[])`.execute(tx)
  const files = new Map(rows.map((row) => [row.number_hmac.toString('hex'), fileReference(district, row.file_number)]))
  return numbered.flatMap(({ number_hmac, place }) => {
    const file = files.get(number_hmac.toString('hex'))
    if (file === undefined) return []
    return [{ place, code: 'families.certificate_here', params: { file }, next: 'families.next_open_file' }]
  })
}

/** Gives up the numbers of certificates of persons who left: they may be registered again, here or in another file. What was written stays. */
export async function releaseNumbers(tx: Tx, district: number, personIds: readonly Uuid[]): Promise<void> {
  if (personIds.length === 0) return
  await sql`update certificate set number_hmac = null
    where district = ${district}::int and person_id = any(${personIds}::uuid[]) and number_hmac is not null`.execute(tx)
}
