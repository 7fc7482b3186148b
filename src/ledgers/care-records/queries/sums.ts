import { sql } from 'kysely'
import { interval } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Once, Tx } from '../../../platform/database/driver.ts'
import { withinDistricts } from '../../../platform/database/scope.ts'
import { ROLLUP_SUMS, type RollupSums } from '../rules/index.ts'
import { type CareFilter, compileFilter } from './filter.ts'

/** Every unit of the acts a filter means, corrections taken back. */
export interface CareSums {
  /** Acts done in the place. */
  records: number
  /** These, and what was done elsewhere for people or families of the place: what stands behind every count of them. */
  acts: number
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
      (select coalesce(sum(sign), 0) from (select id, sign from r union select record_id, sign from p) a)::bigint as acts,
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
type RollupGroup = (typeof ROLLUP_GROUPS)[number]
const NOT_GROUPED = { district: '0', month: `''`, kind: `''` } as const
const SUMS = ROLLUP_SUMS.map((name) => `coalesce(sum(${name}), 0)::bigint as ${name}`).join(', ')

function groupedSums(by: readonly RollupGroup[]) {
  const groups = ROLLUP_GROUPS.map((name) => `${by.includes(name) ? name : NOT_GROUPED[name]} as ${name}`)
  return sql.raw(`select ${groups.join(', ')}, ${SUMS} from care_rollup`)
}

function inGroups(by: readonly RollupGroup[]) {
  return sql.raw(by.length === 0 ? '' : `group by ${by.join(', ')} order by ${by.join(', ')}`)
}

/**
 * Sums of whole months and whole districts from the roll-up, which is exact: `records` counts every record, `not_done` those that
 * ended otherwise than done, the units done acts only. Grouped by the given columns; the others answer 0 or ''.
 * @throws Refusal not_found for a division that is not wholly in scope, unprocessable for one below the district.
 */
export async function rollupOf(tx: Tx, ...asked: Parameters<typeof rollupOnce>): Promise<RollupRow[]> {
  return (await rollupOnce(...asked).query.execute(tx)).rows
}

/** The same as a question of one statement, for who asks nothing else. */
export function rollupOnce(
  call: Call,
  query: RollupQuery,
  by: readonly RollupGroup[] = ['kind'],
): Once<RollupRow, readonly RollupRow[]> {
  const { lo, hi } = interval(query.division)
  const { scope } = call.actor
  if (lo < scope.lo || hi > scope.hi) refuse('not_found', 'care_records.place_not_found', { place: 'division' })
  if (hi - lo < 1_000_000) refuse('unprocessable', 'care_records.rollup_is_by_district', { place: 'division' })
  const kinds = query.kinds === undefined ? sql`` : sql`and kind = any(${query.kinds}::text[])`
  const asked = sql<RollupRow>`${groupedSums(by)} where ${withinDistricts({ lo, hi }, 'district')}
    and month >= ${query.from_month} and month <= ${query.to_month} ${kinds} ${inGroups(by)}`
  return { query: asked, read: (rows) => rows }
}
