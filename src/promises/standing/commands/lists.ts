import { addMonths, type CivilDate } from '../../../kernel/calendar.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { policiesInForce, type PolicyAt } from '../../policies/index.ts'
import { conditionsOf, evaluate, type FactKey, wholeRule } from '../../policies/rules/index.ts'
import type { StandingFilter, StandingItem } from '../contract/index.ts'
import {
  countByPolicy,
  countRows,
  dayOfStanding,
  factsOfFamilies,
  type Known,
  listRows,
  type ListRow,
  type Page,
} from '../queries/index.ts'
import { aboutOf, type List, LISTS } from '../rules/index.ts'

/** A list as it is shown, each row with what its cause, or what is missing, is about. */
export async function listStanding(
  tx: Tx,
  call: Call,
  list: List,
  filter: StandingFilter,
  page: Page,
): Promise<{ items: StandingItem[]; next_cursor: string | null }> {
  const { rows, next_cursor } = await listRows(tx, call, list, filter, page)
  const missing = list === 'unknown' ? await missingIn(tx, rows, call.today) : undefined
  return { items: rows.map((row) => itemOf(row, list, missing)), next_cursor }
}

function itemOf(
  { fields, beneficiary_id, tie: _tie, ...row }: ListRow,
  list: List,
  missing: Map<string, FactKey[]> | undefined,
): StandingItem {
  const keys = missing?.get(`${row.policy_id} ${beneficiary_id}`) ?? fields
  const about = list === 'soon' && row.cause === 'time' ? (['age'] as const) : aboutOf(keys)
  return { ...row, about: [...about] }
}

/** The facts that are missing of those whose answer is not known, worked out for one page. */
async function missingIn(tx: Tx, rows: readonly ListRow[], on: CivilDate): Promise<Map<string, FactKey[]>> {
  const policies = new Map((await policiesInForce(tx, on)).map((policy) => [policy.id, policy]))
  const districts = [...new Set(rows.map((row) => row.district))]
  const known = await factsOfFamilies(tx, districts, [...new Set(rows.map((row) => row.family_id))])
  const byFamily = Map.groupBy(known, (row) => row.family_id)
  return new Map(
    rows.map((row) => {
      const policy = policies.get(row.policy_id)
      const people = (byFamily.get(row.family_id) ?? []).filter(
        (one) => row.person_id === null || one.person_id === row.person_id,
      )
      return [`${row.policy_id} ${row.beneficiary_id}`, policy ? missingOf(policy, people, on) : []]
    }),
  )
}

function missingOf(policy: PolicyAt, people: readonly Known[], on: CivilDate): FactKey[] {
  const rule = wholeRule(policy)
  const asked = people.filter((person) => evaluate(rule, person, on) === 'unknown')
  return conditionsOf(rule)
    .filter((condition) => asked.some((person) => evaluate(condition, person, on) === 'unknown'))
    .map((condition) => condition.field)
}

type Counts = Record<List, number>

export interface StandingCounts {
  as_of: CivilDate | null
  total: Counts
  by_policy: { policy_code: string; policy_name_zh: string; policy_name_en: string; counts: Counts }[]
}

const none = (): Counts => ({ yes: 0, unknown: 0, soon: 0, missed: 0, gained: 0, lost: 0 })

/** Every list in figures: each number is the length of the list the same filter gives. */
export async function countStanding(tx: Tx, call: Call, filter: StandingFilter): Promise<StandingCounts> {
  const total = none()
  const by = new Map<string, StandingCounts['by_policy'][number]>()
  for (const list of LISTS) {
    for (const { n, ...policy } of await countByPolicy(tx, call, list, filter)) {
      const entry = by.get(policy.policy_code) ?? { ...policy, counts: none() }
      entry.counts[list] = n
      total[list] += n
      by.set(policy.policy_code, entry)
    }
  }
  return { as_of: await dayOfStanding(tx, call, filter), total, by_policy: [...by.values()] }
}

export interface StandingToday {
  /** The last day that counts as soon here. */
  until: CivilDate
  soon: number
  missed: number
  lost: number
}

/** For Today: who comes to meet a policy within a month, who never claimed, who was lost in the last month; counted to 1,000. */
export async function standingToday(tx: Tx, call: Call): Promise<StandingToday> {
  const until = addMonths(call.today, 1)
  const of = async (list: List, filter: StandingFilter = {}) => (await countRows(tx, call, list, filter)).total
  return { until, soon: await of('soon', { until }), missed: await of('missed'), lost: await of('lost') }
}
