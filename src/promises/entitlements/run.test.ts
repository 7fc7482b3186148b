import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, noteDeath, PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import type { RegisteredFamily } from '../../registry/families/index.ts'
import { runEligibility, type RunAnswer } from './index.ts'

let db: TestDatabase
let officer: Actor
let couples: RegisteredFamily[]
let mothers: RegisteredFamily[]
const AUTUMN = civilDate('2026-11-20')

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  couples = await registerForTest(
    db,
    officer,
    [0, 1, 2].map((n) => bereavedCouple(n, { hardship: true })),
  )
  mothers = await registerForTest(db, officer, [
    motherOfDisabledChild(10, { hardship: true }),
    motherOfDisabledChild(11, { hardship: true, living_arrangement: 'unknown' }),
  ])
})
afterAll(() => db.drop())

const personOf = (family: RegisteredFamily | undefined, index: number) => {
  const id = family?.person_ids[index]
  if (!id) throw new Error('The family has that member.')
  return id
}
const preview = (as_of = AUTUMN, more: { policy_codes?: string[]; division?: number } = {}) =>
  runEligibility(db.db, callOf(db, officer), { division: PANLONG, as_of, apply: false, ...more })
const policyOf = (answer: RunAnswer, code: string) => {
  const found = answer.policies.find((one) => one.code === code)
  if (!found) throw new Error(`${code} is not in the answer.`)
  return found
}

describe('a run', () => {
  test('shows before it writes: households, persons and money of each policy', async () => {
    const answer = await preview()
    expect(answer.applied).toBe(false)
    expect(await entitlementRows(db)).toEqual([])
    // Three couples of branch A: six months of 590.00 yuan for each of six people.
    expect(policyOf(answer, 'special_assistance_death')).toMatchObject({
      period: '2026-H2',
      unit: 'fen',
      gained: { rows: 6, households: 3, persons: 6, amount_fen: 6 * 6 * 59_000 },
    })
    // After 中秋 the next festival is 春节; 300.00 yuan a household, whoever lives in it.
    expect(policyOf(answer, 'panlong_festival_condolence')).toMatchObject({
      period: '2027-spring',
      gained: { rows: 5, households: 5, persons: 0, amount_fen: 5 * 30_000 },
    })
    expect(policyOf(answer, 'panlong_housekeeping_voucher')).toMatchObject({
      period: 'once',
      unit: 'hour',
      gained: { rows: 3, households: 3, quantity: 9, amount_fen: 0 },
    })
  })

  test('is asked for days that festivals and periods are known for, no others', async () => {
    for (const [as_of, code] of [
      ['1999-12-31', 'entitlements.as_of_too_early'],
      ['2101-01-01', 'entitlements.as_of_too_late'],
      ['9999-12-31', 'entitlements.as_of_too_late'],
    ] as const)
      await expect(preview(civilDate(as_of))).rejects.toMatchObject({ code })
    expect((await preview(civilDate('2100-12-31'))).policies.length).toBeGreaterThan(0)
  })

  test('counts who is unknown and leaves them alone', async () => {
    const { unknown, gained } = policyOf(await preview(), 'panlong_wristband')
    expect({ gained: gained.rows, unknown: unknown.rows, without_rate: unknown.without_rate }).toEqual({
      gained: 6,
      unknown: 1,
      without_rate: 0,
    })
  })

  test('writes exactly what it showed, and nothing the second time', async () => {
    const shown = await preview()
    const applied = await runEligibility(db.db, callOf(db, officer), {
      division: PANLONG,
      as_of: AUTUMN,
      apply: true,
      fingerprint: shown.fingerprint,
    })
    expect(applied.run_id).not.toBeNull()
    expect(applied.policies).toEqual(shown.policies)
    const rows = await entitlementRows(db)
    expect(rows).toHaveLength(shown.policies.reduce((sum, one) => sum + one.gained.rows, 0))
    expect(new Set(rows.map((row) => row.state))).toEqual(new Set(['due']))
    const again = await runFor(db, officer, AUTUMN)
    expect(again.run_id).toBeNull()
    expect(await entitlementRows(db)).toEqual(rows)
    expect((await db.admin.query('select from eligibility_run')).rowCount).toBe(1)
    expect(policyOf(again, 'special_assistance_death').kept.rows).toBe(6)
  })

  test('voids what is no longer owed and says why', async () => {
    await noteDeath(db, officer, personOf(couples[0], 0), civilDate('2026-11-10'))
    const answer = await runFor(db, officer, AUTUMN)
    expect(policyOf(answer, 'special_assistance_death').lost).toMatchObject({ rows: 1, amount_fen: 6 * 59_000 })
    const lost = (await entitlementRows(db)).filter((row) => row.person_id === personOf(couples[0], 0))
    expect(lost.length).toBeGreaterThan(3)
    expect(new Set(lost.map((row) => `${row.state} ${row.void_by} ${row.void_reason}`))).toEqual(
      new Set(['void run died']),
    )
    // The household is still owed its own.
    expect((await entitlementRows(db, 'panlong_festival_condolence')).every((row) => row.state === 'due')).toBe(true)
  })

  test('brings back what it had made void when the register was wrong', async () => {
    await noteDeath(db, officer, personOf(couples[0], 0), null)
    const answer = await runFor(db, officer, AUTUMN)
    expect(policyOf(answer, 'special_assistance_death').gained.rows).toBe(1)
    expect((await entitlementRows(db)).every((row) => row.state === 'due')).toBe(true)
  })

  test('changes the amount of what is still due when the rate changes', async () => {
    await db.admin.query(`update policy_rate set valid_to = '2026-10-01', planned_to = '2026-10-01' where policy_id =
      (select id from policy where code = 'special_assistance_death') and valid_to is null`)
    const gap = await preview(AUTUMN, { policy_codes: ['special_assistance_death'] })
    // Without a rate for October on there is no sum: unknown, not a smaller amount.
    expect(policyOf(gap, 'special_assistance_death')).toMatchObject({
      unknown: { rows: 6, without_rate: 6 },
      lost: { rows: 0 },
      changed: { rows: 0 },
    })
    await db.admin
      .query(`insert into policy_rate select gen_random_uuid(), policy_id, division, branch, hukou_kind, '2026-10-01', null, 60000,
      per, null, 'to_confirm', '试验' from policy_rate where valid_to = '2026-10-01'`)
    const answer = await runFor(db, officer, AUTUMN)
    expect(policyOf(answer, 'special_assistance_death').changed).toMatchObject({
      rows: 6,
      amount_before: 6 * 6 * 59_000,
      amount_fen: 6 * (3 * 59_000 + 3 * 60_000),
    })
    expect((await entitlementRows(db, 'special_assistance_death'))[0]?.amount_fen).toBe(357_000)
  })

  test('refuses to do anything else than the preview showed, and brings the new figures', async () => {
    const shown = await preview(civilDate('2026-11-21'))
    await noteDeath(db, officer, personOf(mothers[0], 0), civilDate('2026-11-15'))
    const applied = runEligibility(db.db, callOf(db, officer), {
      division: PANLONG,
      as_of: civilDate('2026-11-21'),
      apply: true,
      fingerprint: shown.fingerprint,
    })
    await expect(applied).rejects.toMatchObject({ kind: 'conflict', code: 'entitlements.differs_now' })
    await applied.catch((refusal: { issues: { place: string; params: object }[]; params: object }) => {
      expect(refusal.issues.find((issue) => issue.place === 'special_assistance_disability')?.params).toMatchObject({
        lost: 1,
      })
    })
    expect((await entitlementRows(db)).filter((row) => row.state === 'void')).toEqual([])
    await noteDeath(db, officer, personOf(mothers[0], 0), null)
  })

  test('is about the families of the place alone', async () => {
    const neighbour = await preview(AUTUMN, { division: 530_103_001_002 })
    expect(neighbour.policies.every((one) => one.gained.rows + one.kept.rows === 0)).toBe(true)
  })

  test('refuses a day to come, a wide place, an unknown policy', async () => {
    const call = () => callOf(db, officer)
    const input = { division: PANLONG, as_of: AUTUMN, apply: true }
    await expect(runEligibility(db.db, call(), { ...input, as_of: civilDate('2026-11-22') })).rejects.toMatchObject({
      code: 'entitlements.as_of_in_future',
    })
    await expect(runEligibility(db.db, call(), { ...input, division: 530_100_000_000 })).rejects.toMatchObject({
      code: 'entitlements.place_not_found',
    })
    await expect(runEligibility(db.db, call(), { ...input, policy_codes: ['no_such_policy'] })).rejects.toMatchObject({
      code: 'entitlements.policy_unknown',
    })
    const city = await makeActor(db, 'city_leader', '5301')
    await expect(
      runEligibility(db.db, callOf(db, city), { ...input, division: 530_100_000_000 }),
    ).rejects.toMatchObject({ code: 'entitlements.run_one_district' })
  })
})

describe('runs of years gone by', () => {
  test('on the first day of every period leave one row for each', async () => {
    const days = [
      '2018-01-01',
      '2018-02-17',
      '2018-06-19',
      '2018-07-01',
      '2018-09-25',
      '2019-01-01',
      '2019-02-06',
      '2019-06-08',
      '2019-07-01',
      '2019-09-14',
    ]
    const policy_codes = ['panlong_festival_condolence', 'special_assistance_death']
    for (const day of days) {
      const input = { division: PANLONG, as_of: civilDate(day), policy_codes, apply: true }
      await runEligibility(db.db, callOf(db, officer), input)
    }
    const rows = await entitlementRows(db, 'panlong_festival_condolence')
    expect([...new Set(rows.map((row) => row.period))]).toEqual([
      '2018-dragon_boat',
      '2018-mid_autumn',
      '2018-spring',
      '2019-dragon_boat',
      '2019-mid_autumn',
      '2019-spring',
      '2020-spring',
      '2027-spring',
    ])
    expect(rows).toHaveLength(8 * 5)
    const half = (await entitlementRows(db, 'special_assistance_death')).filter((row) => row.period === '2018-H1')
    expect(half.map((row) => row.amount_fen)).toEqual(Array.from({ length: 6 }, () => 6 * 45_000))
    expect(half[0]?.due_by).toBe('2018-06-30')
  })
})
