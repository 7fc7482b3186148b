import { sql } from 'kysely'
import type { Instant } from '../../../kernel/calendar.ts'
import { ancestorAt, codeOfDistrict, interval, TIERS, type Code } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { Alias, Division } from '../contract.ts'
import { DIVISION } from './columns.ts'

/** A place by its names alone. */
export interface NamedRow {
  code: Code
  name: string
  short_name: string
}

/** The place with this code, also one that is no more. */
export async function findDivision(tx: Tx, code: Code): Promise<Division | undefined> {
  const { rows } = await sql<Division>`select ${DIVISION} from division d where d.code = ${code}::bigint`.execute(tx)
  return rows[0]
}

/** @throws Refusal not_found `divisions.not_found` */
export async function getDivision(tx: Tx, code: Code): Promise<Division> {
  return (await findDivision(tx, code)) ?? refuse('not_found', 'divisions.not_found')
}

/** Those of the codes that are in the table, in the order of their codes: one question for many rows. */
export async function listDivisions(tx: Tx, codes: readonly Code[]): Promise<Division[]> {
  const { rows } = await sql<Division>`
    select ${DIVISION} from division d where d.code = any(${[...new Set(codes)]}::bigint[]) order by d.code`.execute(tx)
  return rows
}

/** All the place lies in, from the province down, itself last; the nation is not shown. */
export async function divisionPath(tx: Tx, code: Code): Promise<Division[]> {
  const path = await listDivisions(
    tx,
    TIERS.map((tier) => ancestorAt(code, tier)),
  )
  return path.filter((place) => place.code !== 0)
}

/**
 * The places right below one that still exist, in the order of their codes, at most `limit`.
 * @param after the last code of the page before
 */
export async function listChildrenOf(
  tx: Tx,
  parent: Code,
  page: { readonly after?: Code | undefined; readonly limit: number },
): Promise<Division[]> {
  const { rows } = await sql<Division>`
    select ${DIVISION} from division d
    where d.parent = ${parent}::bigint and d.code > ${page.after ?? -1}::bigint and d.valid_to is null
    order by d.code limit ${page.limit}::int`.execute(tx)
  return rows
}

/** What the names of a district's communities are resolved with: its streets, communities, surroundings and aliases. */
export async function communityFacts(
  tx: Tx,
  district: number,
): Promise<{
  surroundings: NamedRow[]
  streets: NamedRow[]
  communities: NamedRow[]
  aliases: { alias: string; community: Code }[]
}> {
  const { lo, hi } = districtInterval(district)
  const { rows } = await sql<NamedRow & { base_level: number }>`
    select code, name, short_name, base_level from division
    where code >= ${lo}::bigint and code < ${hi}::bigint and valid_to is null order by code`.execute(tx)
  const { rows: aliases } = await sql<{ alias: string; community: Code }>`
    select alias, community from division_alias where district = ${district}::int and ended_at is null`.execute(tx)
  return {
    surroundings: await divisionPath(tx, lo),
    streets: rows.filter((place) => place.base_level === 4),
    communities: rows.filter((place) => place.base_level === 5),
    aliases,
  }
}

/** The codes of one district; not `interval`, which would take 441900 for the city of 4419. */
export function districtInterval(district: number): Scope {
  const lo = codeOfDistrict(district)
  return { lo, hi: lo + 1_000_000 }
}

/**
 * Aliases in use within a place and the reader's jurisdiction, by district and alias, at most `limit`.
 * @param after district and alias of the last row of the page before
 */
export async function listAliasesIn(
  tx: Tx,
  scope: Scope,
  place: Code,
  page: { readonly after?: readonly [number, string] | undefined; readonly limit: number },
): Promise<(Alias & { district: number })[]> {
  const [district, alias] = page.after ?? [0, '']
  const { rows } = await sql<Alias & { district: number }>`
    select a.district, a.alias, a.community, d.name as community_name, s.short_name as street_name
    from division_alias a join division d on d.code = a.community join division s on s.code = d.parent
    where ${within(scope, 'a.community')} and ${within(interval(place), 'a.community')} and a.ended_at is null
      and (a.district, a.alias collate "C") > (${district}::int, ${alias})
    order by a.district, a.alias collate "C" limit ${page.limit}::int`.execute(tx)
  return rows
}

/** Makes the alias point to the community; ends what it pointed to before. */
export async function upsertAlias(
  tx: Tx,
  row: { readonly district: number; readonly alias: string; readonly community: Code; readonly now: Instant },
): Promise<void> {
  await sql`
    insert into division_alias as a (district, alias, community, created_at)
    values (${row.district}::int, ${row.alias}, ${row.community}::bigint, ${row.now}::timestamptz)
    on conflict (district, alias) do update set community = excluded.community, ended_at = null, version = a.version + 1
    where a.community <> excluded.community or a.ended_at is not null`.execute(tx)
}

/** @returns whether there was such an alias in use. */
export async function closeAlias(
  tx: Tx,
  row: { readonly district: number; readonly alias: string; readonly community: Code; readonly now: Instant },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update division_alias set ended_at = ${row.now}::timestamptz, version = version + 1
    where district = ${row.district}::int and alias = ${row.alias} and community = ${row.community}::bigint
      and ended_at is null`.execute(tx)
  return numAffectedRows === 1n
}

export * from './changes.ts'
export * from './search.ts'
