import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, groupOf } from '../../../test/support/drafts.ts'
import { insertPerson, SAID_FACTS, type TestFacts } from '../../../test/support/facts.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import type { Cadence, Period } from '../../kernel/period.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { explain, findPolicyByCode, ratesOf } from './index.ts'
import { periodAmount } from './rules/index.ts'

/**
 * Rates by named cases, read as the product ships them: what a month brings at a place on a day, by which document, and whether that is
 * confirmed. Unless a case says otherwise the person is a mother born 1950-03-05 whose only child (born 1975) died in 2000.
 */

type Told = [yuan: number, confidence: 'sourced' | 'to_confirm', document: string | null, source: string]
type Case = [place: string, branch: 'A' | 'B', on: string, told: Told | null, person?: TestFacts]

const MOTHER = {
  community: 530_102_001_001,
  birth_date: '1950-03-05',
  child_birth_date: '1975-05-01',
  child_died_on: '2000-06-01',
  member_from: '2001-01-01',
} satisfies TestFacts
const OF_BRANCH = {
  A: {},
  B: {
    branch: 'disability',
    children_surviving: 1,
    child_died_on: null,
    child_disabled_from: '2000-06-01',
    child_disability_grade: 3,
  },
} satisfies Record<'A' | 'B', TestFacts>
/** Where her hukou is, and whose promise is asked; 五华区 has none of its own, nor has its province. */
const PLACES: Record<string, { hukou_division: number; codes: Record<'A' | 'B', string> }> = {
  五华区: {
    hukou_division: 530_102_000_000,
    codes: { A: 'special_assistance_death', B: 'special_assistance_disability' },
  },
  北京市东城区: {
    hukou_division: 110_101_000_000,
    codes: { A: 'beijing_special_assistance_death', B: 'beijing_special_assistance_disability' },
  },
  泸州市江阳区: {
    hukou_division: 510_502_000_000,
    codes: { A: 'luzhou_special_assistance_death', B: 'luzhou_special_assistance_disability' },
  },
}

const AT_LEAST_100: Told = [100, 'to_confirm', null, '文件为“不低于100元”']
const AT_LEAST_80: Told = [80, 'to_confirm', null, '文件为“不低于80元”']
const REPORTED = '中国日报2013-12-26报道，尚未找到原文'
const BY_HUKOU = '中国日报2013-12-26报道；城乡统一的起始日期请核对'
const MADE_EQUAL = '城乡统一后的标准，请本单位核对'
const UNFOUND = '尚未找到原文，请本单位核对'
const SINCE_2022 = '尚未找到原文；2023年以后有无调整请核对'
const BEIJING_2022 = '京卫家庭〔2022〕19号'
const BEFORE_THE_RISE = '通知所述调整前标准'
const THE_RISE = '北京市卫生健康委、财政局，2022-10-28'
const GUIDE = '泸州市惠民政策一本通，2024-04-24'
const urban = { hukou_kind: 'urban' } satisfies TestFacts
const rural = { hukou_kind: 'rural' } satisfies TestFacts

const CASES: Record<string, Case[]> = {
  'the nation': [
    ['五华区', 'A', '2008-01-01', AT_LEAST_100],
    ['五华区', 'B', '2008-01-01', AT_LEAST_80],
    ['五华区', 'A', '2011-12-31', AT_LEAST_100],
    ['五华区', 'B', '2011-12-31', AT_LEAST_80],
    ['五华区', 'A', '2012-01-01', [135, 'to_confirm', null, REPORTED]],
    ['五华区', 'A', '2013-12-31', [135, 'to_confirm', null, REPORTED]],
    ['五华区', 'B', '2012-01-01', [110, 'to_confirm', null, REPORTED]],
    ['五华区', 'B', '2013-12-31', [110, 'to_confirm', null, REPORTED]],
    ['五华区', 'A', '2014-01-01', [340, 'to_confirm', null, BY_HUKOU], urban],
    ['五华区', 'A', '2015-12-31', [170, 'to_confirm', null, BY_HUKOU], rural],
    ['五华区', 'B', '2014-01-01', [270, 'to_confirm', null, BY_HUKOU], urban],
    ['五华区', 'B', '2015-12-31', [150, 'to_confirm', null, BY_HUKOU], rural],
    ['五华区', 'A', '2016-01-01', [340, 'to_confirm', null, MADE_EQUAL], rural],
    ['五华区', 'A', '2017-12-31', [340, 'to_confirm', null, MADE_EQUAL], urban],
    ['五华区', 'B', '2016-01-01', [270, 'to_confirm', null, MADE_EQUAL], rural],
    ['五华区', 'B', '2017-12-31', [270, 'to_confirm', null, MADE_EQUAL], rural],
    ['五华区', 'A', '2018-01-01', [450, 'to_confirm', null, UNFOUND]],
    ['五华区', 'A', '2021-12-31', [450, 'to_confirm', null, UNFOUND]],
    ['五华区', 'B', '2018-01-01', [350, 'to_confirm', null, UNFOUND]],
    ['五华区', 'B', '2021-12-31', [350, 'to_confirm', null, UNFOUND]],
    ['五华区', 'A', '2022-01-01', [590, 'to_confirm', null, SINCE_2022]],
    ['五华区', 'B', '2022-01-01', [460, 'to_confirm', null, SINCE_2022]],
    ['五华区', 'A', '2026-11-21', [590, 'to_confirm', null, SINCE_2022]],
    ['五华区', 'B', '2026-11-21', [460, 'to_confirm', null, SINCE_2022]],
  ],
  'the nation while town and country differed: nothing is told of a hukou of which nobody noted the kind': [
    ['五华区', 'A', '2014-06-01', null, { hukou_kind: null }],
    ['五华区', 'A', '2016-01-01', [340, 'to_confirm', null, MADE_EQUAL], { hukou_kind: null }],
  ],
  Beijing: [
    ['北京市东城区', 'A', '2008-01-01', [200, 'sourced', null, '北京市2008年实施方案']],
    ['北京市东城区', 'B', '2008-12-31', [160, 'sourced', null, '北京市独生子女伤残家庭实施方案']],
    ['北京市东城区', 'A', '2008-12-31', [200, 'sourced', null, '北京市2008年实施方案']],
    ['北京市东城区', 'A', '2022-06-01', [720, 'sourced', BEIJING_2022, BEFORE_THE_RISE]],
    ['北京市东城区', 'A', '2022-06-30', [720, 'sourced', BEIJING_2022, BEFORE_THE_RISE]],
    ['北京市东城区', 'B', '2022-06-30', [590, 'sourced', BEIJING_2022, BEFORE_THE_RISE]],
    ['北京市东城区', 'A', '2022-07-01', [900, 'sourced', BEIJING_2022, THE_RISE]],
    ['北京市东城区', 'B', '2022-07-01', [740, 'sourced', BEIJING_2022, THE_RISE]],
    ['北京市东城区', 'A', '2026-11-21', [900, 'sourced', BEIJING_2022, THE_RISE], rural],
  ],
  'Beijing between 2009 and the month before the rise: no source says it, so nothing is told': [
    ['北京市东城区', 'A', '2009-01-01', null],
    ['北京市东城区', 'B', '2015-06-01', null],
    ['北京市东城区', 'A', '2022-05-31', null],
  ],
  Luzhou: [
    ['泸州市江阳区', 'A', '2024-04-24', [1000, 'sourced', null, GUIDE]],
    ['泸州市江阳区', 'B', '2024-04-24', [790, 'sourced', null, GUIDE]],
    ['泸州市江阳区', 'A', '2026-11-21', [1000, 'sourced', null, GUIDE], rural],
  ],
}

let db: TestDatabase
let reader: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  reader = await makeActor(db, 'province_leader', '53')
})
afterAll(async () => {
  await db.drop({ broken: [SAID_FACTS] })
})

async function told(person_id: Uuid, policy_id: Uuid, as_of: CivilDate) {
  const call = callOf(db, reader)
  return readIn(db.db, call, (tx) => explain(tx, call, { person_id, policy_id, as_of }))
}

async function policyOf(code: string, as_of: CivilDate): Promise<Uuid> {
  const policy = await readIn(db.db, callOf(db, reader), (tx) => findPolicyByCode(tx, code, as_of))
  if (!policy) throw new Error(`no policy ${code} on ${as_of}`)
  return policy.id
}

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('%s, branch %s, on %s: %j', async (place, branch, on, expected, person = {}) => {
    const { hukou_division, codes } = PLACES[place] ?? { hukou_division: 0, codes: { A: '', B: '' } }
    const { person_id } = await insertPerson(db, { ...MOTHER, ...OF_BRANCH[branch], hukou_division, ...person })
    const as_of = civilDate(on)
    const { answer, rate } = await told(person_id, await policyOf(codes[branch], as_of), as_of)
    expect({
      answer,
      rate: rate && [Number(rate.amount_fen) / 100, rate.per, rate.confidence, rate.document_number, rate.source],
    }).toEqual({ answer: 'yes', rate: expected && [expected[0], 'month', ...expected.slice(1)] })
  })
})

test('Luzhou: the nation’s rate up to the day its own is known from, from then on its own in the nation’s place', async () => {
  const { person_id } = await insertPerson(db, { ...MOTHER, hukou_division: 510_502_000_000 })
  const nation = await policyOf('special_assistance_death', civilDate('2024-04-23'))
  const [before, after] = [
    await told(person_id, nation, civilDate('2024-04-23')),
    await told(person_id, nation, civilDate('2024-04-24')),
  ]
  expect([before.answer, before.rate?.amount_fen, after.answer]).toEqual(['yes', 59_000, 'no'])
})

describe('what a period brings', () => {
  type PeriodCase = [
    title: string,
    place: string,
    branch: 'A' | 'B',
    cadence: Cadence,
    period: string,
    yuan: number | null,
    unknown: string[],
  ]
  const EARLY_2024 = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01']
  const EARLY_2022 = ['2022-01-01', '2022-02-01', '2022-03-01', '2022-04-01', '2022-05-01']
  const periods: PeriodCase[] = [
    ['Luzhou pays in June and December: six months', '泸州市江阳区', 'A', 'half_yearly', '2024-H2', 6000, []],
    ['Luzhou, second branch', '泸州市江阳区', 'B', 'half_yearly', '2025-H1', 4740, []],
    ['Luzhou before its guide: no sum', '泸州市江阳区', 'A', 'half_yearly', '2024-H1', null, EARLY_2024],
    ['Beijing pays once a year: twelve months', '北京市东城区', 'A', 'yearly', '2023', 10_800, []],
    ['Beijing, second branch', '北京市东城区', 'B', 'yearly', '2023', 8880, []],
    ['Beijing in the year of the rise: no sum', '北京市东城区', 'A', 'yearly', '2022', null, EARLY_2022],
    ['the nation, twice a year', '五华区', 'A', 'half_yearly', '2026-H1', 3540, []],
    ['the nation, second branch', '五华区', 'B', 'half_yearly', '2026-H1', 2760, []],
  ]
  test.each(periods)('%s', async (_, place, branch, cadence, period, yuan, unknown) => {
    const { hukou_division, codes } = PLACES[place] ?? { hukou_division: 0, codes: { A: '', B: '' } }
    const on = civilDate('2026-11-21')
    const { policy, rates } = await readIn(db.db, callOf(db, reader), async (tx) => {
      const found = await findPolicyByCode(tx, codes[branch], on)
      return { policy: found, rates: found ? await ratesOf(tx, found.id) : [] }
    })
    const of = branch === 'A' ? 'death' : 'disability'
    const subject = { place: hukou_division, branch: of, hukou_kind: 'urban' }
    const { amount_fen, missing } = periodAmount(rates, subject, period as Period, on)
    expect({ cadence: policy?.cadence, amount_fen, missing }).toEqual({
      cadence,
      amount_fen: yuan === null ? null : yuan * 100,
      missing: unknown,
    })
  })
})

describe('Beijing’s rural couples take the higher at sixty (取其高)', () => {
  const BEIJING = { ...MOTHER, hukou_division: 110_101_000_000, hukou_kind: 'rural' } satisfies TestFacts
  const AT = 110_000_000_000
  let reward: Uuid
  let special: Uuid

  // The reward is Beijing's own promise and its figures are the association's to say: 80 a month here, and 1000 from 2026, to stand on
  // either side of the 900 of the special assistance.
  beforeAll(async () => {
    const officer = await makeActor(db, 'province_leader', '11')
    const by = { officer, approver: { ...officer, account_id: reader.account_id } }
    const rate = (yuan: number, from: string, to: string | null) => ({
      division: AT,
      branch: null,
      hukou_kind: null,
      valid_from: civilDate(from),
      valid_to: to === null ? null : civilDate(to),
      amount_fen: fen(yuan * 100),
      per: 'month' as const,
      document_number: null,
    })
    const version = cashOf(80, {
      division: AT,
      cadence: 'yearly',
      valid_from: civilDate('2023-01-01'),
      rule: {
        combinator: 'and',
        rules: [
          { field: 'hukou_kind', operator: '=', value: 'rural' },
          { field: 'age', operator: '>=', value: 60 },
        ],
      },
      rates: [rate(80, '2023-01-01', '2026-01-01'), rate(1000, '2026-01-01', null)],
    })
    const promise = {
      division: AT,
      level: 'province',
      place_asked: 'hukou',
      name_zh: '农村部分家庭奖励扶助金',
    } as const
    reward = (await enactFor(db, by, createOf(version, promise))).policy_id as Uuid
    special = await policyOf('beijing_special_assistance_death', civilDate('2026-01-01'))
    await enactFor(db, by, {
      ...groupOf('六十岁取其高', [reward, special], { valid_from: civilDate('2023-01-01') }),
      division: AT,
    })
  })

  const ages: [title: string, person: TestFacts, on: string, special: unknown, reward: unknown][] = [
    ['at 59 only the special assistance', { birth_date: '1964-06-01' }, '2024-05-31', 90_000, 'no'],
    ['at 60 the special assistance, which is higher', { birth_date: '1964-06-01' }, '2024-06-01', 90_000, 1_080_000],
    ['at 60 the reward, once that is higher', { birth_date: '1964-06-01' }, '2026-06-01', 1_200_000, 100_000],
    ['the husband of 60 as well', { sex: 'male', birth_date: '1964-06-01' }, '2026-06-01', 1_200_000, 100_000],
    ['in town there is nothing to choose', { hukou_kind: 'urban' }, '2026-06-01', 90_000, 'no'],
  ]
  test.each(ages)('%s', async (_, person, on, ofSpecial, ofReward) => {
    const spouse = { spouse_birth_date: '1964-06-01', spouse_sex: person.sex === 'male' ? 'female' : 'male' }
    const { person_id } = await insertPerson(db, { ...BEIJING, ...spouse, ...person })
    // What a month brings where it is given; else what the other comes to for the year.
    const given = async (policy_id: Uuid) => {
      const { answer, rate, higher } = await told(person_id, policy_id, civilDate(on))
      return answer === 'yes' ? (rate?.amount_fen ?? higher?.amount_fen) : answer
    }
    expect([await given(special), await given(reward)]).toEqual([ofSpecial, ofReward])
  })
})
