import { assignLines, createRound, tickLines } from '../care/contacts/index.ts'
import { addDays, type CivilDate, civilDate, partsOf } from '../kernel/calendar.ts'
import { type Festival, festivalDate } from '../kernel/lunar.ts'
import { ancestorAt, type Code } from '../kernel/division-code.ts'
import { periodOf } from '../kernel/period-days.ts'
import type { Uuid } from '../kernel/ids.ts'
import { command } from '../platform/database/transact.ts'
import { markReached, type ReachInput, runEligibility } from '../promises/entitlements/index.ts'
import type { FamilyChange } from '../registry/families/index.ts'
import { bulk, log } from './acts.ts'
import { type CastFamily, readCast } from './cast.ts'
import { claimsOfToday, reviewOfToday } from './claims.ts'
import { type Entry, inOrder } from './diary.ts'
import { topUp } from './law.ts'
import { roundsPaid } from './payment-rounds.ts'
import { ACCIDENT, ASSISTANCE, CLEANING, FESTIVAL, HEAT_GOODS, HOSPITAL_CARE, SIGNING } from './promises.ts'
import { raiseWeighed } from './raise.ts'
import { WORKED_COMMUNITIES } from './roster.ts'
import { readLines } from './rounds.ts'
import { demoId, DISTRICT, type Persona, type Stage, STREET } from './stage.ts'
import { livingFound, standingOfLate, standingOn } from './standing.ts'
import { changeFamilies } from './wishes.ts'

const [HOME, NEIGHBOUR] = WORKED_COMMUNITIES

/** The day the present was reached first: a loading that was broken off goes on as of that day, not of another one. */
async function anchor(stage: Stage, today: CivilDate): Promise<CivilDate> {
  const call = stage.call('demo-district', today, 'present')
  const { day } = await command(stage.db, call, { name: 'demonstration.present', input: {} }, () =>
    Promise.resolve({ result: { day: today } }),
  )
  return day
}

/** What is owed this year and this month, and what of it has been reached: the rest is for today's lists. */
function promises(stage: Stage, today: CivilDate, streets: readonly Code[], top_up: string): Entry[] {
  const { year } = partsOf(today)
  const first = civilDate(`${year}-01-01`)
  const run = (step: string, as_of: CivilDate, policy_codes: readonly string[]): Entry => ({
    on: today,
    act: () =>
      runEligibility(stage.db, stage.call('demo-district', today, `present:run:${step}`), {
        division: DISTRICT,
        as_of,
        policy_codes,
        apply: true,
      }),
  })
  const before = addDays(today, -25)
  const happened_on = before > first ? before : first
  const reach = (policy: string, division: Code, more: Partial<ReachInput> = {}): Entry => ({
    on: today,
    act: () =>
      markReached(stage.db, stage.call('demo-district', today, `present:${policy}:${division}`), {
        filter: { policy: [policy], period: [periodOf('yearly', today)], division },
        happened_on,
        ...more,
      }),
  })
  // In 金辰街道 the year's signing and cleaning are still to be done.
  const elsewhere = streets.filter((street) => street !== STREET)
  return [
    run('year', first, [ACCIDENT, HOSPITAL_CARE, HEAT_GOODS, CLEANING, SIGNING]),
    run('month', civilDate(`${today.slice(0, 7)}-01`), [...ASSISTANCE, top_up, FESTIVAL]),
    reach(ACCIDENT, DISTRICT, { amount_fen_each: 10_000 }),
    reach(HOSPITAL_CARE, DISTRICT, { amount_fen_each: 10_000 }),
    reach(HEAT_GOODS, DISTRICT),
    ...elsewhere.flatMap((street) => [reach(SIGNING, street), reach(CLEANING, street)]),
  ]
}

/** Calls of the last six weeks, so that some families are due a contact and most are not. */
function recentCalls(stage: Stage, today: CivilDate, cast: readonly CastFamily[]): Entry[] {
  const TURNS = 14
  return Array.from({ length: TURNS }, (_, turn): Entry => {
    const on = addDays(today, -2 - turn * 3)
    const families = cast.filter((family) => family.file_number % TURNS === turn)
    return bulk(stage, 'demo-district', on, `present:phone:${turn}`, {
      kind: 'phone',
      families: families.map((family) => ({ family_id: family.id })),
      reached: 'parents',
      per: 'family',
      channel: 'phone',
      minutes: 8,
    })
  })
}

/** What the two community workers wrote down in the last days, with what they mean to do next. */
function notes(stage: Stage, today: CivilDate, cast: readonly CastFamily[]): Entry[] {
  const of = (persona: Persona, community: Code): Entry[] => {
    const families = cast.filter((family) => family.community === community)
    const parents = (family: CastFamily) => family.members.filter((one) => one.parent).map((one) => one.id)
    const write = (index: number, ago: number, act: Partial<Parameters<typeof log>[4]>): Entry[] => {
      const family = families[index]
      if (!family) return []
      const done = act.outcome === undefined ? { person_ids: parents(family) } : {}
      const all = { kind: 'visit_daily', channel: 'visit' as const, family_id: family.id, ...done, ...act }
      return [log(stage, persona, addDays(today, -ago), `present:${persona}:${index}`, all)]
    }
    return [
      ...write(0, 1, {
        minutes: 45,
        mood: 'steady',
        note: '聊了近况，精神不错，想参加包汤圆活动。',
        next_on: addDays(today, 6),
      }),
      ...write(1, 3, { minutes: 30, mood: 'low', note: '最近睡得不好，说好过几天再来看看。', next_on: today }),
      ...write(2, 4, { kind: 'phone', channel: 'phone', minutes: 12, note: '问了药品报销，已答复。' }),
      ...write(3, 5, { outcome: 'refused' }),
      ...write(4, 6, { outcome: 'not_reached', next_on: addDays(today, 1) }),
      ...write(5, 8, { minutes: 40, mood: 'unwell', note: '膝盖疼，想请家庭医生上门。', next_on: addDays(today, 2) }),
    ]
  }
  return [...of('demo-community', HOME), ...of('demo-neighbour', NEIGHBOUR)]
}

/** Days this week on which two families wish to be left in peace. */
function quietDays(stage: Stage, today: CivilDate, cast: readonly CastFamily[]): Entry {
  const families = cast.filter((family) => family.community === HOME).slice(6, 8)
  const on = addDays(today, -9)
  const changes = families.map((family, index): [Uuid, FamilyChange] => {
    const quiet = addDays(today, 1 + index * 2).slice(5)
    return [family.id, { preference: { quiet_days: [quiet] } }]
  })
  return { on, act: () => changeFamilies(stage, on, 'present:quiet', new Map(changes)) }
}

const COMING: readonly (readonly [Festival, string, string])[] = [
  ['spring', '春节走访', '春联和年货'],
  ['dragon_boat', '端午走访', '粽子'],
  ['mid_autumn', '中秋走访', '月饼'],
  ['winter_solstice', '冬至走访', '汤圆'],
]

/** The next festival with a round of its own, from the day after `today` on. */
export function comingFestival(today: CivilDate) {
  const { year } = partsOf(today)
  const all = [year, year + 1].flatMap((one) =>
    COMING.map(([festival, title, gift]) => ({
      festival,
      gift,
      title: `${one}年${title}`,
      date: festivalDate(one, festival),
    })),
  )
  const [next] = all.filter(({ date }) => date > today).toSorted((a, b) => (a.date < b.date ? -1 : 1))
  if (!next) throw new Error('Every year has a winter solstice.')
  return next
}

/** The round of the coming festival in 金辰街道, given to its workers and begun. */
function comingRound(stage: Stage, today: CivilDate): Entry[] {
  const { festival, title, gift, date } = comingFestival(today)
  const id = demoId('round:present')
  const opens_on = addDays(today, -5)
  const yesterday = addDays(today, -1)
  const week = addDays(today, 7)
  const street = (step: string) => stage.call('demo-street', opens_on, `present:round:${step}`)
  const assign = (post: 'community' | 'street') => () =>
    assignLines(stage.db, street(post), id, { by: 'contact', post, again: false })
  const tick = (persona: Persona, community: Code, states: readonly ('reached' | 'refused' | 'away')[]): Entry => ({
    on: yesterday,
    async act() {
      const lines = (await readLines(stage, yesterday, id)).filter((line) => line.community === community)
      const ticked = lines.slice(0, states.length).map((line, index) => {
        const outcome = states[index] ?? 'reached'
        return { line_id: line.line_id, outcome, channel: 'visit' as const, given: outcome === 'reached' }
      })
      const call = stage.call(persona, yesterday, `present:round:${community}`)
      await tickLines(stage.db, call, { round_id: id, id: demoId(`round:present:${community}`), lines: ticked })
    },
  })
  return [
    {
      on: opens_on,
      act: () =>
        createRound(stage.db, street('open'), {
          id,
          division: STREET,
          title,
          festival,
          families: { choose: 'all' },
          care_kind: 'visit_festival',
          opens_on,
          closes_on: date > week ? date : week,
          gift,
          cash_fen: 0,
        }),
    },
    { on: opens_on, act: assign('community') },
    { on: opens_on, act: assign('street') },
    tick('demo-community', HOME, ['reached', 'reached', 'refused', 'reached', 'away']),
    tick('demo-neighbour', NEIGHBOUR, ['reached', 'reached', 'reached']),
  ]
}

/** From the end of 2018 to the day of loading, lightly: what makes Today worth opening. */
export async function bringToPresent(stage: Stage, now: CivilDate): Promise<void> {
  const today = await anchor(stage, now)
  await standingOfLate(stage, today)
  const cast = await readCast(stage)
  const streets = [...new Set(cast.map((family) => ancestorAt(family.community, 'street')))]
  const entries = inOrder([
    ...recentCalls(stage, today, cast),
    ...notes(stage, today, cast),
    quietDays(stage, today, cast),
    livingFound(stage, today, cast),
    ...comingRound(stage, today),
    ...promises(stage, today, streets, (await topUp(stage, today)).code),
    ...(await roundsPaid(stage, today)),
    ...(await claimsOfToday(stage, today)),
    ...reviewOfToday(stage, today),
  ])
  for (const entry of entries) await entry.act()
  await standingOn(stage, today)
  await raiseWeighed(stage, today)
}
