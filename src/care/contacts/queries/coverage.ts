import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { narrowed, within } from '../../../platform/database/scope.ts'
import { placeNames } from '../../../registry/divisions/index.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import type { Post } from '../rules/index.ts'
import { sumContactsDue } from './due.ts'
import { liveContact } from './posts.ts'

export interface CoverageRow {
  division: Code
  division_name: string | null
  households: number
  with_street: number
  with_community: number
  with_both: number
  due: number
}

/** How many codes a place below one of this tier spans. */
const BELOW = { nation: 1e10, province: 1e8, city: 1e6, district: 1e3, street: 1, community: 1 } as const

function hasLive(family: string, post: Post, today: CivilDate): RawBuilder<boolean> {
  return sql<boolean>`exists (select from family_contact n where n.district = ${sql.ref(`${family}.district`)}
    and n.family_id = ${sql.ref(`${family}.id`)} and ${liveContact('n', post, today)})`
}

/** The places right below a division, and their sum. */
export interface Coverage {
  total: CoverageRow
  places: CoverageRow[]
}

/** How far the families of a division have their two named contacts: one answer for the page and for Today. */
export async function coverageOf(tx: Tx, call: Call, division: Code): Promise<Coverage> {
  const places = await coverageByPlace(tx, call, division)
  const sum = (of: (row: CoverageRow) => number) => places.reduce((all, row) => all + of(row), 0)
  const total = {
    division,
    division_name: null,
    households: sum((row) => row.households),
    with_street: sum((row) => row.with_street),
    with_community: sum((row) => row.with_community),
    with_both: sum((row) => row.with_both),
    due: sum((row) => row.due),
  }
  return { total, places }
}

/** Active families with both named contacts, and those due a contact, by the places right below a division; 户 throughout. */
async function coverageByPlace(tx: Tx, call: Call, division: Code): Promise<CoverageRow[]> {
  const width = BELOW[tierOf(division)]
  const { rows } = await sql<Omit<CoverageRow, 'due'>>`
    select c.place as division, (select d.name from division d where d.code = c.place) as division_name, count(*)::int as households,
      count(*) filter (where c.street)::int as with_street, count(*) filter (where c.community_contact)::int as with_community,
      count(*) filter (where c.street and c.community_contact)::int as with_both
    from (select f.community - f.community % ${width}::bigint as place, ${hasLive('f', 'street', call.today)} as street,
        ${hasLive('f', 'community', call.today)} as community_contact
      from family f where ${within(call.actor.scope, 'f.community')} and ${within(narrowed(call.actor.scope, division), 'f.community')}
        and f.state = 'active') c
    group by c.place order by c.place`.execute(tx)
  const due = await sumContactsDue(tx, call, { division, width })
  return rows.map((row) => ({ ...row, due: due.get(row.division) ?? 0 }))
}

export interface NamedContact {
  account_id: Uuid
  display_name: string
  valid_from: CivilDate
  live: boolean
}

export interface ContactFamily {
  family_id: Uuid
  district: number
  file: string
  community: Code
  community_name: string | null
  street_name: string | null
  heads: string[]
  street: NamedContact | null
  community_contact: NamedContact | null
}

export interface ContactFilter {
  division?: Code | undefined
  lacking?: Post | 'one' | undefined
  account_id?: Uuid | undefined
  family_id?: Uuid | undefined
  after?: readonly [number, string] | undefined
  limit: number
}

function named(post: Post, today: CivilDate): RawBuilder<NamedContact | null> {
  return sql<NamedContact | null>`(select json_build_object('account_id', n.account_id, 'display_name', a.display_name,
      'valid_from', n.valid_from, 'live', ${liveContact('n', post, today)})
    from family_contact n join account a on a.id = n.account_id
    where n.district = f.district and n.family_id = f.id and n.post = ${post} and n.valid_from <= ${today}::date
      and (n.valid_to is null or n.valid_to > ${today}::date))`
}

/** Families with their named contacts by community. Ask for one more than you show. */
export async function listContactFamilies(tx: Tx, call: Call, filter: ContactFilter): Promise<ContactFamily[]> {
  const { division, lacking, account_id, family_id, after } = filter
  const has = (post: Post) => hasLive('f', post, call.today)
  const parts = [
    within(call.actor.scope, 'f.community'),
    within(narrowed(call.actor.scope, division), 'f.community'),
    sql`f.state = 'active'`,
  ]
  if (lacking === 'one') parts.push(sql`not (${has('street')} and ${has('community')})`)
  if (lacking === 'street' || lacking === 'community') parts.push(sql`not ${has(lacking)}`)
  if (family_id) parts.push(sql`f.id = ${family_id}::uuid`)
  if (account_id)
    parts.push(sql`exists (select from family_contact n where n.district = f.district and n.family_id = f.id
      and n.account_id = ${account_id}::uuid and n.valid_from <= ${call.today}::date and (n.valid_to is null or n.valid_to > ${call.today}::date))`)
  if (after) parts.push(sql`(f.community, f.id) > (${after[0]}::bigint, ${after[1]}::uuid)`)
  const { rows } = await sql<ContactFamily>`
    select f.id as family_id, f.district, ${fileOf('f')} as file, f.community, ${placeNames('f.community')}, f.heads,
      ${named('street', call.today)} as street, ${named('community', call.today)} as community_contact
    from family f where ${sql.join(parts, sql` and `)} order by f.community, f.id limit ${filter.limit}`.execute(tx)
  return rows.map((row) => ({ ...row, heads: row.heads.map((name) => nameFor(call.actor.role, name)) }))
}

export interface ContactStaff {
  account_id: Uuid
  display_name: string
  role: 'community_worker' | 'street_officer' | 'district_officer'
  division: Code
  division_name: string | null
  families: number
}

/** Who can be a named contact or walk a round somewhere in the reader's jurisdiction, the widest post first. At most 500. */
export async function listContactStaff(tx: Tx, call: Call): Promise<ContactStaff[]> {
  const { lo, hi } = call.actor.scope
  const { rows } = await sql<ContactStaff>`
    select p.account_id, a.display_name, p.role, p.division, (select d.name from division d where d.code = p.division) as division_name,
      (select count(*)::int from family_contact n where n.account_id = p.account_id and ${within(call.actor.scope, 'n.community')}
        and n.valid_from <= ${call.today}::date and (n.valid_to is null or n.valid_to > ${call.today}::date)) as families
    from post p join account a on a.id = p.account_id and a.state <> 'disabled'
    where p.role in ('community_worker', 'street_officer', 'district_officer') and p.lo < ${hi}::bigint and p.hi > ${lo}::bigint
      and p.valid_from <= ${call.today}::date and (p.valid_to is null or p.valid_to > ${call.today}::date)
    order by p.hi - p.lo desc, p.division, a.display_name, p.id limit 500`.execute(tx)
  return rows
}
