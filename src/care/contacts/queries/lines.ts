import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { narrowed, within } from '../../../platform/database/scope.ts'
import { placeNames } from '../../../registry/divisions/index.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import { keptMonthDays } from '../../../registry/families/rules/index.ts'
import type { Channel, LineState } from '../rules/index.ts'
import { wishOf } from './pieces.ts'

export interface LineRow {
  line_id: Uuid
  family_id: Uuid
  file: string
  community: Code
  community_name: string | null
  street_name: string | null
  heads: string[]
  persons: { person_id: Uuid; name: string; parent: boolean }[]
  no_home_visit: boolean
  no_contact: boolean
  hours: 'morning' | 'afternoon' | 'evening' | null
  quiet_today: boolean
  state: LineState
  channel: Channel | null
  done_on: CivilDate | null
  done_by_name: string | null
  amount_fen: number
  quantity: number
  worker_id: Uuid | null
  worker_name: string | null
}

export interface LineFilter {
  round: { district: number; id: Uuid }
  division?: Code | undefined
  state?: LineState | undefined
  open?: boolean | undefined
  /** An account, or null for lines nobody has. */
  worker_id?: Uuid | null | undefined
  line_ids?: readonly Uuid[] | undefined
}

export function linesWhere(call: Call, filter: LineFilter): RawBuilder<boolean> {
  const { round, division, state, open, worker_id, line_ids } = filter
  const parts = [
    sql`l.district = ${round.district}::int and l.round_id = ${round.id}::uuid`,
    within(call.actor.scope, 'l.community'),
  ]
  if (division !== undefined) parts.push(within(narrowed(call.actor.scope, division), 'l.community'))
  if (state) parts.push(sql`l.state = ${state}`)
  if (open) parts.push(sql`l.state in ('planned', 'away')`)
  if (worker_id === null) parts.push(sql`l.worker_id is null`)
  if (worker_id) parts.push(sql`l.worker_id = ${worker_id}::uuid`)
  if (line_ids) parts.push(sql`l.id = any(${[...line_ids]}::uuid[])`)
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

/** One page of a round's families by community and line. Ask for one more than you show. */
export async function listLines(
  tx: Tx,
  call: Call,
  filter: LineFilter,
  page: { after?: readonly [number, string] | undefined; limit: number },
): Promise<LineRow[]> {
  const after = page.after ? sql`and (l.community, l.id) > (${page.after[0]}::bigint, ${page.after[1]}::uuid)` : sql``
  const { rows } = await sql<LineRow>`
    select l.id as line_id, l.family_id, ${fileOf('f')} as file, l.community, ${placeNames('l.community')}, f.heads,
      (select coalesce(json_agg(json_build_object('person_id', p.id, 'name', p.name, 'parent', p.relation = 'parent')
          order by p.relation <> 'parent', p.birth_date, p.id), '[]')
        from person p where p.district = f.district and p.family_id = f.id and p.died_on is null and p.member_to is null) as persons,
      coalesce(w.no_home_visit, false) as no_home_visit, coalesce(w.no_contact, false) as no_contact, w.hours,
      coalesce(w.quiet_days && ${keptMonthDays(call.today)}::text[], false) as quiet_today, l.state, l.channel, l.done_on,
      (select a.display_name from account a where a.id = l.done_by) as done_by_name,
      coalesce(c.amount_fen, 0)::bigint as amount_fen, coalesce(c.quantity, 0)::int as quantity, l.worker_id,
      (select a.display_name from account a where a.id = l.worker_id) as worker_name
    from visit_line l join family f on f.district = l.district and f.id = l.family_id
    left join care_record c on c.district = l.district and c.id = l.record_id
    ${wishOf('f', call.today)}
    where ${linesWhere(call, filter)} ${after}
    order by l.community, l.id limit ${page.limit}`.execute(tx)
  const shown = (name: string) => nameFor(call.actor.role, name)
  return rows.map((row) => ({
    ...row,
    heads: row.heads.map(shown),
    persons: row.persons.map((person) => ({ ...person, name: shown(person.name) })),
  }))
}

export interface LockedLine {
  id: Uuid
  family_id: Uuid
  community: Code
  state: LineState
  channel: Channel | null
  record_id: Uuid | null
  worker_id: Uuid | null
  /** Living parents on the day, else the other living members: whom the act reached unless somebody says otherwise. */
  persons: Uuid[]
}

/** Locks lines of a round always in the same order, until the transaction ends. */
export async function lockLines(tx: Tx, call: Call, filter: LineFilter, on: CivilDate): Promise<LockedLine[]> {
  const members = (parents: boolean) => sql`(select array_agg(p.id order by p.birth_date, p.id)::text[] from person p
    where p.district = l.district and p.family_id = l.family_id ${parents ? sql`and p.relation = 'parent'` : sql``}
      and (p.died_on is null or p.died_on >= ${on}::date) and p.member_from <= ${on}::date
      and (p.member_to is null or p.member_to > ${on}::date))`
  const { rows } = await sql<LockedLine>`
    select l.id, l.family_id, l.community, l.state, l.channel, l.record_id, l.worker_id,
      coalesce(${members(true)}, ${members(false)}, '{}') as persons
    from visit_line l where ${linesWhere(call, filter)} order by l.id for update of l`.execute(tx)
  return rows
}

/**
 * The lines whose act handed over gift or money. Asked after the lines are locked, in a statement of its own: one that waited for
 * the lock sees the line as it is by now, but not the record another transaction wrote meanwhile.
 */
export async function linesWithGift(
  tx: Tx,
  round: { district: number },
  lines: readonly LockedLine[],
): Promise<Set<Uuid>> {
  const record_ids = lines.flatMap((line) => line.record_id ?? [])
  if (record_ids.length === 0) return new Set()
  const { rows } = await sql<{ id: Uuid }>`select c.id from care_record c
    where c.district = ${round.district}::int and c.id = any(${record_ids}::uuid[]) and (c.amount_fen > 0 or c.quantity > 0)`.execute(
    tx,
  )
  const given = new Set(rows.map((row) => row.id))
  return new Set(lines.flatMap((line) => (line.record_id !== null && given.has(line.record_id) ? line.id : [])))
}
