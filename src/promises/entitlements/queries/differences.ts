import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Scope } from '../../../platform/call.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { eligibleQuery, type PolicyAt, type Rate } from '../../policies/index.ts'
import { claimedWhereDemanded, inForce } from './claims.ts'
import { dayStands } from './found-days.ts'
import { priceClasses } from '../rules/index.ts'

/** One policy asked over an area as of a day, about the period of that day. */
export interface Question {
  policy: PolicyAt
  rates: readonly Rate[]
  period: Period
  as_of: CivilDate
  area: Scope
  /** The other policies of its exclusion groups that are given for the same period. */
  rivals: readonly RivalQuestion[]
  /** The policies that stand in its place elsewhere, or it in theirs: of them all a person has one a period. */
  siblings: readonly Uuid[]
  /** The other days of the period on which what a round may pay now was found. */
  found_days: readonly CivilDate[]
}

/** A policy of the same exclusion group: of the two a person gets only the higher, where the group counts. */
export interface RivalQuestion {
  policy: PolicyAt
  rates: readonly Rate[]
  /** Where the group counts. */
  division: Code
}

/**
 * The beneficiaries of the policy with answer `yes` or `unknown`, each with what she is owed; amount null where no rate says how
 * much. Amounts come from a table of at most a few dozen classes made before, so that the join is one hash a row.
 */
function owedQuery({
  policy,
  rates,
  period,
  as_of,
  area,
}: Omit<Question, 'rivals' | 'siblings' | 'found_days'>): RawBuilder<unknown> {
  // offset 0: the rule is worked out once a row, not again wherever its answer is used.
  const asked = sql`select * from (${eligibleQuery(policy, area, as_of)} offset 0) q where q.answer <> 'no' and ${claimedWhereDemanded(policy, as_of)}`
  if (policy.grant_kind !== 'cash') {
    return sql`select a.*, 0::bigint as owed_fen, ${policy.grant_quantity ?? 1}::int as owed_quantity from (${asked}) a`
  }
  const classes = priceClasses(rates, period, as_of)
  const zones = [...new Map(classes.map(({ lo, hi }) => [`${lo}-${hi}`, { lo, hi }])).values()]
  const place = policy.place_asked === 'hukou' ? sql`a.hukou_division` : sql`a.community`
  const zone = sql`case ${sql.join(
    zones.map(
      ({ lo, hi }, index) => sql`when ${place} >= ${lo}::bigint and ${place} < ${hi}::bigint then ${index}::int`,
    ),
    sql` `,
  )} end`
  const zoneOf = (one: { lo: number; hi: number }) => zones.findIndex(({ lo, hi }) => lo === one.lo && hi === one.hi)
  return sql`select a.*, c.amount_fen as owed_fen, 1 as owed_quantity
    from (select a.*, ${zone} as zone from (${asked}) a) a
    left join unnest(${classes.map(zoneOf)}::int[], ${classes.map((c) => c.branch)}::text[], ${classes.map((c) => c.hukou_kind ?? '')}::text[],
      ${classes.map((c) => c.amount_fen)}::bigint[]) c(zone, branch, hukou_kind, amount_fen)
      on c.zone = a.zone and c.branch = a.branch and c.hukou_kind = coalesce(a.hukou_kind, '')`
}

/**
 * The same with what other policies take away: who has been given the period under one that stands in this one's place where she lived
 * before has answer `no`, `excluded` and `instead`; and `excluded` alone whom an exclusion group leaves out.
 */
function standingQuery(question: Question): RawBuilder<unknown> {
  const { siblings, period, area } = question
  if (siblings.length === 0) return sql`select w.*, false as instead from (${besideGroup(question)}) w`
  // A set looked up once: asked of each person, the whole district's would be walked again for everybody.
  const given = sql`(w.district, w.beneficiary_id) in (select e.district, e.beneficiary_id from entitlement e where ${withinDistricts(area, 'e.district')}
    and e.policy_id = any(${[...siblings]}::uuid[]) and e.period = ${period} and (e.state = 'reached' or e.paying_round_id is not null)
    and ${within(area, 'e.community')})`
  return sql`select x.district, x.community, x.family_id, x.person_id, x.beneficiary_id, x.excluded or x.instead as excluded, x.instead, x.owed_quantity,
      case when x.instead then 'no' else x.answer end as answer, case when x.instead then null else x.owed_fen end as owed_fen
    from (select w.*, ${given} as instead from (${besideGroup(question)}) w offset 0) x`
}

/**
 * Who is owed more of another policy of an exclusion group, on this day or by a run of a later one, or has been paid of it for the period,
 * has answer `no` and `excluded`. The comparison is `excludes` of the policies' rules, in SQL. What each of the others gives is joined once:
 * asked of each person, it would be worked out again for everybody.
 */
function besideGroup(question: Question): RawBuilder<unknown> {
  const { policy, rivals } = question
  const own = sql`select q.*, coalesce(q.person_id, q.family_id) as beneficiary_id from (${owedQuery(question)}) q`
  if (rivals.length === 0) return sql`select w.*, false as excluded from (${own}) w`
  const place = policy.place_asked === 'hukou' ? sql`w.hukou_division` : sql`w.community`
  const of = rivals.map((rival, i) => ({
    rival,
    r: (column: string) => sql.ref(`r${i}.${column}`),
    as: sql.ref(`r${i}`),
  }))
  const joins = of.map(
    ({ rival, r, as }) => sql`left join (${givenOfRival(question, rival)}) ${as}
      on ${r('district')} = w.district and ${r('beneficiary_id')} = w.beneficiary_id`,
  )
  const higher = of.map(({ rival, r }) => {
    const { lo, hi } = interval(rival.division)
    return sql`${place} >= ${lo}::bigint and ${place} < ${hi}::bigint and (${r('paid')}, ${r('fen')}, ${-rival.policy.position}::int, ${policy.id}::uuid)
      > (w.paid, w.owed_fen, ${-policy.position}::int, ${rival.policy.id}::uuid)`
  })
  const paid = sql`(o.district, o.beneficiary_id) in (select e.district, e.beneficiary_id from (${paidQuery(question, policy)}) e)`
  return sql`select x.district, x.community, x.family_id, x.person_id, x.beneficiary_id, x.excluded, x.owed_quantity,
      case when x.excluded then 'no' else x.answer end as answer, case when x.excluded then null else x.owed_fen end as owed_fen
    from (select w.*, w.answer = 'yes' and w.owed_fen is not null and coalesce(${sql.join(higher, sql` or `)}, false) as excluded
      from (select o.*, case when ${paid} then 1 else 0 end as paid from (${own}) o offset 0) w ${sql.join(joins, sql` `)} offset 0) x`
}

/**
 * What is given of the other policy, one row a beneficiary. What has been paid of it stands, wherever its group counts, and what the bank may
 * be paying just now is as good as paid; else it is what is owed of it where the group counts.
 */
function givenOfRival(question: Question, rival: RivalQuestion): RawBuilder<unknown> {
  return sql`select coalesce(p.district, d.district) as district, coalesce(p.beneficiary_id, d.beneficiary_id) as beneficiary_id,
      case when p.beneficiary_id is null then 0 else 1 end as paid, coalesce(p.amount_fen::bigint, d.fen) as fen
    from (${paidQuery(question, rival.policy)}) p
    full join (${dueOfRival(question, rival)}) d on d.district = p.district and d.beneficiary_id = p.beneficiary_id`
}

/**
 * What is owed of the other policy: by what the register says on the day, else what a run of a later day of the period found, which this one
 * leaves. Somebody who is owed on the day is asked of the day alone, so that a preview says what the run will do in whatever order.
 */
function dueOfRival(
  { period, as_of, area }: Question,
  { policy, rates, division }: RivalQuestion,
): RawBuilder<unknown> {
  const { lo, hi } = interval(division)
  const hukou = policy.place_asked === 'hukou'
  const place = hukou ? sql`q.hukou_division` : sql`q.community`
  const placeOfRow = hukou
    ? sql`(select f.hukou_division from person_fact f where f.district = e.district and f.person_id = e.person_id)`
    : sql`e.community`
  return sql`select y.district, y.beneficiary_id, y.fen
    from (select coalesce(o.district, l.district) as district, coalesce(o.beneficiary_id, l.beneficiary_id) as beneficiary_id,
        coalesce(o.fen, l.fen) as fen, coalesce(o.place, l.place) as place
      from (select q.district, coalesce(q.person_id, q.family_id) as beneficiary_id, q.owed_fen as fen, ${place} as place
        from (${owedQuery({ policy, rates, period, as_of, area })}) q where q.answer = 'yes' and q.owed_fen is not null) o
      full join (select e.district, e.beneficiary_id, e.amount_fen::bigint as fen, ${placeOfRow} as place from entitlement e
        where ${withinDistricts(area, 'e.district')} and e.policy_id = ${policy.id}::uuid and e.period = ${period} and ${within(area, 'e.community')}
          and e.state = 'due' and coalesce(e.found_again_on, e.due_from) > ${as_of}::date) l
        on l.district = o.district and l.beneficiary_id = o.beneficiary_id) y
    where y.place >= ${lo}::bigint and y.place < ${hi}::bigint`
}

function paidQuery({ area, period }: Question, policy: PolicyAt): RawBuilder<unknown> {
  return sql`select e.district, e.beneficiary_id, e.amount_fen from entitlement e where ${withinDistricts(area, 'e.district')}
    and e.policy_id = ${policy.id}::uuid and e.period = ${period} and (e.state = 'reached' or e.paying_round_id is not null) and ${within(area, 'e.community')}`
}

/**
 * What a run would do, one row a beneficiary: columns `district, beneficiary_id, person_id, family_id, community, entitlement_id,
 * row_version, difference, why, amount_before, amount_after, quantity_after`. The CASE is `differenceOf` of the rules, in SQL.
 */
export function differencesQuery(question: Question): RawBuilder<unknown> {
  const { policy, period, area, as_of } = question
  const grant = sql`(o.owed_fen, o.owed_quantity, ${policy.grant_unit}::text, ${policy.version}::int)`
  const otherGrant = sql`(h.amount_fen, h.quantity, h.unit, h.policy_version) is distinct from ${grant}`
  const foundOn = sql`coalesce(h.found_again_on, h.due_from)`
  // Found on a later day of the period than the one asked about now: that she did not meet the conditions before says nothing of it.
  const later = sql`h.state in ('due', 'held') and ${foundOn} > ${as_of}::date and not coalesce(o.excluded, false)
    and ${whyLost(as_of, 'h')} = 'conditions'`
  return sql`
    select j.*, case difference
        when 'unknown' then case when answer = 'unknown' then 'facts' else 'rate' end
        when 'changed' then case when not other_grant then 'found_anew' end
        when 'lost' then case when instead then 'instead' when excluded then 'exclusion' else ${whyLost(as_of, 'j')} end
        end as why
    from (
      select coalesce(o.district, h.district) as district, coalesce(o.beneficiary_id, h.beneficiary_id) as beneficiary_id,
        coalesce(o.person_id, h.person_id) as person_id, coalesce(o.family_id, h.family_id) as family_id,
        coalesce(o.community, h.community) as community, h.id as entitlement_id, h.version as row_version, h.state as row_state,
        o.answer, coalesce(o.excluded, false) as excluded, coalesce(o.instead, false) as instead,
        case
          when h.paying_round_id is not null then 'kept'
          when o.answer = 'unknown' or o.answer = 'yes' and o.owed_fen is null then 'unknown'
          when o.answer is null or o.excluded then case when ${later} then 'kept' when h.state in ('due', 'held') then 'lost' end
          when h.id is null or h.state = 'void' and (h.void_by = 'run' or h.void_by = 'exit' and ${inForce(policy, as_of, 'h')}) then 'gained'
          when h.state = 'void' then 'set_aside'
          when h.state = 'due' and (${otherGrant} or not ${dayStands(question)}) then 'changed'
          else 'kept'
        end as difference, ${otherGrant} as other_grant,
        h.amount_fen::bigint as amount_before,
        coalesce(o.owed_fen, case when h.paying_round_id is not null or ${foundOn} > ${as_of}::date then h.amount_fen end)::bigint as amount_after,
        o.owed_quantity as quantity_after
      from (${standingQuery(question)}) o
      full join (select e.* from entitlement e where ${withinDistricts(area, 'e.district')} and e.policy_id = ${policy.id}::uuid
        and e.period = ${period} and ${within(area, 'e.community')}) h
        on h.district = o.district and h.beneficiary_id = o.beneficiary_id
      offset 0
    ) j
    where j.difference is not null`
}

/** Asked for the few who are lost only, hence a subquery and no join. */
function whyLost(as_of: CivilDate, of: 'j' | 'h'): RawBuilder<string> {
  const [district, person, family] = ['district', 'person_id', 'family_id'].map((column) => sql.ref(`${of}.${column}`))
  return sql`case when ${person} is null
    then coalesce((select 'left' from family f where f.district = ${district} and f.id = ${family} and f.state <> 'active'), 'conditions')
    else (select case when p.died_on <= ${as_of}::date then 'died'
        when p.member_to <= ${as_of}::date then 'left' else 'conditions' end
      from person p where p.district = ${district} and p.id = ${person}) end`
}
