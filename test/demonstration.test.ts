import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listContactsDue, listRounds } from '../src/care/contacts/index.ts'
import { findRates } from '../src/demonstration/rates.ts'
import { loadDemonstration } from '../src/demonstration/load.ts'
import { type Figure, type FigureList, listBehind, type Statement, statementOf } from '../src/figures/reports/index.ts'
import { civilDate, instant } from '../src/kernel/calendar.ts'
import { padCode } from '../src/kernel/division-code.ts'
import { listNextSteps } from '../src/ledgers/care-records/index.ts'
import type { Uuid } from '../src/kernel/ids.ts'
import type { Call } from '../src/platform/call.ts'
import { newId } from '../src/platform/ids.ts'
import { readIn } from '../src/platform/database/transact.ts'
import { listGentleDays } from '../src/registry/families/index.ts'
import { beginDemonstration, callAs, ensureInstallation } from '../src/registry/staff/index.ts'
import { reperform } from '../src/provision/payments/index.ts'
import { verifyHouse } from '../src/upkeep.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { carriesPromises } from './support/demonstration-promises.ts'
import { withOwnAssistance } from './support/template.ts'

const NOW = instant('2026-11-22T02:00:00.000Z')
const PERIOD = { division: padCode('530103'), from: civilDate('2015-01-01'), to: civilDate('2018-12-31') }

let test_db: TestDatabase
let statement: Statement
const percents: number[] = []

const house = () => ({ db: test_db.db, crypto: test_db.crypto, clock: { now: () => NOW } })

function as(username: string): Promise<Call> {
  return callAs(test_db.db, username, { now: NOW, today: civilDate('2026-11-22'), crypto: test_db.crypto, newId })
}

const figures = (): Figure[] => statement.sections.flatMap((section) => section.figures)
const valueOf = (code: string) => figures().find((figure) => figure.code === code)?.value

async function one<T>(text: string): Promise<T> {
  const { rows } = await test_db.admin.query<Record<string, T>>(text)
  const [value] = Object.values(rows[0] ?? {})
  if (value === undefined) throw new Error(`No answer: ${text}`)
  return value
}

/** What every table that loading writes says, in one line. */
const everything = () =>
  one<string>(`select concat_ws(' ',
    (select count(*) from audit_entry), (select count(*) from family), (select count(*) from person), (select count(*) from account),
    (select count(*) || md5(string_agg(id::text || version, ',' order by id)) from entitlement),
    (select count(*) || md5(string_agg(id::text, ',' order by id)) from care_record),
    (select count(*) from care_record_person), (select count(*) from visit_line), (select count(*) from family_contact))`)

beforeAll(async () => {
  test_db = await createTestDatabase()
  await withOwnAssistance(test_db)
  await ensureInstallation(test_db.db, house())
  expect(await beginDemonstration(test_db.db, house().clock)).toBe(true)
  // The power fails in the third year.
  const broken = loadDemonstration(house(), (percent) => {
    if (percent > 60) throw new Error('the power failed')
  })
  await expect(broken).rejects.toThrow('the power failed')
  await loadDemonstration(house(), (percent) => percents.push(percent))
  const call = await as('demo-district')
  statement = await readIn(test_db.db, call, (tx) => statementOf(tx, call, PERIOD))
}, 900_000)
afterAll(() => test_db.drop())

describe('the demonstration district, broken off once while loading', () => {
  test.each([
    ['families', 357],
    ['members', 873],
    ['streets', 12],
    ['doctor_signings', 873],
    ['festival_visits', 1_741],
    ['festival_money', 52_230_000],
    ['voucher_households', 184],
    ['voucher_hours', 552 * 60],
    ['kin_companionship', 69],
    ['assistance_money', 1_592_970_000],
    ['accident_insured', 1_971],
    ['accident_premium', 16_100_000],
    ['transit_cards', 317],
    ['wristbands', 117],
    ['wristband_money', 3_520_000],
  ])('shows %s as reported: %i', (code, value) => {
    expect(valueOf(code)).toBe(value)
  })

  test.each([
    ['lectures', 100],
    ['counselling_sessions', 60],
    ['health_person_times', 10_000],
    ['activity_person_times', 1_000],
    ['meals', 500],
    ['micro_wishes', 40],
    ['home_cleanings', 300],
    ['heat_goods', 500],
    ['calls', 2_000],
    ['daily_visits', 400],
    ['leaflets', 10_000],
  ])('shows %s of at least %i', (code, least) => {
    expect(valueOf(code)).toBeGreaterThanOrEqual(least)
  })

  test('has kin companionship of 69 families in 2018 and none before', async () => {
    const call = await as('demo-district')
    const before = { ...PERIOD, to: civilDate('2017-12-31') }
    const earlier = await readIn(test_db.db, call, (tx) => statementOf(tx, call, before))
    const found = earlier.sections.flatMap((section) => section.figures).find((f) => f.code === 'kin_companionship')
    expect(found?.value).toBe(0)
  })

  test('gives each card three hours of 100 yuan', async () => {
    const off = `select count(*)::int from care_record where kind = 'voucher_issue' and (minutes <> 180 or amount_fen <> 10000)`
    expect(await one<number>(off)).toBe(0)
  })

  test('opens every figure to a list that adds up to it', async () => {
    const call = await as('demo-district')
    for (const figure of figures()) {
      let sum = 0
      let cursor: string | null | undefined
      do {
        const list: FigureList = await readIn(test_db.db, call, (tx) =>
          listBehind(tx, call, figure.code, PERIOD, { size: 2_000, cursor: cursor ?? undefined }),
        )
        if (cursor === undefined) sum += list.unnamed
        sum += list.items.reduce((total, item) => total + item.share, 0)
        cursor = list.next_cursor
      } while (cursor)
      expect([figure.code, sum]).toEqual([figure.code, figure.value])
    }
  }, 120_000)

  test('pays by rates that the search finds for the months of its people', async () => {
    const months = (branch: string, from: string, to: string) =>
      one<number>(`select count(*)::int from entitlement e join policy p on p.id = e.policy_id
        where p.code = 'panlong_special_assistance_${branch}' and e.state = 'reached' and e.period between '${from}' and '${to}'`)
    const of = async (branch: string): Promise<[number, number]> => [
      await months(branch, '2015-01', '2016-12'),
      await months(branch, '2017-01', '2018-12'),
    ]
    const lived = { death: await of('death'), disability: await of('disability') }
    const found = findRates(lived, 15_929_700, { death: [600, 780], disability: [480, 640], step: 5 })
    const { rows } = await test_db.admin.query<{
      yuan: string[]
    }>(`select array_agg(amount_fen / 100 order by branch, r.valid_from) as yuan
      from policy_rate r join policy p on p.id = r.policy_id where p.code like 'panlong_special_assistance_%' and r.valid_from < '2019-01-01'
      group by branch order by branch`)
    const shipped = rows.map((row) => row.yuan.map(Number))
    expect(found.map((rates) => [rates.death, rates.disability])).toContainEqual(shipped)
  })

  test('leaves nothing of the four years due: reached, held with a reason, or void with one', async () => {
    const open = `select count(*)::int from entitlement where state = 'due' and due_by <= '2018-12-31'`
    expect(await one<number>(open)).toBe(0)
    const { rows } = await test_db.admin.query<{ state: string }>(
      `select distinct state from entitlement where due_from <= '2018-12-31' order by 1`,
    )
    expect(rows.map((row) => row.state)).toEqual(['due', 'held', 'reached', 'void'])
  })

  test('pays each person once in June and once in December, in one act', async () => {
    const twice = `select count(*)::int from (select e.person_id, r.happened_on from entitlement e
      join policy p on p.id = e.policy_id and p.code like 'panlong_special_assistance_%' join care_record r on r.district = e.district and r.id = e.record_id
      where r.happened_on <= '2018-12-31' group by 1, 2 having count(distinct r.id) > 1 or to_char(r.happened_on, 'MM') not in ('06', '12')) t`
    expect(await one<number>(twice)).toBe(0)
  })

  test('holds every invariant, with a whole catalog and whole chains', async () => {
    const { catalog, chains, anchors, checks, keys } = await verifyHouse({
      config: { data_folder: join(tmpdir(), 'nuanxin-no-anchors') },
      urlFor: (role) => test_db.url(role === 'backup' ? 'backup' : 'app'),
      secrets: test_db.secrets,
    })
    expect({ catalog, chains, checks, keys }).toEqual({ catalog: [], chains: [], checks: [], keys: true })
    expect(anchors).toEqual({ compared: 0, faults: [] })
  }, 300_000)

  test('tells how far it is, upwards to the end', () => {
    expect(percents.at(-1)).toBe(100)
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
    expect(percents.length).toBeGreaterThan(40)
  })

  test('changes nothing when loaded again', async () => {
    const before = await everything()
    await loadDemonstration(house(), () => undefined)
    expect(await everything()).toBe(before)
  }, 300_000)
})

describe('today in the demonstration', () => {
  test('has several families in the communities of both workers, and each worker sees her own', async () => {
    for (const username of ['demo-community', 'demo-neighbour']) {
      const call = await as(username)
      const { rows } = await readIn(test_db.db, call, (tx) =>
        sql<{
          count: number
        }>`select count(*)::int as count from family where community >= ${call.actor.scope.lo}::bigint
          and community < ${call.actor.scope.hi}::bigint`.execute(tx),
      )
      expect(rows[0]?.count).toBeGreaterThanOrEqual(8)
    }
  })

  test('has a round on its way, contacts due, next steps and days to be gentle on', async () => {
    const call = await as('demo-community')
    await readIn(test_db.db, call, async (tx) => {
      const rounds = await listRounds(tx, call, { state: 'open', limit: 5 })
      expect(rounds.map((round) => round.title)).toEqual(['2026年冬至走访'])
      expect(rounds[0]?.progress).toMatchObject({ reached: 3, refused: 1, away: 1 })
      expect((await listContactsDue(tx, call, { limit: 50 })).length).toBeGreaterThan(0)
      const steps = await listNextSteps(tx, call, { division: call.actor.division, until: civilDate('2026-11-30') })
      expect(steps.length).toBeGreaterThan(0)
      expect((await listGentleDays(tx, call, civilDate('2026-11-22'), 7)).families.length).toBeGreaterThanOrEqual(2)
    })
  })

  test('owes the assistance of this half-year, and the top-up of the over-70s', async () => {
    const owed = (policies: string) =>
      one<number>(`select count(*)::int from entitlement e join policy p on p.id = e.policy_id
        where ${policies} and e.period = '2026-H2' and e.state = 'due'`)
    expect(await owed("p.code like 'panlong_special_assistance_%'")).toBeGreaterThan(400)
    expect(await owed("p.name_zh = '盘龙区高龄补助金'")).toBeGreaterThan(50)
  })
})

describe('money in the demonstration', () => {
  interface RoundRow {
    id: Uuid
    title: string
    state: string
    failed: string[]
    again: number
    left_out: string[]
    holders: number
  }
  const rounds = async () => {
    const { rows } = await test_db.admin.query<RoundRow>(`select r.id, r.title, r.state,
        array(select p.failed_reason from payment p where p.round_id = r.id and p.state = 'failed' order by 1) as failed,
        (select count(*)::int from payment p where p.round_id = r.id and p.attempt = 2) as again,
        array(select l.reason from payment_left_out l where l.round_id = r.id) as left_out,
        (select count(distinct a)::int from unnest(array[r.approved_by, r.funded_by, r.exported_by, r.closed_by]) a) as holders
      from payment_round r order by r.composed_at, r.title`)
    return rows
  }

  test('has paid two half-years, of which some lines failed, and the next with the second attempts waits for its approver', async () => {
    const found = await rounds()
    const told = found.map(({ title, state, failed, again, left_out }) => [
      title,
      state,
      failed.length,
      again,
      left_out.join(' '),
    ])
    expect(told).toEqual([
      ['2025年12月特别扶助金', 'closed', 2, 0, ''],
      ['2025年12月高龄补助金', 'closed', 0, 0, ''],
      ['2026年6月特别扶助金', 'closed', 7, 2, ''],
      ['2026年12月特别扶助金', 'submitted', 0, 5, 'same_account same_account'],
    ])
    expect(new Set(found[2]?.failed)).toEqual(new Set(['账户已销户', '户名与账号不符', '账户状态异常，暂停收款']))
  })

  test('had four people hold the four powers of every round', async () => {
    const closed = (await rounds()).filter((round) => round.state === 'closed')
    expect(closed.map((round) => round.holders)).toEqual([4, 4, 4])
  })

  test('works every line of every round out again as the supervisor, equal to the fen', async () => {
    const call = await as('demo-supervisor')
    for (const { id, title } of await rounds()) {
      const { sealed, differences } = await reperform(test_db.db, call, id)
      expect({ title, sealed, differences }).toEqual({ title, sealed: true, differences: [] })
    }
  })

  test('spent what arrived, from the appropriations of the years', async () => {
    const arrived = await one<string>(`select sum(amount_fen)::text from payment where state = 'paid'`)
    expect(await one<string>(`select sum(spent_fen)::text from appropriation`)).toBe(arrived)
    expect(await one<number>(`select count(distinct year)::int from appropriation where year in (2025, 2026)`)).toBe(2)
  })
})

carriesPromises({ now: NOW, database: () => test_db, as })
