import { sql } from 'kysely'
import { closeRound, createRound, type Tick, tickLines } from '../care/contacts/index.ts'
import { addDays, type CivilDate } from '../kernel/calendar.ts'
import { festivalDate } from '../kernel/lunar.ts'
import type { Code } from '../kernel/division-code.ts'
import type { Uuid } from '../kernel/ids.ts'
import { periodOf } from '../kernel/period-days.ts'
import { within } from '../platform/database/scope.ts'
import { readIn } from '../platform/database/transact.ts'
import { voidEntitlements } from '../promises/entitlements/index.ts'
import { lot } from './cast.ts'
import { type Entry, YEARS } from './diary.ts'
import { FESTIVAL, owedBy } from './promises.ts'
import { demoId, DISTRICT, type Stage } from './stage.ts'

const FESTIVALS = ['spring', 'dragon_boat', 'mid_autumn'] as const
type RoundFestival = (typeof FESTIVALS)[number]
const NAMES: Record<RoundFestival, string> = { spring: '春节', dragon_boat: '端午', mid_autumn: '中秋' }
const GIFTS: Record<RoundFestival, string> = { spring: '大米和食用油', dragon_boat: '粽子', mid_autumn: '月饼' }

/** Twelve rounds: 1,741 household-visits in all, 300 yuan at each. */
const VISITED = 145
const VISITED_LAST = 146
const CASH = 30_000

const POLICY = sql<Uuid>`(select id from policy where code = ${FESTIVAL})`

export interface DemoLine {
  line_id: Uuid
  family_id: Uuid
  community: Code
  no_home_visit: boolean
  file_number: number
}

/** The lines of a round in the order of its families' files. */
export function readLines(stage: Stage, on: CivilDate, round_id: Uuid): Promise<DemoLine[]> {
  const call = stage.call('demo-district', on, 'lines')
  return readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<DemoLine>`
      select l.id as line_id, l.family_id, l.community, f.file_number, exists (select from contact_preference w where w.district = l.district
        and w.family_id = l.family_id and w.no_home_visit and w.valid_to is null) as no_home_visit
      from visit_line l join family f on f.district = l.district and f.id = l.family_id
      where ${within(call.actor.scope, 'l.community')} and l.district = ${call.actor.district}::int and l.round_id = ${round_id}::uuid
      order by f.file_number`.execute(tx)
    return rows
  })
}

export function policyId(stage: Stage, on: CivilDate): Promise<Uuid> {
  const call = stage.call('demo-district', on, 'policy')
  return readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<{ id: Uuid }>`select ${POLICY} as id`.execute(tx)
    const [row] = rows
    if (!row) throw new Error(`There is no policy ${FESTIVAL}.`)
    return row.id
  })
}

const OTHERWISE = ['refused', 'away', 'quiet'] as const
const REASONS: Record<(typeof OTHERWISE)[number], string> = {
  refused: '本人婉拒慰问，尊重其意愿',
  away: '多次上门未遇，已另行问候',
  quiet: '本人希望节日期间不打扰',
}

/** What came of each visit. Who was not reached is another family each time; who wishes no visit has a letter. */
function outcomes(lines: readonly DemoLine[], period: string, visited: number): Tick[] {
  const order = lines.toSorted((a, b) => lot(`${period} ${a.file_number}`) - lot(`${period} ${b.file_number}`))
  const reached = new Set(order.slice(0, visited))
  return lines.map((line) => {
    const outcome = reached.has(line) ? 'reached' : (OTHERWISE[order.indexOf(line) % OTHERWISE.length] ?? 'quiet')
    return {
      line_id: line.line_id,
      outcome,
      channel: line.no_home_visit ? 'letter' : 'visit',
      given: outcome === 'reached',
    }
  })
}

const DAYS = 4

function walk(stage: Stage, year: number, festival: RoundFestival): Entry[] {
  const period = periodOf('festival', festivalDate(year, festival))
  const id = demoId(`round:${period}`)
  const closes_on = addDays(festivalDate(year, festival), -2)
  const opens_on = addDays(closes_on, -14)
  const visited = period === '2018-mid_autumn' ? VISITED_LAST : VISITED
  const call = (on: CivilDate, step: string) => stage.call('demo-district', on, `round:${period}:${step}`)
  const open: Entry = {
    on: opens_on,
    act: async () =>
      createRound(stage.db, call(opens_on, 'open'), {
        id,
        division: DISTRICT,
        title: `${year}年${NAMES[festival]}走访慰问`,
        festival,
        policy_id: await policyId(stage, opens_on),
        period,
        families: { choose: 'owed' },
        care_kind: 'visit_festival',
        opens_on,
        closes_on,
        gift: GIFTS[festival],
        cash_fen: CASH,
      }),
  }
  const visits = Array.from({ length: DAYS }, (_, index): Entry => {
    const on = addDays(opens_on, 2 + index * 3)
    return {
      on,
      async act() {
        const lines = outcomes(await readLines(stage, on, id), period, visited)
        const part = lines.filter((_line, at) => at % DAYS === index)
        await tickLines(stage.db, call(on, `tick:${index}`), {
          round_id: id,
          id: demoId(`round:${period}:tick:${index}`),
          lines: part,
        })
      },
    }
  })
  return [open, ...visits, { on: closes_on, act: () => close(stage, closes_on, { id, period, visited }) }]
}

/** The round ends; the promise of those who did not want it, or could not be met, ends with the reason. */
async function close(
  stage: Stage,
  on: CivilDate,
  { id, period, visited }: { id: Uuid; period: string; visited: number },
): Promise<void> {
  const call = (step: string) => stage.call('demo-district', on, `round:${period}:${step}`)
  await closeRound(stage.db, call('close'), { round_id: id, expected_planned: 0 })
  const lines = await readLines(stage, on, id)
  const ticks = outcomes(lines, period, visited)
  const owed = new Map((await owedBy(stage, on, FESTIVAL, period)).map((one) => [one.family_id, one.id]))
  const others = new Set(owed.keys())
  for (const line of lines) others.delete(line.family_id)
  const of = (families: readonly Uuid[]) => families.flatMap((family) => owed.get(family) ?? [])
  for (const outcome of OTHERWISE) {
    const families = lines.filter((_line, index) => ticks[index]?.outcome === outcome).map((line) => line.family_id)
    // Families on no list of the round wish no contact at all.
    const entitlement_ids = of(outcome === 'quiet' ? [...families, ...others] : families)
    if (entitlement_ids.length > 0)
      await voidEntitlements(stage.db, call(`void:${outcome}`), { entitlement_ids, reason: REASONS[outcome] })
  }
}

/** Spring Festival, Dragon Boat and Mid-Autumn of four years. */
export function roundsWalked(stage: Stage): Entry[] {
  return YEARS.flatMap((year) => FESTIVALS.flatMap((festival) => walk(stage, year, festival)))
}
