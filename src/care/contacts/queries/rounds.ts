import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Festival } from '../../../kernel/lunar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { spanOf } from './pieces.ts'

/** 户 in each state; 人, 元 and 件 of those reached, from the care records. */
export interface Progress {
  households: number
  planned: number
  reached: number
  reached_by_visit: number
  reached_by_phone: number
  reached_by_letter: number
  refused: number
  away: number
  quiet: number
  missed: number
  unassigned: number
  persons: number
  amount_fen: number
  quantity: number
}

export interface RoundRow {
  round_id: Uuid
  district: number
  division: Code
  division_name: string | null
  title: string
  festival: Festival | null
  policy_id: Uuid | null
  policy_name_zh: string | null
  policy_name_en: string | null
  period: Period | null
  care_kind: string
  care_kind_zh: string
  care_kind_en: string
  opens_on: CivilDate
  closes_on: CivilDate
  gift: string | null
  cash_fen: number
  state: 'open' | 'closed'
  created_by_name: string | null
  created_at: Instant
  closed_at: Instant | null
  progress: Progress
}

/** The lines of round `r` the reader can reach, counted; amounts are those of the records behind the reached lines. */
function progressOf(call: Call): RawBuilder<Progress> {
  const count = (state: string) => sql`count(*) filter (where l.state = ${state})::int`
  const by = (channel: string) => sql`count(*) filter (where l.state = 'reached' and l.channel = ${channel})::int`
  return sql<Progress>`(
    select json_build_object('households', count(*)::int, 'planned', ${count('planned')}, 'reached', ${count('reached')},
      'reached_by_visit', ${by('visit')}, 'reached_by_phone', ${by('phone')}, 'reached_by_letter', ${by('letter')},
      'refused', ${count('refused')}, 'away', ${count('away')}, 'quiet', ${count('quiet')}, 'missed', ${count('missed')},
      'unassigned', count(*) filter (where l.state in ('planned', 'away') and l.worker_id is null)::int,
      'persons', coalesce(sum(c.persons) filter (where l.state = 'reached'), 0)::bigint,
      'amount_fen', coalesce(sum(c.amount_fen) filter (where l.state = 'reached'), 0)::bigint,
      'quantity', coalesce(sum(c.quantity) filter (where l.state = 'reached'), 0)::bigint)
    from visit_line l left join care_record c on c.district = l.district and c.id = l.record_id
    where l.district = r.district and l.round_id = r.id and ${within(call.actor.scope, 'l.community')})`
}

/** Whether round `r` touches the reader's jurisdiction: it lies inside, or holds it. */
function touches(call: Call): RawBuilder<boolean> {
  const { lo, hi } = call.actor.scope
  return sql<boolean>`(${withinDistricts(call.actor.scope, 'r.district')} and r.division < ${hi}::bigint
    and r.division + ${spanOf('r.division')} > ${lo}::bigint)`
}

const columns = (call: Call) => sql`
  r.id as round_id, r.district, r.division, (select d.name from division d where d.code = r.division) as division_name, r.title, r.festival,
  r.policy_id, p.name_zh as policy_name_zh, p.name_en as policy_name_en, r.period, r.care_kind, k.name_zh as care_kind_zh,
  k.name_en as care_kind_en, r.opens_on, r.closes_on, r.gift, r.cash_fen::bigint as cash_fen, r.state,
  (select a.display_name from account a where a.id = r.created_by) as created_by_name, r.created_at, r.closed_at,
  ${progressOf(call)} as progress
  from visit_round r join care_kind k on k.code = r.care_kind left join policy p on p.id = r.policy_id`

export interface RoundFilter {
  state?: 'open' | 'closed' | undefined
  after?: { opens_on: CivilDate; id: Uuid } | undefined
  limit: number
}

/** Rounds that touch the reader's jurisdiction, the newest first. Ask for one more than you show. */
export async function listRounds(tx: Tx, call: Call, { state, after, limit }: RoundFilter): Promise<RoundRow[]> {
  const { rows } = await sql<RoundRow>`
    select ${columns(call)} where ${touches(call)}
      ${state ? sql`and r.state = ${state}` : sql``}
      ${after ? sql`and (r.opens_on, r.id) < (${after.opens_on}::date, ${after.id}::uuid)` : sql``}
    order by r.opens_on desc, r.id desc limit ${limit}`.execute(tx)
  return rows
}

/** @throws Refusal not_found when no such round touches the reader's jurisdiction. */
export async function getRound(tx: Tx, call: Call, id: Uuid): Promise<RoundRow> {
  const { rows } = await sql<RoundRow>`select ${columns(call)} where ${touches(call)} and r.id = ${id}::uuid`.execute(
    tx,
  )
  return rows[0] ?? refuse('not_found', 'contacts.round_not_found')
}

export interface RoundHead {
  district: number
  id: Uuid
  division: Code
  title: string
  policy_id: Uuid | null
  period: Period | null
  care_kind: string
  gift: string | null
  cash_fen: number
  opens_on: CivilDate
  state: 'open' | 'closed'
}

/** The round alone, its row kept from closing until the transaction ends. @throws Refusal not_found */
export async function holdRound(tx: Tx, call: Call, id: Uuid, strength: 'share' | 'update'): Promise<RoundHead> {
  const { rows } = await sql<RoundHead>`
    select r.district, r.id, r.division, r.title, r.policy_id, r.period, r.care_kind, r.gift, r.cash_fen::bigint as cash_fen, r.opens_on, r.state
    from visit_round r where r.district = ${call.actor.district}::int and r.id = ${id}::uuid and ${touches(call)}
    ${strength === 'share' ? sql`for share` : sql`for update`}`.execute(tx)
  return rows[0] ?? refuse('not_found', 'contacts.round_not_found')
}

export interface PlaceProgress {
  community: Code
  community_name: string | null
  street_name: string | null
  households: number
  open: number
  reached: number
  ended: number
}

/** The reader's part of a round by community. `ended`: refused, left in peace or missed. */
export async function progressByPlace(
  tx: Tx,
  call: Call,
  round: { district: number; id: Uuid },
): Promise<PlaceProgress[]> {
  const { rows } = await sql<PlaceProgress>`
    select l.community, d.name as community_name, s.name as street_name, count(*)::int as households,
      count(*) filter (where l.state in ('planned', 'away'))::int as open, count(*) filter (where l.state = 'reached')::int as reached,
      count(*) filter (where l.state in ('refused', 'quiet', 'missed'))::int as ended
    from visit_line l left join division d on d.code = l.community left join division s on s.code = l.community - l.community % 1000
    where l.district = ${round.district}::int and l.round_id = ${round.id}::uuid and ${within(call.actor.scope, 'l.community')}
    group by l.community, d.name, s.name order by l.community`.execute(tx)
  return rows
}

/** Lines given to this account in a round. */
export async function countMine(
  tx: Tx,
  call: Call,
  round: { district: number; id: Uuid },
): Promise<{ households: number; open: number }> {
  const { rows } = await sql<{ households: number; open: number }>`
    select count(*)::int as households, count(*) filter (where l.state in ('planned', 'away'))::int as open
    from visit_line l where l.district = ${round.district}::int and l.round_id = ${round.id}::uuid
      and ${within(call.actor.scope, 'l.community')} and l.worker_id = ${call.actor.account_id}::uuid`.execute(tx)
  return rows[0] ?? { households: 0, open: 0 }
}
