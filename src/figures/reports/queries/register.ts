import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, interval } from '../../../kernel/division-code.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/rules/index.ts'
import type { Item } from '../contract.ts'

export interface RegisterQuery {
  division: Code
  /** The register is counted as it stood at the end of this day. */
  on: CivilDate
}

type RegisterKey = 'families' | 'members' | 'streets' | 'communities'

interface Part {
  from: RawBuilder<unknown>
  where: RawBuilder<unknown>
  /** What pages go by: place, then key. */
  place: RawBuilder<unknown>
  key: RawBuilder<unknown>
  title: RawBuilder<unknown>
  family: RawBuilder<unknown>
}

const livingAt = (on: CivilDate, alias: string) => sql`${sql.ref(`${alias}.member_from`)} <= ${on}::date
  and (${sql.ref(`${alias}.member_to`)} is null or ${sql.ref(`${alias}.member_to`)} > ${on}::date)
  and (${sql.ref(`${alias}.died_on`)} is null or ${sql.ref(`${alias}.died_on`)} > ${on}::date)`

const familyAt = (on: CivilDate) =>
  sql`f.registered_on <= ${on}::date and (f.closed_on is null or f.closed_on > ${on}::date)`

/** One definition for the count and for the list of a register figure. */
function partOf(call: Call, key: RegisterKey, query: RegisterQuery): Part {
  const inside = interval(query.division)
  const placed = (column: string) => sql`${within(call.actor.scope, column)} and ${within(inside, column)}`
  if (key === 'families') {
    return {
      from: sql`family f`,
      where: sql`${placed('f.community')} and ${familyAt(query.on)}`,
      place: sql`f.community`,
      key: sql`f.id::text`,
      title: sql`(select string_agg(p.name, '、' order by p.birth_date, p.id) from person p
        where p.district = f.district and p.family_id = f.id and p.relation = 'parent' and ${livingAt(query.on, 'p')})`,
      family: sql`f.id`,
    }
  }
  if (key === 'members') {
    return {
      from: sql`person p join family f on f.district = p.district and f.id = p.family_id`,
      where: sql`${placed('p.community')} and ${livingAt(query.on, 'p')} and ${familyAt(query.on)}`,
      place: sql`p.community`,
      key: sql`p.id::text`,
      title: sql`p.name`,
      family: sql`p.family_id`,
    }
  }
  return {
    from: sql`division d`,
    where: sql`${placed('d.code')} and d.tier = ${key === 'streets' ? 'street' : 'community'} and d.valid_to is null`,
    place: sql`d.code`,
    key: sql`d.code::text`,
    title: sql`d.name`,
    family: sql`null::uuid`,
  }
}

export async function countRegister(tx: Tx, call: Call, key: RegisterKey, query: RegisterQuery): Promise<number> {
  const part = partOf(call, key, query)
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${part.from} where ${part.where}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** The rows `countRegister` counts, by place. */
export async function listRegister(
  tx: Tx,
  call: Call,
  key: RegisterKey,
  query: RegisterQuery,
  page: { size: number; cursor?: string | undefined },
): Promise<{ items: Item[]; next_cursor: string | null }> {
  const part = partOf(call, key, query)
  const after = decodeCursor(page.cursor, ['number', 'string'])
  const { rows } = await sql<{
    place: number
    key: string
    title: string | null
    family_id: string | null
    community_name: string | null
  }>`
    select ${part.place} as place, ${part.key} as key, ${part.title} as title, ${part.family} as family_id,
      (select n.name from division n where n.code = ${part.place}) as community_name
    from ${part.from}
    where ${part.where} and ${after ? sql`(${part.place}, ${part.key}) > (${after[0]}::bigint, ${after[1]})` : sql`true`}
    order by ${part.place}, ${part.key} limit ${page.size + 1}`.execute(tx)
  const shown = rows.slice(0, page.size)
  const last = shown.at(-1)
  const people = key === 'families' || key === 'members'
  const nameOf = (name: string) => (people ? nameFor(call.actor.role, name) : name)
  const items = shown.map((row) => ({
    key: row.key,
    title: (row.title ?? '').split('、').map(nameOf).join('、'),
    community: row.place,
    community_name: row.community_name,
    on: null,
    family_id: row.family_id,
    record_id: null,
    share: 1,
  })) as Item[]
  return { items, next_cursor: rows.length > page.size && last ? encodeCursor([last.place, last.key]) : null }
}
