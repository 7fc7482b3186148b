import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { eligibleQuery, type PolicyAt } from '../../policies/index.ts'

type Asked = Pick<PolicyAt, 'id' | 'version'>

/** Whether this version of the policy demands a claim; asked once a statement, not once a row. */
const demanded = ({ id, version }: Asked): RawBuilder<boolean> =>
  sql<boolean>`(select v.claim_required from policy_version v where v.policy_id = ${id}::uuid and v.version = ${version}::int)`

const inForce = ({ id }: Asked, on: CivilDate): RawBuilder<boolean> =>
  sql<boolean>`exists (select from claimed k where k.district = q.district and k.person_id = q.person_id and k.policy_id = ${id}::uuid
    and k.valid_from <= ${on}::date and (k.valid_to is null or k.valid_to > ${on}::date))`

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
