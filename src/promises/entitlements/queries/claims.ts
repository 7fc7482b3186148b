import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { eligibleQuery, type PolicyAt } from '../../policies/index.ts'
import { daysAsked, type RollSpan } from '../rules/index.ts'

type Asked = Pick<PolicyAt, 'id' | 'version'>

/** Whether this version of the policy demands a claim; asked once a statement, not once a row. */
const demanded = ({ id, version }: Asked): RawBuilder<boolean> =>
  sql<boolean>`(select v.claim_required from policy_version v where v.policy_id = ${id}::uuid and v.version = ${version}::int)`

/** Over a row of `of`: a claim of hers under the policy is in force on the day. */
export function inForce({ id }: Pick<Asked, 'id'>, on: CivilDate, of = 'q'): RawBuilder<boolean> {
  const [district, person] = [sql.ref(`${of}.district`), sql.ref(`${of}.person_id`)]
  return sql<boolean>`exists (select from claimed k where k.district = ${district} and k.person_id = ${person} and k.policy_id = ${id}::uuid
    and k.valid_from <= ${on}::date and (k.valid_to is null or k.valid_to > ${on}::date))`
}

/**
 * Over a row of `of`: she is off the roll for the period. No claim of hers is in force on any of the days it is asked on, and one is
 * demanded, or an earlier one had ended before them; for those, `leftBefore` of the rules in SQL.
 */
export function offRoll(
  policy: Asked,
  asked: { period: Period; found_on: CivilDate },
  of: string,
): RawBuilder<boolean> {
  const { from, to_exclusive } = daysAsked(asked.period, asked.found_on)
  const [district, person] = [sql.ref(`${of}.district`), sql.ref(`${of}.person_id`)]
  const hers = sql`from claimed k where k.district = ${district} and k.person_id = ${person} and k.policy_id = ${policy.id}::uuid`
  return sql<boolean>`(not exists (select ${hers} and k.valid_from < ${to_exclusive}::date and (k.valid_to is null or k.valid_to > ${from}::date))
    and (${demanded(policy)} or exists (select ${hers} and k.valid_to <= ${from}::date)))`
}

export interface Ended {
  person_id: Uuid
  policy_id: Uuid
  spans: (RollSpan & { reason: string | null })[]
}

/** The claims of these persons to these policies of whom one has ended, each with the reason why. */
export async function endedClaims(
  tx: Tx,
  district: number,
  of: readonly { person_id: Uuid; policy_id: Uuid }[],
): Promise<Ended[]> {
  const { rows } = await sql<Ended>`
    select k.person_id, k.policy_id,
      jsonb_agg(jsonb_build_object('from', k.valid_from, 'to', k.valid_to, 'reason', k.end_reason)) as spans
    from claimed k
    where k.district = ${district}::int and (k.person_id, k.policy_id) in (select * from unnest(
      ${of.map((one) => one.person_id)}::uuid[], ${of.map((one) => one.policy_id)}::uuid[]))
    group by k.person_id, k.policy_id having count(k.valid_to) > 0`.execute(tx)
  return rows
}

/** Over `entitlement e`: a claim of hers to it has ended. */
export const claimEnded: RawBuilder<boolean> = sql<boolean>`exists (select from claimed k
  where k.district = e.district and k.person_id = e.person_id and k.policy_id = e.policy_id and k.valid_to is not null)`

/** Over a row `q` of those asked: nothing stands in the way of its being owed, as far as claims go. */
export function claimedWhereDemanded(policy: Asked, on: CivilDate): RawBuilder<boolean> {
  return sql<boolean>`(not ${demanded(policy)} or ${inForce(policy, on)})`
}

export interface Unclaimed {
  rows: number
  households: number
  persons: number
}

/** Who meets the rule of a policy that demands a claim, and has none in force: entitled, and never claimed. */
export async function countUnclaimed(
  tx: Tx,
  { policy, area, as_of }: { policy: PolicyAt; area: Scope; as_of: CivilDate },
): Promise<Unclaimed> {
  const { rows } = await sql<Unclaimed>`
    select count(*) as rows, count(distinct (q.district, q.family_id)) as households, count(q.person_id) as persons
    from (${eligibleQuery(policy, area, as_of, 'yes')}) q where ${demanded(policy)} and not ${inForce(policy, as_of)}`.execute(
    tx,
  )
  return rows[0] ?? { rows: 0, households: 0, persons: 0 }
}
