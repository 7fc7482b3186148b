import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { RollSpan } from '../../../promises/entitlements/rules/index.ts'
import type { PolicyAt } from '../../../promises/policies/index.ts'
import type { FactsRow } from '../../../promises/policies/rules/index.ts'
import { type Part, type PartClass, type RecoveryMonth, UNDATED_FACTS } from '../rules/index.ts'

/** A line of a slot as it stands now. */
export interface SlotLine {
  id: Uuid
  round_id: Uuid
  line_no: number
  adjustment: number
  attempt: number
  state: 'composed' | 'exported' | 'paid' | 'failed' | 'void'
  parts: Part[]
  account_version_id: Uuid
}

/** One person's payments of one promise for one period, with everything that decides what they come to now. */
export interface SlotRow {
  district: number
  community: number
  family_id: Uuid
  person_id: Uuid
  policy_id: Uuid
  policy_version: number
  period: Period
  entitlement_id: Uuid
  asked_on: CivilDate
  branch: string
  frozen: FactsRow
  policy: PolicyAt
  lines: SlotLine[]
  asked_back: { payment_id: Uuid; state: 'open' | 'returned' | 'let_go'; months: RecoveryMonth[] }[]
  /** Null when she cannot be seen from here any more. */
  now: FactsRow | null
  on_roll: RollSpan[]
  /**
   * Months that are not hers, and that another district, or another registration of hers, holds of the promise or of one of which only the
   * highest is given; by their monthly periods. `twice`: she was given it as well.
   */
  held_elsewhere: { period: Period; paid: boolean; gives_back: boolean; twice: boolean }[]
  /** The account in force at the moment asked for. */
  account_version_id: Uuid | null
}

const SAME_SLOT = sql`q.district = p.district and q.person_id = p.person_id and q.policy_id = p.policy_id and q.period = p.period`
const HER_CLAIMS = sql`from claimed k where k.district = p.district and k.person_id = p.person_id and k.policy_id = p.policy_id`
const GROUP_ROOTS = sql`select o.root_id from exclusion_member own
    join exclusion_member m on m.group_id = own.group_id and m.policy_id <> own.policy_id join policy o on o.id = m.policy_id
  where own.policy_id = p.policy_id`
/** Over a claim `h` of another registration: its line gives the month back itself, because she had left it or died by then, and
 * nobody has let it go. */
const GIVES_BACK = sql`h.payment_id is not null and h.period ~ '^\\d{4}-\\d\\d$'
  and exists (select from person o where o.district = h.district and o.id = h.person_id
  and (o.member_to <= to_date(h.period, 'YYYY-MM') or o.died_on < to_date(h.period, 'YYYY-MM')))
  and not exists (select from payment_recovery r cross join lateral jsonb_array_elements(r.explanation) x where r.district = h.district
    and r.payment_id = h.payment_id and r.state = 'let_go' and to_char((x ->> 'from')::date, 'YYYY-MM') = h.period)`
/** Over a claim `h` of another registration: a line of this slot was given the same, and holds it by the key of hers. */
const TWICE = sql`exists (select from payment_claim o where o.holder = registration_key(p.district, p.person_id) and o.own
  and o.held_under = h.held_under and o.period = h.period and o.root_id = p.root_id)`
const NO_IDS = ['district', 'person_id', 'family_id']
/**
 * What the register says of her. Who is now known to have died before she could be a member has no facts any more (`person_facts_of`):
 * of her it is what was frozen, with the register's dates, so that what she was paid is weighed like anybody's.
 */
const NOW = sql`coalesce(to_jsonb(f) - ${NO_IDS}::text[],
  (select p.facts || jsonb_build_object('died_on', g.died_on, 'member_from', g.member_from, 'member_to', g.member_to)
    from person g where g.district = p.district and g.id = p.person_id))`

/**
 * The slots whose regular payment `p` went through and of which `which` holds (`f` is what the register says of the person now).
 * With `before`, what was asked back as it stood at that moment.
 */
async function slots(
  tx: Tx,
  which: RawBuilder<unknown>,
  at: { now: string; before?: RawBuilder<unknown> },
): Promise<SlotRow[]> {
  const before = at.before ?? sql`null::timestamptz`
  const { rows } = await sql<SlotRow>`
    select p.district, p.community, p.family_id, p.person_id, p.policy_id, p.policy_version, p.period, p.entitlement_id, p.asked_on, p.branch,
      p.facts as frozen, w.law -> 'policy' as policy,
      (select jsonb_agg(jsonb_build_object('id', q.id, 'round_id', q.round_id, 'line_no', q.line_no, 'adjustment', q.adjustment, 'attempt', q.attempt,
          'state', q.state, 'parts', q.parts, 'account_version_id', q.account_version_id) order by q.adjustment, q.attempt)
        from payment q where ${SAME_SLOT}) as lines,
      coalesce((select jsonb_agg(jsonb_build_object('payment_id', r.payment_id, 'months', r.explanation,
          'state', case when r.settled_at > ${before} then 'open' else r.state end))
        from payment_recovery r join payment q on q.district = r.district and q.id = r.payment_id
        where ${SAME_SLOT} and (${before} is null or r.found_at <= ${before})), '[]') as asked_back,
      ${NOW} as now,
      coalesce((select jsonb_agg(jsonb_build_object('from', k.valid_from, 'to', k.valid_to) order by k.valid_from) ${HER_CLAIMS}), '[]') as on_roll,
      coalesce((select jsonb_agg(jsonb_build_object('period', h.period, 'paid', h.paid, 'gives_back', ${GIVES_BACK}, 'twice', ${TWICE}))
        from person g join payment_claim h on h.holder = g.id_hmac and (h.root_id = p.root_id or h.root_id in (${GROUP_ROOTS}))
        where g.district = p.district and g.id = p.person_id and (h.district, h.person_id) <> (p.district, p.person_id)
          and (${TWICE} or not exists (select from payment_claim o where o.holder = h.holder and o.held_under = p.root_id and o.period = h.period
            and (o.district, o.person_id) = (p.district, p.person_id)))), '[]') as held_elsewhere,
      (select b.id from bank_account_version b where b.district = p.district and b.person_id = p.person_id and b.state = 'approved'
        and b.effective_at <= ${at.now}::timestamptz and (b.ended_at is null or b.ended_at > ${at.now}::timestamptz)) as account_version_id
    from payment p
      join payment_law w on w.district = p.district and w.round_id = p.round_id and w.policy_id = p.policy_id
        and w.policy_version = p.policy_version and w.asked_on = p.asked_on
      left join person_fact f on f.district = p.district and f.person_id = p.person_id
    where p.kind = 'regular' and p.state = 'paid' and ${which}
    order by p.community, p.family_id, p.person_id, p.policy_id, p.period`.execute(tx)
  return rows
}

/** Something that carries a date is known now and was not when the payment was frozen. */
const LEARNED = sql`(p.facts - ${[...UNDATED_FACTS]}::text[] is distinct from to_jsonb(f) - ${[...NO_IDS, ...UNDATED_FACTS]}::text[])`

interface Place {
  district: number
  area: Scope
  now: string
}

/**
 * Of all payments in the area those about which something has been learned since; of who has died, has left, is out by a claim or turned out to
 * be registered a second time, all.
 */
export function slotsWithNews(tx: Tx, { district, area, now }: Place): Promise<SlotRow[]> {
  const ended = sql`exists (select ${HER_CLAIMS} and k.valid_to is not null)`
  // Her number was put right since, and another registration holds something of it.
  const second = sql`exists (select from payment_claim k join person g on g.district = k.district and g.id = k.person_id
    where k.own and k.district = p.district and k.person_id = p.person_id and k.root_id = p.root_id and k.payment_id is not null and g.id_hmac is not null)`
  const news = sql`(${LEARNED} or f.died_on is not null or f.member_to is not null or ${ended} or ${second})`
  return slots(tx, sql`p.district = ${district}::int and ${within(area, 'p.community')} and ${news}`, { now })
}

export interface PaidPeriod {
  policy_id: Uuid
  place_asked: 'hukou' | 'residence'
  period: Period
  /** Of what is paid once: the day it was asked, whose rate counts; else null. */
  asked_on: CivilDate | null
}

/** The periods of these promises that have been paid to anybody in the area. */
export async function paidPeriods(
  tx: Tx,
  { district, area, policy_ids }: Omit<Place, 'now'> & { policy_ids: readonly Uuid[] },
): Promise<PaidPeriod[]> {
  const { rows } = await sql<PaidPeriod>`
    select distinct p.policy_id, y.place_asked, p.period, case when p.period = 'once' then p.asked_on end as asked_on
    from payment p join policy y on y.id = p.policy_id
    where p.district = ${district}::int and ${within(area, 'p.community')} and p.policy_id = any(${policy_ids}::uuid[]) and p.kind = 'regular'
      and p.state = 'paid' order by p.policy_id, p.period`.execute(tx)
  return rows
}

/** What a period comes to for one class of people by the rates in force now. */
export interface PricedPeriod {
  period: Period
  asked_on: CivilDate | null
  lo: number
  hi: number
  branch: PartClass['branch']
  hukou_kind: PartClass['hukou_kind']
  fen: number
  parts: readonly Part[]
}

/** Regular payments of one promise for whose frozen place, branch and kind of hukou the rates of now come to more than was paid, in all or for a month. */
function underpaid(
  { district, area }: Place,
  { policy_id, place_asked }: Pick<PaidPeriod, 'policy_id' | 'place_asked'>,
  prices: readonly PricedPeriod[],
): RawBuilder<unknown> {
  // Narrow places come first.
  const zones = [...new Map(prices.map(({ lo, hi }) => [`${lo}-${hi}`, { lo, hi }])).values()]
  const zoneOf = (one: PricedPeriod) => zones.findIndex(({ lo, hi }) => lo === one.lo && hi === one.hi)
  const place = sql`(y.facts ->> ${place_asked === 'hukou' ? 'hukou_division' : 'community'})::bigint`
  const arms = zones.map(
    ({ lo, hi }, i) => sql`when ${place} >= ${lo}::bigint and ${place} < ${hi}::bigint then ${i}::int`,
  )
  const rows = prices.map((one) => ({ ...one, zone: zoneOf(one), hukou_kind: one.hukou_kind ?? '' }))
  const monthsOf = (
    parts: RawBuilder<unknown>,
  ) => sql`(select ((m.part ->> 'from')::date + make_interval(months => k))::date as month,
      (m.part ->> 'rate_fen')::bigint as fen from jsonb_array_elements(${parts}) m(part), generate_series(0, (m.part ->> 'months')::int - 1) k)`
  // A month that is raised is made up also where another of the period has been lowered.
  const a_month_more = sql`c.parts <> y.parts and exists (select from ${monthsOf(sql`c.parts`)} n
    where n.fen > (select coalesce(sum(l.fen), 0) from payment q cross join lateral ${monthsOf(sql`q.parts`)} l
      where q.district = y.district and q.person_id = y.person_id and q.policy_id = y.policy_id and q.period = y.period
        and q.state in ('composed', 'exported', 'paid') and l.month = n.month))`
  return sql`select y.id from payment y
    join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as c(period text, asked_on date, zone int, branch text, hukou_kind text, fen bigint, parts jsonb)
      on c.period = y.period and c.branch = y.branch and c.hukou_kind = coalesce(y.facts ->> 'hukou_kind', '')
        and c.zone = case ${sql.join(arms, sql` `)} end and (c.asked_on is null or c.asked_on = y.asked_on)
    join (
      select q.person_id, q.period, sum(q.amount_fen - coalesce(r.fen, 0)) as fen
      from payment q left join (select b.payment_id, sum(b.amount_fen) as fen from payment_recovery b
        where b.district = ${district}::int and b.state = 'returned' group by b.payment_id) r on r.payment_id = q.id
      where q.district = ${district}::int and q.policy_id = ${policy_id}::uuid and q.state in ('composed', 'exported', 'paid')
      group by q.person_id, q.period) t on t.person_id = y.person_id and t.period = y.period
    where y.district = ${district}::int and ${within(area, 'y.community')} and y.policy_id = ${policy_id}::uuid and y.kind = 'regular'
      and y.state = 'paid' and (c.fen > t.fen or ${a_month_more})`
}

/** Of one promise's payments in the area those that may have been too little: something has been learned, or the rates come to more. */
export function slotsPaidTooLittle(
  tx: Tx,
  place: Place,
  of: Pick<PaidPeriod, 'policy_id' | 'place_asked'>,
  prices: readonly PricedPeriod[],
): Promise<SlotRow[]> {
  const mine = sql`p.district = ${place.district}::int and ${within(place.area, 'p.community')} and p.policy_id = ${of.policy_id}::uuid`
  const more = prices.length === 0 ? sql`` : sql`or p.id in (${underpaid(place, of, prices)})`
  return slots(tx, sql`${mine} and (${LEARNED} ${more})`, place)
}

/**
 * The slots of a round's arrears, to see whether its lines still fit: as they stand now, or (`when: 'composed'`) with what had been
 * asked back when the round's line was composed.
 */
export function slotsOfRound(
  tx: Tx,
  round: { district: number; id: Uuid },
  { now, when }: { now: string; when: 'now' | 'composed' },
): Promise<SlotRow[]> {
  const line = sql`${SAME_SLOT} and q.kind = 'arrears' and q.round_id = ${round.id}::uuid and q.state <> 'void'`
  const mine = sql`p.district = ${round.district}::int and exists (select from payment q where ${line})`
  const before = sql`(select max(e.at) from payment q join payment_event e on e.district = q.district and e.payment_id = q.id and e.seq = 1
    where ${line})`
  return slots(tx, mine, when === 'now' ? { now } : { now, before })
}
