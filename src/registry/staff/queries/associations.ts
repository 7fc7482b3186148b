import { sql } from 'kysely'
import type { Code, Tier } from '../../../kernel/division-code.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'

export interface AssociationRow {
  division: number
  division_name: string
  tier: Tier
  name: string
  accounts: number
  version: number
}

const ASSOCIATION = sql`a.division, d.path_name as division_name, d.tier, a.name, a.version,
  (select count(*)::int from account c where c.division = a.division and c.state <> 'disabled') as accounts`

export interface AssociationFilter {
  search: string | undefined
  /** Division of the last row seen. */
  after: Code | undefined
  limit: number
}

/** Associations in scope, place by place; one row more than asked for when there are more. */
export async function associationsInScope(
  tx: Tx,
  scope: Scope,
  { search, after, limit }: AssociationFilter,
): Promise<AssociationRow[]> {
  const words = search ? `%${search.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%` : undefined
  const found = await sql<AssociationRow>`
    select ${ASSOCIATION} from association a join division d on d.code = a.division
    where ${within(scope, 'a.division')}
      ${words ? sql`and (lower(a.name) like ${words} or lower(d.path_name) like ${words})` : sql``}
      ${after === undefined ? sql`` : sql`and a.division > ${after}::bigint`}
    order by a.division limit ${limit + 1}`.execute(tx)
  return found.rows
}

/** What the association of a place is called, for whatever it signs; who asks need not have the place in reach. */
export async function associationNameAt(tx: Tx, division: Code): Promise<string | undefined> {
  const found = await sql<{ name: string }>`select name from association where division = ${division}::bigint`.execute(
    tx,
  )
  return found.rows[0]?.name
}

export async function findAssociation(tx: Tx, scope: Scope, division: Code): Promise<AssociationRow | undefined> {
  const found = await sql<AssociationRow>`
    select ${ASSOCIATION} from association a join division d on d.code = a.division
    where a.division = ${division}::bigint and ${within(scope, 'a.division')}`.execute(tx)
  return found.rows[0]
}
