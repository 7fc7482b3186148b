import { type RawBuilder, sql } from 'kysely'
import { cadenceOf, isOfCalendar, type Period } from '../../../kernel/period.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { besideInGroup, type GivenOf, heldElsewhere, rivalsInGroups } from '../../../promises/entitlements/index.ts'
import type { RoundRow } from './rounds.ts'

/** Over a line `y`, its entitlement `e`, its person `p` and facts `f`: a month of it is held by another registration of hers. */
function monthHeld(given: GivenOf): RawBuilder<boolean> {
  if (!isOfCalendar(cadenceOf(given.period)))
    return sql<boolean>`exists (select from ${heldElsewhere(given, false)} k where k.months is not null or k.on_its_way)`
  return sql<boolean>`exists (select from ${heldElsewhere(given, true)} k where k.on_its_way or exists (select from unnest(k.months) m(day)
    where to_char(m.day, 'YYYY-MM') = any(payment_claims(y.kind, y.period, y.parts))))`
}

/** Lines of a round that is not yet with the bank beside which another policy of a group is given, as composing asks it. */
export async function linesBesideGroup(
  tx: Tx,
  round: Pick<RoundRow, 'district' | 'as_of'> & { id: Uuid },
): Promise<{ line_no: number }[]> {
  const mine = sql`y.district = ${round.district}::int and y.round_id = ${round.id}::uuid and y.state = 'composed' and y.kind = 'regular'`
  const { rows: batches } = await sql<GivenOf['policy'] & { period: Period; root_id: Uuid }>`
    select distinct o.id, o.position, o.place_asked, o.root_id, y.period from payment y join policy o on o.id = y.policy_id
    where ${mine} and exists (select from exclusion_member m where m.policy_id = o.id)`.execute(tx)
  const found: { line_no: number }[] = []
  for (const { period, root_id, ...policy } of batches) {
    const given = { policy, period, root_id, rivals: await rivalsInGroups(tx, policy.id), as_of: round.as_of }
    const { rows } = await sql<{ line_no: number }>`
      select y.line_no from payment y join entitlement e on e.district = y.district and e.id = y.entitlement_id
        join person p on p.district = y.district and p.id = y.person_id
        left join person_fact f on f.district = y.district and f.person_id = y.person_id
      where ${mine} and y.policy_id = ${policy.id}::uuid and y.period = ${period}
        and (${besideInGroup(given, { within: round.id })} or ${monthHeld(given)})
      order by y.line_no limit 100`.execute(tx)
    found.push(...rows)
  }
  return found.toSorted((a, b) => a.line_no - b.line_no)
}
