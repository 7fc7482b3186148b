import { sql } from 'kysely'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { WidePlace } from '../rules/index.ts'

/**
 * The active families a roster can be about: those of the communities it names, and those wherever in reach that hold one of its ID
 * numbers. Reads rooms downhill; the purpose of the hash is the families room's.
 */
export async function findFamiliesOf(
  tx: Tx,
  call: Call,
  roster: { readonly communities: readonly Code[]; readonly id_numbers: readonly string[] },
): Promise<Uuid[]> {
  const { district, scope } = call.actor
  const hashes = roster.id_numbers.map((number) => call.crypto.keyedHash(number, 'person.id').toString('hex'))
  const { rows } = await sql<{ id: Uuid }>`
    select f.id from family f
    where f.district = ${district}::int and f.state = 'active' and ${within(scope, 'f.community')}
      and f.community = any(${[...roster.communities]}::bigint[])
    union
    select p.family_id from person p
    where p.district = ${district}::int and p.member_to is null and ${within(scope, 'p.community')}
      and p.id_hmac in (select decode(h, 'hex') from unnest(${hashes}::text[]) as h)`.execute(tx)
  return rows.map((row) => row.id)
}

/** Every province, city and district, for reading hukou places. */
export async function listWidePlaces(tx: Tx): Promise<WidePlace[]> {
  const { rows } = await sql<WidePlace>`
    select d.code, d.name, d.short_name, d.path_name from division d
    where d.code % 1000000 = 0 and d.valid_to is null`.execute(tx)
  return rows
}
