import type { CivilDate } from '../../../kernel/calendar.ts'
import { contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { countAnswers, findPolicyAt, findPolicyHead, policiesInForce, ratesOf, versionsOf } from '../queries/index.ts'
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

/** A policy with all its versions and rates, its rules in words, and the days for which a rate is missing. */
export async function showPolicy(tx: Tx, call: Call, policy_id: Uuid) {
  const policy = (await findPolicyHead(tx, policy_id)) ?? refuse('not_found', 'policies.not_found')
  const [versions, rates] = [await versionsOf(tx, policy_id), await ratesOf(tx, policy_id)]
  const codes = [
    policy.division,
    ...rates.map((rate) => rate.division),
    ...versions.flatMap(({ rule }) => placesIn(conditionsOf(rule))),
  ]
  const places = await namesOfPlaces(tx, codes)
  return {
    policy: { ...policy, division_name: placeName(policy.division, call.locale, places) },
    versions: versions.map((version) => ({
      ...version,
      rule_text: describeRule(version.rule, call.locale, places),
      gaps: version.grant_kind === 'cash' ? rateGaps(rates, policy.division, version.valid_from, version.valid_to) : [],
    })),
    rates,
  }
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
