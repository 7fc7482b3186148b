import { sql } from 'kysely'
import { interval } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { withinDistricts } from '../../../platform/database/scope.ts'
import type { RollupSums } from '../rules/index.ts'
import { type CareFilter, compileFilter } from './filter.ts'

/** Every unit of the acts a filter means, corrections taken back. */
export interface CareSums {
  /** Acts. */
  records: number
  /** 户: families, each once. */
  households: number
  /** 户次: pairs of an act and a family. */
  household_times: number
  /** 人: people of the register, each once. */
  persons: number
  /** 人次: pairs of an act and a person, and the headcount of people who are not in the register. */
  person_times: number
  /** The part of `person_times` that is headcount. */
  headcount: number
  /** 场: acts of kinds that are sessions. */
  sessions: number
  minutes: number
  amount_fen: number
  /** 件 */
  quantity: number
  /** 份 */
  copies: number
  /** 次 (online) */
  views: number
}

/**
 * All units of the acts a filter means, from the records themselves. What was done, handed out and paid counts where the act was
 * done; people and families count where they live. A taken-back act and its counter-record leave nothing.
 */
export async function sumOf(tx: Tx, call: Call, filter: CareFilter): Promise<CareSums> {
  const { records, reached } = compileFilter(call.actor.scope, filter)
  const { rows } = await sql<CareSums>`
    with r as materialized (select * from care_record r where ${records}),
    p as materialized (select record_id, person_id, family_id, sign from care_record_person p where ${reached}),
    pairs as (
      select id as record_id, family_id, sign from r where family_id is not null
      ${filter.person_id === undefined ? sql`` : sql`and false`}
      union select record_id, family_id, sign from p),
    families as (select family_id, sum(sign) as times from pairs group by family_id having sum(sign) > 0),
    people as (select person_id, sum(sign) as times from p group by person_id having sum(sign) > 0)
    select coalesce(sum(r.sign), 0)::bigint as records,
      (select count(*) from families)::bigint as households,
      (select coalesce(sum(times), 0) from families)::bigint as household_times,
      (select count(*) from people)::bigint as persons,
      (coalesce(sum(r.sign * r.headcount), 0) + (select coalesce(sum(times), 0) from people))::bigint as person_times,
      coalesce(sum(r.sign * r.headcount), 0)::bigint as headcount,
      coalesce(sum(r.sign) filter (where k.code is not null), 0)::bigint as sessions,
      coalesce(sum(r.sign * r.minutes), 0)::bigint as minutes,
      coalesce(sum(r.sign * r.amount_fen), 0)::bigint as amount_fen,
      coalesce(sum(r.sign * r.quantity), 0)::bigint as quantity,
      coalesce(sum(r.sign * r.copies), 0)::bigint as copies,
      coalesce(sum(r.sign * r.views), 0)::bigint as views
    from r left join care_kind k on k.code = r.kind and 'session' = any(k.units)`.execute(tx)
  const sums = rows[0]
  if (!sums) throw new Error('An aggregate answers one row.')
  return sums
}

export interface RollupQuery {
  /** A district or wider, wholly inside the reader's scope. */
  division: number
  /** First and last month, both inside: `2018-01`. */
  from_month: string
  to_month: string
  kinds?: readonly string[] | undefined
}

export interface RollupRow extends RollupSums {
  district: number
  month: string
  kind: string
}

const ROLLUP_GROUPS = ['district', 'month', 'kind'] as const

/**
 * Sums of whole months and whole districts from the roll-up, which is exact: `records` counts every record, `not_done` those that
 * ended otherwise than done, the units done acts only. Grouped by the given columns; the others answer 0 or ''.
 * @throws Refusal not_found for a division that is not wholly in scope, unprocessable for one below the district.
 */
export async function rollupOf(
  tx: Tx,
  call: Call,
  query: RollupQuery,
  by: readonly (typeof ROLLUP_GROUPS)[number][] = ['kind'],
): Promise<RollupRow[]> {
  const { lo, hi } = interval(query.division)
  const { scope } = call.actor
  if (lo < scope.lo || hi > scope.hi) refuse('not_found', 'care_records.place_not_found', { place: 'division' })
  if (hi - lo < 1_000_000) refuse('unprocessable', 'care_records.rollup_is_by_district', { place: 'division' })
  const column = (name: (typeof ROLLUP_GROUPS)[number]) => (by.includes(name) ? sql.ref(name) : undefined)
  const groups = by.length === 0 ? sql`` : sql`group by ${sql.join(by.map((name) => sql.ref(name)))}`
  const order = by.length === 0 ? sql`` : sql`order by ${sql.join(by.map((name) => sql.ref(name)))}`
  const total = (name: string) => sql`coalesce(sum(${sql.ref(name)}), 0)::bigint as ${sql.ref(name)}`
  const { rows } = await sql<RollupRow>`
    select ${column('district') ?? sql`0`} as district, ${column('month') ?? sql`''`} as month, ${column('kind') ?? sql`''`} as kind,
      ${sql.join(['records', 'not_done', 'household_times', 'person_times', 'sessions', 'minutes', 'amount_fen', 'quantity', 'copies', 'views'].map(total))}
    from care_rollup
    where ${withinDistricts({ lo, hi }, 'district')} and month >= ${query.from_month} and month <= ${query.to_month}
      and (${query.kinds === undefined} or kind = any(${query.kinds ?? []}::text[]))
    ${groups} ${order}`.execute(tx)
  return rows
}
