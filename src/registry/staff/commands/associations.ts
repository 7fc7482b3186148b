import { sql } from 'kysely'
import { contains, type Code } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { within } from '../../../platform/database/scope.ts'
import { findDivision } from '../../divisions/index.ts'
import { type AssociationRow, associationsInScope, findAssociation } from '../queries/associations.ts'
import { refuseField } from './fields.ts'

interface Filter {
  search?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** A page of the associations in scope, by place. */
export async function listAssociations(db: Database, call: Call, { search, cursor, limit }: Filter) {
  const [after] = decodeCursor(cursor, ['number']) ?? []
  return readIn(db, call, async (tx) => {
    const asked = { search: search === '' ? undefined : search, after, limit }
    const found = await associationsInScope(tx, call.actor.scope, asked)
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return { items, next_cursor: found.length > limit && last ? encodeCursor([last.division]) : null }
  })
}

const districtOfTrail = (division: Code): number => Math.floor(division / 1_000_000)

async function getAssociation(tx: Tx, call: Call, division: Code): Promise<AssociationRow> {
  const row = await findAssociation(tx, call.actor.scope, division)
  return row ?? refuse('not_found', 'platform.not_found')
}

/**
 * The association of a place that has none.
 * @throws Refusal bad_input at `division`; conflict staff.association_already
 */
export async function addAssociation(
  db: Database,
  call: Call,
  input: { division: Code; name: string },
): Promise<AssociationRow> {
  const { division, name } = input
  if (!contains(call.actor.division, division)) refuseField('division', 'staff.division_out_of_reach')
  const spec = { name: 'staff.add_association', input, district: districtOfTrail(division), detail: { division } }
  return command(db, call, spec, async (tx) => {
    const place = await findDivision(tx, division)
    if (!place) return refuseField('division', 'staff.division_unknown')
    if (place.valid_to !== null) refuseField('division', 'staff.division_gone', { date: place.valid_to })
    const added = await sql`insert into association (division, name, created_at)
      values (${division}::bigint, ${name}, ${call.now}::timestamptz) on conflict (division) do nothing`.execute(tx)
    if (added.numAffectedRows !== 1n) refuse('conflict', 'staff.association_already', { place: 'division' })
    return { result: await getAssociation(tx, call, division) }
  })
}

/** Another name for an association. @throws Refusal not_found outside the scope; conflict staff.association_changed */
export async function renameAssociation(
  db: Database,
  call: Call,
  input: { division: Code; name: string; version: number },
): Promise<AssociationRow> {
  const { division, name, version } = input
  if (!contains(call.actor.division, division)) refuse('not_found', 'platform.not_found')
  const spec = { name: 'staff.rename_association', input, district: districtOfTrail(division), detail: { division } }
  return command(db, call, spec, async (tx) => {
    const renamed = await sql`update association a set name = ${name}, version = version + 1
      where a.division = ${division}::bigint and a.version = ${version}::int
        and ${within(call.actor.scope, 'a.division')}`.execute(tx)
    const row = await getAssociation(tx, call, division)
    if (renamed.numAffectedRows !== 1n) refuse('conflict', 'staff.association_changed')
    return { result: row }
  })
}
