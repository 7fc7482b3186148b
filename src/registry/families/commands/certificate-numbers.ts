import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { inWholeDistrict } from '../../../platform/database/transact.ts'
import { fileReference } from '../rules/index.ts'

/** A certificate about to be written; `place` is where the reader wrote its number. */
export interface NumberedCertificate {
  /** The hash is of kind and number: numbers of two kinds never meet. */
  row: { id: Uuid; kind: string; number_hmac: Buffer | null }
  place: string
}

/**
 * Writes certificates whose numbers nobody else who is registered in the district bears. One number stands in one file, of parted parents
 * too: the register holds no tie between them by which a second file could be told from a slip, and what is promised asks only whether a
 * certificate is held, which the other parent's file says without the number.
 * @throws Refusal conflict `families.certificates_taken` with an issue for each number taken: by which file, where it lies within the
 * reader's jurisdiction; `families.certificate_meanwhile` where somebody took one at this very moment
 */
export async function writeNumbered(
  tx: Tx,
  call: Call,
  certificates: readonly NumberedCertificate[],
  write: () => Promise<void>,
): Promise<void> {
  const numbered = certificates.flatMap(({ row, place }) => {
    const { id, kind, number_hmac } = row
    return number_hmac === null ? [] : [{ id, kind, number_hmac, place }]
  })
  const issues = [...twice(numbered), ...(await taken(tx, call, numbered))]
  if (issues.length > 0) refuse('conflict', 'families.certificates_taken', { issues, params: { count: issues.length } })
  try {
    await write()
  } catch (error) {
    if (constraintOf(error) !== 'certificate_number') throw error
    refuse('conflict', 'families.certificate_meanwhile', { next: 'families.next_send_again' })
  }
}

interface Numbered {
  id: Uuid
  kind: string
  number_hmac: Buffer
  place: string
}

function twice(numbered: readonly Numbered[]): Issue[] {
  const first = new Map<string, Uuid>()
  return numbered.flatMap(({ id, kind, number_hmac, place }) => {
    const key = number_hmac.toString('hex')
    const before = first.get(key) ?? id
    first.set(key, before)
    return before === id
      ? []
      : [{ place, code: 'families.certificate_twice', next: once(kind) ?? 'families.next_compare_certificate' }]
  })
}

async function taken(tx: Tx, call: Call, numbered: readonly Numbered[]): Promise<Issue[]> {
  const own = new Set(numbered.map(({ id }) => id))
  const bearers = await bearersOf(
    tx,
    call,
    numbered.map(({ number_hmac }) => number_hmac.toString('hex')),
  )
  const others = new Map(bearers.filter((one) => !own.has(one.certificate_id)).map((one) => [one.hash, one]))
  return numbered.flatMap(({ number_hmac, kind, place }) => {
    const bearer = others.get(number_hmac.toString('hex'))
    return bearer === undefined ? [] : [{ place, ...takenBy(kind, bearer.file) }]
  })
}

/** What is said of a number that another file bears; of one out of reach no more than that. */
function takenBy(kind: string, file: string | null): Omit<Issue, 'place'> {
  const [code, next] =
    file === null
      ? ['families.certificate_elsewhere', 'families.next_ask_district']
      : ['families.certificate_here', 'families.next_open_file']
  return {
    code,
    ...(file === null ? {} : { params: { file } }),
    next: once(kind) ?? next,
  }
}

/** Parted parents may both hold the one certificate: what to do then is said with the fault. */
function once(kind: string): string | undefined {
  return kind === 'only_child' ? 'families.next_certificate_once' : undefined
}

/** A certificate of the district that bears a number. */
export interface Bearer {
  /** Of kind and number, in hexadecimal. */
  readonly hash: string
  readonly certificate_id: Uuid
  /** The reference of its file; null where that lies out of the reader's reach. */
  readonly file: string | null
}

/**
 * Who in the caller's district bears these numbers. Of a file out of her reach it says only that there is one, so whoever tells it counts
 * it with `claimsToldToday`: the number of a disability certificate holds that of a person.
 */
export async function bearersOf(tx: Tx, call: Call, hashes: readonly string[]): Promise<Bearer[]> {
  if (hashes.length === 0) return []
  const { district, scope } = call.actor
  const { rows } = await inWholeDistrict(tx, call, () =>
    sql<{ hash: string; certificate_id: Uuid; community: number; file_number: number }>`
      select encode(c.number_hmac, 'hex') as hash, c.id as certificate_id, c.community, f.file_number
      from certificate c join family f on f.district = c.district and f.id = c.family_id
      where c.district = ${district}::int
        and c.number_hmac = any(array(select decode(h, 'hex') from unnest(${[...hashes]}::text[]) h))
      order by 1`.execute(tx),
  )
  return rows.map(({ hash, certificate_id, community, file_number }) => ({
    hash,
    certificate_id,
    file: community >= scope.lo && community < scope.hi ? fileReference(district, file_number) : null,
  }))
}

/** Gives up the numbers of certificates of persons who left: they may be registered again, here or in another file. What was written stays. */
export async function releaseNumbers(tx: Tx, district: number, personIds: readonly Uuid[]): Promise<void> {
  if (personIds.length === 0) return
  await sql`update certificate set number_hmac = null
    where district = ${district}::int and person_id = any(${personIds}::uuid[]) and number_hmac is not null`.execute(tx)
}
