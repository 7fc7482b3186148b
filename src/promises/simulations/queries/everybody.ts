import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, interval } from '../../../kernel/division-code.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { paidQuery } from '../../../provision/payments/index.ts'
import { branchOn, movesBetween, type PolicyAt, wholeTest } from '../../policies/index.ts'
import {
  type Alike,
  monthsPaid,
  type PaidPart,
  type Settled,
  type SettledPair,
  type Stage,
  widthOfParts,
} from '../rules/index.ts'

type Sql = RawBuilder<unknown>

/** Whether she holds a claim of the policy in force on the day, where the policy demands one. */
const claimed = (
  policy: PolicyAt,
  on: CivilDate,
): Sql => sql`exists (select from claimed k where k.district = f.district
    and k.person_id = f.person_id and k.policy_id = ${policy.id}::uuid and k.valid_from <= ${on}::date and (k.valid_to is null or k.valid_to > ${on}::date))`

function truth(policy: PolicyAt, on: CivilDate): Sql {
  const test = wholeTest(policy, on)
  return policy.claim_required ? sql`(${test} and ${claimed(policy, on)})` : test
}

const joined = (letters: readonly Sql[]): Sql =>
  letters.length === 1 ? (letters[0] ?? sql`''`) : sql`concat(${sql.join(letters)})`

/** A letter for each question: y, n, or u where facts are missing. */
function letters(stage: Stage, on: CivilDate): Sql {
  return joined(
    stage.asks.map((policy) => sql`case ${truth(policy, on)} when true then 'y' when false then 'n' else 'u' end`),
  )
}

/** The same of a family: a yes of one of those asked is enough. */
function lettersOfFamily(stage: Stage, on: CivilDate, filter: Sql): Sql {
  return joined(
    stage.asks.map((policy) => {
      const answer = truth(policy, on)
      return sql`case when bool_or(${answer}) ${filter} then 'y' when bool_or((${answer}) is null) ${filter} then 'u' else 'n' end`
    }),
  )
}

/** Which of the zones holds the place, as its number; empty where the place is not known. */
export function zone(zones: readonly Code[], place: Sql): Sql {
  if (zones.length === 1) return sql`case when ${place} is not null then '0' end`
  const cases = zones.map((code, i) => {
    const { lo, hi } = interval(code)
    return sql`when ${place} >= ${lo}::bigint and ${place} < ${hi}::bigint then ${String(i)}`
  })
  return sql`case ${sql.join(cases, sql` `)} end`
}

const SEPARATOR = '|'

/** The texts of the moments, one behind the other. */
const listed = (texts: readonly Sql[]): Sql => sql`concat_ws(',', ${sql.join(texts)})`

/** Whoever holds a claim that begins or ends within the span may be answered otherwise, as time goes. */
function movesIn(stage: Stage): Sql {
  const [from, to] = [stage.days[0], stage.days.at(-1)]
  if (from === undefined || to === undefined) return sql`false`
  const moves = movesBetween(stage.asks, from, to)
  const claims = stage.asks.filter((policy) => policy.claim_required)
  if (claims.length === 0) return moves
  const ids = claims.map((policy) => policy.id)
  return sql`(${moves} or exists (select from claimed k where k.district = f.district and k.person_id = f.person_id
    and k.policy_id = any(${ids}::uuid[]) and (k.valid_from > ${from}::date and k.valid_from <= ${to}::date
      or k.valid_to > ${from}::date and k.valid_to <= ${to}::date)))`
}

const uses = (stage: Stage, place: 'hukou' | 'residence') => stage.asks.some((policy) => policy.place_asked === place)

const PARTS = ['home', 'hukou', 'kind', 'branch', 'now', 'later', 'branches', 'settled'] as const
type Part = (typeof PARTS)[number]

/** What the law of the stage can tell people apart by; what is the same for all is not part of the key. */
function partsOf(stage: Stage): readonly Part[] {
  const told: Readonly<Record<Part, boolean>> = {
    home: uses(stage, 'residence') && stage.zones.length > 1,
    hukou: stage.beneficiary === 'person' && uses(stage, 'hukou'),
    kind: stage.beneficiary === 'person' && stage.by_hukou_kind,
    branch: stage.by_branch,
    now: true,
    later: true,
    branches: stage.by_branch,
    settled: stage.settled.length > 0,
  }
  return PARTS.filter((part) => told[part])
}

/** The key of one row: its parts in their order, nothing where a part is not known or does not apply. */
function keyOf(stage: Stage, parts: Readonly<Partial<Record<Part, Sql>>>): Sql {
  const texts = partsOf(stage).flatMap((part) => parts[part] ?? [])
  return sql`concat_ws(${SEPARATOR}, ${sql.join(texts.map((text) => sql`coalesce(${text}, '')`))})`
}

/** Whoever is no parent is nobody's beneficiary where only parents are asked. */
const mayBeAsked = (stage: Stage): Sql =>
  stage.asks.every((policy) => policy.asked === 'parents') ? sql`f.relation = 'parent'` : sql`true`

/**
 * Everybody in the area who may be asked, one row each: where, who, and `key`, what the law can tell them apart by. One pass over
 * person_fact: the questions are asked as of the first moment, and again for every month only of those whom time may move. Each
 * expression stands once, so that it is worked out once a row and the whole may run in parallel.
 */
function personsQuery(stage: Stage, area: Scope): Sql {
  const [first, ...later] = stage.days
  if (first === undefined) throw new TypeError('A simulation has months.')
  const moved = (texts: readonly Sql[]) => sql`case when ${movesIn(stage)} then ${listed(texts)} end`
  const key = keyOf(stage, {
    home: zone(stage.zones, sql`f.community`),
    hukou: zone(stage.zones, sql`f.hukou_division`),
    kind: sql`f.hukou_kind`,
    branch: branchOn(first),
    now: letters(stage, first),
    later: moved(later.map((day) => letters(stage, day))),
    branches: moved(later.map((day) => branchOn(day))),
  })
  return sql`select f.district, f.community, f.family_id, f.person_id, f.person_id as beneficiary_id, ${key} as key,
      f.died_on is not null or f.member_to is not null as departed
    from person_fact f where ${within(area, 'f.community')} and ${mayBeAsked(stage)}`
}

/** The same for families: whoever of a family may move, the whole family is asked again. */
function familiesQuery(stage: Stage, area: Scope): Sql {
  const [first, ...later] = stage.days
  if (first === undefined) throw new TypeError('A simulation has months.')
  const moving = sql`filter (where f.moves)`
  const key = keyOf(stage, {
    home: zone(stage.zones, sql`f.community`),
    branch: sql`min(${branchOn(first)})`,
    now: lettersOfFamily(stage, first, sql``),
    later: sql`case when bool_or(f.moves) then ${listed(later.map((day) => lettersOfFamily(stage, day, moving)))} end`,
    branches: sql`case when bool_or(f.moves) then ${listed(later.map((day) => sql`min(${branchOn(day)})`))} end`,
  })
  return sql`select f.district, f.community, f.family_id, null::uuid as person_id, f.family_id as beneficiary_id, ${key} as key,
      false as departed
    from (select f.*, bool_or(${movesIn(stage)}) over (partition by f.district, f.family_id) as moves from person_fact f
      where ${within(area, 'f.community')} and ${mayBeAsked(stage)} offset 0) f
    group by f.district, f.community, f.family_id`
}

/**
 * The same with what has been settled already: `settled`, a list with one mark for each pair, last of the whole. Columns as before,
 * `key` the whole.
 */
export function everybodyQuery(stage: Stage, area: Scope): Sql {
  const who = stage.beneficiary === 'family' ? familiesQuery(stage, area) : personsQuery(stage, area)
  if (stage.settled.length === 0) return sql`select w.*, w.key as whole from (${who}) w`
  const pairs = stage.settled.map((pair, i) => ({ pair, alias: `s${i}` }))
  // Whoever has died or left is paid no arrears.
  const marks = pairs.map(({ alias }) => {
    const of = (column: string) => sql.ref(`${alias}.${column}`)
    return sql`case when w.departed or ${of('paid')} is null then coalesce(${of('mark')}, '"-"') else ${of('paid')} end`
  })
  const joins = pairs.map(
    ({ pair, alias }) => sql`left join (${settledQuery(stage, area, pair)}) ${sql.ref(alias)}
      on ${sql.ref(`${alias}.district`)} = w.district and ${sql.ref(`${alias}.beneficiary_id`)} = w.beneficiary_id`,
  )
  return sql`select w.*, concat(w.key, ${`${SEPARATOR}[`}::text, concat_ws(',', ${sql.join(marks)}), ']') as whole
    from (${who}) w ${sql.join(joins, sql` `)}`
}

/** Who has something settled of the pair: `mark`, and `paid`, what of it has been paid in rounds and whose rates count, where it has. */
function settledQuery(stage: Stage, area: Scope, pair: SettledPair): Sql {
  const { policy_id, period } = pair
  const asked = [...stage.entries.today, ...stage.entries.draft].flat().find((entry) => entry.policy.id === policy_id)
  const place = zone(stage.zones, asked?.policy.place_asked === 'hukou' ? sql`p.hukou_division` : sql`p.community`)
  const paid = paidQuery(
    area,
    (p) => sql`${sql.ref(`${p}.policy_id`)} = ${policy_id}::uuid and ${sql.ref(`${p}.period`)} = ${period}`,
  )
  return sql`select e.district, e.beneficiary_id, case when e.state = 'void' then '"s"' else '"r"' end as mark,
      case when e.state <> 'void' and p.entitlement_id is not null
        then jsonb_build_array(${place}, p.branch, p.hukou_kind, p.parts)::text end as paid
    from entitlement e left join (${paid}) p on p.district = e.district and p.entitlement_id = e.id
    where ${settledRows(area)} and e.policy_id = ${policy_id}::uuid and e.period = ${period}`
}

/**
 * What no run touches: given, with the bank (as good as given), or made void by a person, or by an exit of who is not on the roll again.
 */
const settledRows = (area: Scope): Sql => sql`${withinDistricts(area, 'e.district')} and ${within(area, 'e.community')}
  and (e.state = 'reached' or e.paying_round_id is not null or e.state = 'void' and (e.void_by = 'hand'
    or e.void_by = 'exit' and not exists (select from claimed k
      where k.district = e.district and k.person_id = e.person_id and k.policy_id = e.policy_id and k.valid_to is null)))`

/** For which of the stage's policies and periods anything has been settled in the area. */
export async function settledPairs(tx: Tx, stage: Stage, area: Scope): Promise<SettledPair[]> {
  const asked = [...stage.entries.today, ...stage.entries.draft].flat()
  const ids = [...new Set(asked.map((entry) => entry.policy.id))]
  const periods = [...new Set(asked.map((entry) => entry.period))]
  const { rows } = await sql<SettledPair>`select distinct e.policy_id, e.period from entitlement e
    where ${settledRows(area)} and e.policy_id = any(${ids}::uuid[]) and e.period = any(${periods}::text[])
    order by e.policy_id, e.period`.execute(tx)
  return rows
}

/** Everybody of the area, those alike counted together. */
export async function everybody(tx: Tx, stage: Stage, area: Scope): Promise<Alike[]> {
  if (stage.asks.length === 0) return []
  const width = widthOfParts(stage.place)
  const { rows } = await sql<{ part: number; whole: string; count: number }>`
    select e.community / ${width}::bigint * ${width}::bigint as part, e.whole, count(*) as count
    from (${everybodyQuery(stage, area)}) e group by 1, 2 order by 1, 2`.execute(tx)
  return rows
    .map(({ part, whole, count }) => alikeOf(stage, part, whole, count))
    .filter(
      ({ answers, settled }) =>
        answers.some((letters) => /[yu]/.test(letters)) || settled.some((mark) => typeof mark === 'object'),
    )
}

function alikeOf(stage: Stage, part: Code, whole: string, count: number): Alike {
  const texts = whole.split(SEPARATOR)
  const parts = partsOf(stage)
  const read = new Map(parts.map((name, i) => [name, texts[i] ?? '']))
  // The number of a document may hold the mark that separates.
  const settled = stage.settled.length === 0 ? '[]' : texts.slice(parts.indexOf('settled')).join(SEPARATOR)
  const of = (name: Part) => read.get(name) ?? ''
  const [hukou, kind, later, branches] = [of('hukou'), of('kind'), of('later'), of('branches')]
  return {
    key: whole,
    part,
    count,
    home: stage.zones[Number(of('home'))] ?? 0,
    hukou: hukou === '' ? null : (stage.zones[Number(hukou)] ?? 0),
    hukou_kind: kind === '' ? null : kind,
    branches: branches === '' ? [of('branch')] : [of('branch'), ...branches.split(',')],
    answers: later === '' ? [of('now')] : [of('now'), ...later.split(',')],
    settled: (JSON.parse(settled) as Mark[]).map((mark) => settledOf(stage, mark)),
  }
}

/** A mark as the query writes it: of what was paid, the zone's number, branch, kind of hukou, and the parts of each line. */
type Mark = '-' | 's' | 'r' | [zone: string | null, branch: string, hukou_kind: string | null, lines: PaidPart[][]]

function settledOf(stage: Stage, mark: Mark): Settled {
  if (typeof mark === 'string') return mark
  const [place, branch, hukou_kind, lines] = mark
  return { place: placeOf(stage, place), branch, hukou_kind, ...monthsPaid(lines) }
}

/** The zone of a number as the query writes it. */
export const placeOf = (stage: Stage, at: string | null) => (at === null ? null : (stage.zones[Number(at)] ?? 0))
