import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Festival } from '../../../kernel/lunar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { narrowed, within } from '../../../platform/database/scope.ts'
import { wishOf } from './pieces.ts'

export type Chosen = { choose: 'all' } | { choose: 'owed' } | { choose: 'list'; family_ids: readonly Uuid[] }

/** Which families a round would visit. */
export interface RoundAim {
  division: Code
  policy_id?: Uuid | undefined
  period?: Period | undefined
  families: Chosen
  /** The feast it is for and when it opens: who is in another round of the same feast is told, not left out. */
  festival?: Festival | undefined
  opens_on?: CivilDate | undefined
}

export interface Candidate {
  family_id: Uuid
  community: Code
  persons: number
  /** Another round visits it for the same promise and period. */
  elsewhere: boolean
  /** Another round of the same festival visits it or has visited it, whatever that one delivers. */
  same_festival: boolean
  no_contact: boolean
}

/** A feast comes once a year: rounds of it that open within half a year of each other are for the same one, also across the new year. */
const SEASON_DAYS = 183

function chosenBy(aim: RoundAim): RawBuilder<boolean> {
  switch (aim.families.choose) {
    case 'all':
      return sql<boolean>`true`
    case 'list':
      return sql<boolean>`f.id = any(${[...aim.families.family_ids]}::uuid[])`
    case 'owed':
      return sql<boolean>`exists (select from entitlement e where e.district = f.district and e.family_id = f.id
        and e.policy_id = ${aim.policy_id ?? null}::uuid and e.period = ${aim.period ?? null} and e.state = 'due')`
  }
}

/** The active families of the place that the aim means, in the order of their place, with why some would be left out. */
export async function listCandidates(tx: Tx, call: Call, aim: RoundAim): Promise<Candidate[]> {
  const scope = narrowed(call.actor.scope, aim.division)
  const { rows } = await sql<Candidate>`
    select f.id as family_id, f.community, coalesce(w.no_contact, false) as no_contact,
      (select count(*)::int from person p where p.district = f.district and p.family_id = f.id and p.died_on is null and p.member_to is null)
        as persons,
      (${aim.policy_id ?? null}::uuid is not null and exists (select from visit_line o where o.district = f.district and o.family_id = f.id
        and o.policy_id = ${aim.policy_id ?? null}::uuid and o.period = ${aim.period ?? null}
        and (o.state not in ('missed', 'away') or (o.state = 'away' and exists (select from visit_round x
          where x.district = o.district and x.id = o.round_id and x.state = 'open'))))) as elsewhere,
      (${aim.festival ?? null}::text is not null and exists (select from visit_line o
        join visit_round x on x.district = o.district and x.id = o.round_id
        where o.district = f.district and o.family_id = f.id and x.festival = ${aim.festival ?? null}
          and abs(x.opens_on - ${aim.opens_on ?? call.today}::date) < ${SEASON_DAYS}::int
          and (o.state not in ('missed', 'away') or (o.state = 'away' and x.state = 'open')))) as same_festival
    from family f ${wishOf('f', call.today)}
    where f.district = ${call.actor.district}::int and ${within(call.actor.scope, 'f.community')} and ${within(scope, 'f.community')}
      and f.state = 'active' and ${chosenBy(aim)}
    order by f.community, f.id`.execute(tx)
  return rows
}

/** Names of communities and their streets, for counts by place. */
export async function namesOfPlaces(
  tx: Tx,
  communities: readonly Code[],
): Promise<Map<Code, { community_name: string | null; street_name: string | null }>> {
  const { rows } = await sql<{ community: Code; community_name: string | null; street_name: string | null }>`
    select c.code as community, d.name as community_name, s.name as street_name
    from unnest(${[...communities]}::bigint[]) c(code) left join division d on d.code = c.code left join division s on s.code = c.code - c.code % 1000`.execute(
    tx,
  )
  return new Map(rows.map(({ community, ...names }) => [community, names]))
}
