import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { besideInGroup, type GivenBeside, rivalsInGroups } from '../../../promises/entitlements/index.ts'
import type { RoundRow } from './rounds.ts'

/** Lines of a round that is not yet with the bank beside which another policy of a group is given, as composing asks it. */
export async function linesBesideGroup(
  tx: Tx,
  round: Pick<RoundRow, 'district' | 'id' | 'as_of'>,
): Promise<{ line_no: number }[]> {
  const mine = sql`p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state = 'composed' and p.kind = 'regular'`
  const { rows: batches } = await sql<GivenBeside['policy'] & { period: Period }>`
    select distinct o.id, o.position, o.place_asked, p.period from payment p join policy o on o.id = p.policy_id
    where ${mine} and exists (select from exclusion_member m where m.policy_id = o.id)`.execute(tx)
  const found: { line_no: number }[] = []
  for (const { period, ...policy } of batches) {
    const rivals = await rivalsInGroups(tx, policy.id)
    const beside = besideInGroup({ policy, period, rivals, as_of: round.as_of }, { within: round.id as Uuid })
    const { rows } = await sql<{ line_no: number }>`
      select p.line_no from payment p join entitlement e on e.district = p.district and e.id = p.entitlement_id
        left join person_fact f on f.district = p.district and f.person_id = p.person_id
      where ${mine} and p.policy_id = ${policy.id}::uuid and p.period = ${period} and ${beside}
      order by p.line_no limit 100`.execute(tx)
    found.push(...rows)
  }
  return found.toSorted((a, b) => a.line_no - b.line_no)
}
