import type { CivilDate } from '../../../kernel/calendar.ts'
import { contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import {
  countAnswers,
  findPolicyAt,
  findPolicyHead,
  groupsBetween,
  namesOfPolicies,
  policiesInForce,
  ratesOf,
  replacersOf,
  versionsOf,
} from '../queries/index.ts'
import {
  type Answer,
  conditionsOf,
  describeRule,
  placeName,
  placesIn,
  type PolicyAt,
  rateGaps,
  reaches,
} from '../rules/index.ts'
import { namesOfPlaces } from './places.ts'

/**
 * The policies that apply in a place on a date: those whose owner's division holds it, without those that another one replaces
 * there. A wide place (a city, the nation) has only the promises made for the whole of it.
 */
export async function policiesFor(tx: Tx, { place, as_of }: { place: number; as_of: CivilDate }): Promise<PolicyAt[]> {
  const policies = await policiesInForce(tx, as_of)
  return policies.filter(
    (policy) => reaches(policy, place) && !policy.replaced_in.some((division) => contains(division, place)),
  )
}

export interface PolicyFilter {
  place?: number | undefined
  level?: string | undefined
  theme?: string | undefined
  as_of: CivilDate
}

/** The policies in force on the date: those that apply in `place`, or all there are, narrowed by level and theme. */
export async function listPolicies(tx: Tx, call: Call, { place, level, theme, as_of }: PolicyFilter) {
  const found = place === undefined ? await policiesInForce(tx, as_of) : await policiesFor(tx, { place, as_of })
  const policies = found.filter(
    (policy) => (level === undefined || policy.level === level) && (theme === undefined || policy.theme === theme),
  )
  const places = await namesOfPlaces(
    tx,
    policies.map((policy) => policy.division),
  )
  return policies.map((policy) => ({ ...policy, division_name: placeName(policy.division, call.locale, places) }))
}

/** @throws Refusal not_found `policies.not_found` */
export async function getPolicyAt(tx: Tx, policy_id: Uuid, as_of: CivilDate): Promise<PolicyAt> {
  return (await findPolicyAt(tx, policy_id, as_of)) ?? refuse('not_found', 'policies.not_found')
}

/** A policy with all its versions and rates, its rules in words, the days for which a rate is missing, and what stands beside it. */
export async function showPolicy(tx: Tx, call: Call, policy_id: Uuid) {
  const policy = (await findPolicyHead(tx, policy_id)) ?? refuse('not_found', 'policies.not_found')
  const [versions, rates] = [await versionsOf(tx, policy_id), await ratesOf(tx, policy_id)]
  const beside = await besideOf(tx, policy, call.today)
  const codes = [
    policy.division,
    ...beside.named.map(({ division }) => division),
    ...rates.map((rate) => rate.division),
    ...versions.flatMap(({ rule }) => placesIn(conditionsOf(rule))),
  ]
  const places = await namesOfPlaces(tx, codes)
  const told = beside.named.map(({ division, ...named }) => ({
    ...named,
    division_name: placeName(division, call.locale, places),
  }))
  const tell = (ids: readonly Uuid[]) => told.filter(({ id }) => ids.includes(id))
  return {
    policy: { ...policy, division_name: placeName(policy.division, call.locale, places) },
    versions: versions.map((version) => ({
      ...version,
      rule_text: describeRule(version.rule, call.locale, places),
      gaps: version.grant_kind === 'cash' ? rateGaps(rates, policy.division, version.valid_from, version.valid_to) : [],
    })),
    rates,
    replaces: tell(policy.replaces_id === null ? [] : [policy.replaces_id])[0] ?? null,
    replaced_by: tell(beside.replacers),
    groups: beside.groups.map(({ policy_ids, ...group }) => ({
      ...group,
      others: tell(policy_ids.filter((id) => id !== policy_id)),
    })),
  }
}

/** Whose place a policy takes, what takes its own, and the groups of which only the highest is given: from the day on. */
async function besideOf(tx: Tx, { id, replaces_id }: { id: Uuid; replaces_id: Uuid | null }, from: CivilDate) {
  const groups = (await groupsBetween(tx, { valid_from: from, valid_to: null })).filter(({ policy_ids }) =>
    policy_ids.includes(id),
  )
  const replacers = (await replacersOf(tx, id, from)).map((one) => one.id)
  const ids = [...replacers, ...(replaces_id === null ? [] : [replaces_id]), ...groups.flatMap((one) => one.policy_ids)]
  return { groups, replacers, named: await namesOfPolicies(tx, ids) }
}

/** How many households and persons of a place, within the caller's scope, would get each answer on the date. */
export async function previewPolicy(
  tx: Tx,
  call: Call,
  { policy_id, division, as_of }: { policy_id: Uuid; division: number; as_of: CivilDate },
) {
  const policy = await getPolicyAt(tx, policy_id, as_of)
  const counts = await countAnswers(tx, call, { policy, division, as_of })
  const of = (answer: Answer) => {
    const { households, persons } = counts.find((count) => count.answer === answer) ?? { households: 0, persons: 0 }
    return { households, persons }
  }
  return { as_of, division, beneficiary: policy.beneficiary, yes: of('yes'), no: of('no'), unknown: of('unknown') }
}
