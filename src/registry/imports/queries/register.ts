import { sql } from 'kysely'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { type CertificateDraft, hashOfCertificate } from '../../families/index.ts'
import { certificateNumber } from '../../families/rules/index.ts'
import { certificateKey, type WidePlace } from '../rules/index.ts'

/** What a roster asks the register for: communities, and keyed hashes of ID numbers and of certificates in hexadecimal. */
export interface RosterKeys {
  readonly communities: readonly Code[]
  readonly hashes: readonly string[]
  /** Aligned with the hashes. */
  readonly numbers: readonly string[]
  /** Hashes of certificates, each with its key in the file. */
  readonly certificates: ReadonlyMap<string, string>
}

/** The purpose of the hash is the families room's. */
export function rosterKeys(
  call: Call,
  asked: Omit<RosterKeys, 'hashes' | 'certificates'> & { certificates: readonly CertificateDraft[] },
): RosterKeys {
  const { communities, numbers } = asked
  const hashes = numbers.map((number) => call.crypto.keyedHash(number, 'person.id').toString('hex'))
  const certificates = asked.certificates.flatMap((draft): [string, string][] => {
    const number = certificateNumber(draft)
    const key = certificateKey(draft)
    return number === null || key === undefined
      ? []
      : [[hashOfCertificate(call.crypto, draft.kind, number).toString('hex'), key]]
  })
  return { communities, hashes, numbers, certificates: new Map(certificates) }
}

/**
 * The active families a roster can be about, each with its version: those of the communities it names, and those wherever in reach that
 * hold one of its ID numbers. Reads rooms downhill.
 */
export async function findFamiliesOf(tx: Tx, call: Call, keys: RosterKeys): Promise<{ id: Uuid; version: number }[]> {
  const { district, scope } = call.actor
  const { rows } = await sql<{ id: Uuid; version: number }>`
    select f.id, f.version from family f
    where f.district = ${district}::int and f.state = 'active' and ${within(scope, 'f.community')}
      and f.community = any(${[...keys.communities]}::bigint[])
    union
    select f.id, f.version from unnest(${[...keys.hashes]}::text[]) as h
    join person p on p.district = ${district}::int and p.id_hmac = decode(h, 'hex') and p.member_to is null
    join family f on f.district = p.district and f.id = p.family_id
    where ${within(scope, 'p.community')} order by 1`.execute(tx)
  return rows
}

/** Changes with every other name the association gives a community or takes away. */
export async function aliasStamp(tx: Tx, district: number): Promise<string> {
  const { rows } = await sql<{ stamp: string }>`
    select count(*) || '.' || coalesce(sum(a.version), 0) as stamp from division_alias a where a.district = ${district}::int`.execute(
    tx,
  )
  return rows[0]?.stamp ?? ''
}

/** Every province, city and district, for reading hukou places. */
export async function listWidePlaces(tx: Tx): Promise<WidePlace[]> {
  const { rows } = await sql<WidePlace>`
    select d.code, d.name, d.short_name, d.path_name from division d
    where d.code % 1000000 = 0 and d.valid_to is null`.execute(tx)
  return rows
}
