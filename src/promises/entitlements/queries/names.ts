import { type RawBuilder, sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import type { Named } from '../contract/index.ts'
import type { Difference } from '../rules/index.ts'
import { differencesQuery, type Question } from './differences.ts'

export interface Page {
  size: number
  cursor?: string | undefined
}

export interface Paged<T> {
  items: T[]
  next_cursor: string | null
}

/** The person's name, or the living parents' of the family. `x` is the alias of a row with district, family_id and person_id. */
export const namesOf = (x: string): RawBuilder<string[]> =>
  sql<string[]>`coalesce((select array_agg(p.name order by p.birth_date, p.id) from person p
    where p.district = ${sql.ref(`${x}.district`)} and p.family_id = ${sql.ref(`${x}.family_id`)}
      and case when ${sql.ref(`${x}.person_id`)} is null then p.relation = 'parent' and p.died_on is null and p.member_to is null
        else p.id = ${sql.ref(`${x}.person_id`)} end), '{}')`

type NamedRow = Named & { key: Uuid }

function page(call: Call, rows: readonly NamedRow[], size: number): Paged<Named> {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    items: shown.map(({ key: _key, ...row }) => ({
      ...row,
      names: row.names.map((name) => nameFor(call.actor.role, name)),
    })),
    next_cursor: rows.length > size && last ? encodeCursor([last.community, last.key]) : null,
  }
}

function after(cursor: string | undefined, key: RawBuilder<unknown>): RawBuilder<unknown> {
  const values = decodeCursor(cursor, ['number', 'uuid'])
  return values ? sql`(x.community, ${key}) > (${values[0]}::bigint, ${values[1]}::uuid)` : sql`true`
}

/** The names behind one figure of a preview: as many as it counts, in the order of places. */
export async function listDifferenceNames(
  tx: Tx,
  call: Call,
  { question, difference }: { question: Question; difference: Difference },
  { size, cursor }: Page,
): Promise<Paged<Named>> {
  const { rows } = await sql<NamedRow>`
    select x.district, x.community, v.name as community_name, x.family_id, ${fileOf('f')} as file, x.person_id, ${namesOf('x')} as names, x.why,
      x.amount_before, x.amount_after, x.quantity_after as quantity, x.beneficiary_id as key
    from (select d.* from (${differencesQuery(question)}) d where d.difference = ${difference}
      order by d.community, d.beneficiary_id) x
    join family f on f.district = x.district and f.id = x.family_id
    left join division v on v.code = x.community
    where ${after(cursor, sql`x.beneficiary_id`)}
    order by x.community, x.beneficiary_id limit ${size + 1}`.execute(tx)
  return page(call, rows, size)
}

export interface RunNamesQuestion {
  district: number
  run_id: Uuid
  policy_code: string
  period?: string | undefined
  difference: 'gained' | 'changed' | 'lost'
}

/** Who was gained, changed or lost in a run that was applied, whatever has become of the row since. */
export async function listRunNames(
  tx: Tx,
  call: Call,
  asked: RunNamesQuestion,
  { size, cursor }: Page,
): Promise<Paged<Named>> {
  const changes = sql`select e.district, e.community, e.family_id, e.person_id, e.id, c.reason as why, c.amount_before,
      c.amount_after, e.quantity, e.policy_id, e.period
    from entitlement_change c join entitlement e on e.district = c.district and e.id = c.entitlement_id
    where c.district = ${asked.district}::int and c.run_id = ${asked.run_id}::uuid and c.change = ${asked.difference}`
  const found = sql`select e.district, e.community, e.family_id, e.person_id, e.id, null as why, null::bigint as amount_before,
      case when e.unit = 'fen' then e.amount_fen::bigint else 0 end as amount_after, e.quantity, e.policy_id, e.period
    from entitlement e where e.district = ${asked.district}::int and e.run_id = ${asked.run_id}::uuid`
  const { rows } = await sql<NamedRow>`
    select x.district, x.community, v.name as community_name, x.family_id, ${fileOf('f')} as file, x.person_id, ${namesOf('x')} as names, x.why,
      x.amount_before, x.amount_after, x.quantity, x.id as key
    from (${asked.difference === 'gained' ? sql`${found} union all ${changes}` : changes}) x
    join policy p on p.id = x.policy_id and p.code = ${asked.policy_code}
    join family f on f.district = x.district and f.id = x.family_id
    left join division v on v.code = x.community
    where ${within(call.actor.scope, 'x.community')} and ${after(cursor, sql`x.id`)}
      and ${asked.period === undefined ? sql`true` : sql`x.period = ${asked.period}`}
    order by x.community, x.id limit ${size + 1}`.execute(tx)
  return page(call, rows, size)
}
