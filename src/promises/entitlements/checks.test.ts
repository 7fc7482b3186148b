import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { addDays, civilDate } from '../../kernel/calendar.ts'
import type { Period } from '../../kernel/period.ts'
import { periodRange } from '../../kernel/period-days.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { counterRecord } from '../../ledgers/care-records/index.ts'
import { markReached } from './index.ts'

// Each always-true query is shown to find what breaks it, past the application.

let db: TestDatabase
let officer: Actor
const checks = findChecks('src/promises').filter((check) => check.name.startsWith('entitlements/'))
const found = async () =>
  (await runChecks(db.admin, checks)).map((fault) => `${fault.check}: ${String(fault.first['fault'])}`)

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  await registerForTest(db, officer, [bereavedCouple(0, { hardship: true })])
  await runFor(db, officer, civilDate('2026-11-20'))
})
beforeEach(() => db.admin.query('begin'))
afterAll(() => db.drop({ broken: ['entitlements/reached'] }))

describe('the always-true queries', () => {
  test('find nothing where nothing is wrong', async () => {
    expect(await found()).toEqual([])
    await db.admin.query('rollback')
  })

  test('find what stays open for somebody who had died when the run asked', async () => {
    await db.admin.query(`update person set died_on = '2026-11-01' where relation = 'parent' and sex = 'male'`)
    await db.admin.query(`update eligibility_run set applied_at = applied_at + interval '1 day'`)
    expect(await found()).toEqual(['entitlements/departed: open for a person who had died or left'])
    await db.admin.query('rollback')
  })

  test('find a person who is owed by another family', async () => {
    await db.admin.query(`update entitlement set due_from = '2026-11-20' where person_id is not null`)
    await db.admin.query(`set session_replication_role = replica`)
    await db.admin.query(`update person set family_id = gen_random_uuid() where relation = 'parent' and sex = 'male'`)
    expect(await found()).toContain('entitlements/once: a person of another family')
    await db.admin.query('rollback')
  })

  test('find what counts as reached though its act was taken back', async () => {
    await db.admin.query('rollback')
    const row = (await entitlementRows(db, 'panlong_doctor_signing'))[0]
    if (!row) throw new Error('The run found somebody.')
    await markReached(db.db, callOf(db, officer), { entitlement_ids: [row.id] })
    expect(await found()).toEqual([])
    const reached = (await entitlementRows(db, 'panlong_doctor_signing')).find((one) => one.id === row.id)?.record_id
    const call = callOf(db, officer)
    await readIn(db.db, call, (tx) => counterRecord(tx, call, reached ?? row.id, '登记有误'))
    expect(await found()).toEqual(['entitlements/reached: reached without an act that stands'])
  })

  test('find money that was handed over and is held by nobody, and what is held though nothing was', async () => {
    await db.admin.query('rollback')
    const [row] = await entitlementRows(db, 'panlong_festival_condolence')
    if (!row) throw new Error('The run found a festival.')
    await markReached(db.db, callOf(db, officer), { entitlement_ids: [row.id] })
    const broken = async (statement: string) => {
      await db.admin.query('begin')
      await db.admin.query(statement)
      const faults = await found()
      await db.admin.query('rollback')
      return faults.filter((fault) => fault.startsWith('entitlements/handed'))
    }
    expect(await broken('select')).toEqual([])
    expect(await broken('delete from payment_claim')).toEqual([
      'entitlements/handed: handed over, and not held by whoever got it',
    ])
    const due = `update entitlement set state = 'due', reached_on = null, record_id = null where id = '${row.id}'`
    expect(await broken(due)).toEqual(['entitlements/handed: held, and not handed over'])
  })

  test('find what was reached on a day before it was owed, whatever its period', async () => {
    await db.admin.query('rollback')
    const row = (await entitlementRows(db, 'panlong_doctor_signing')).find((one) => one.state === 'due')
    if (!row) throw new Error('The run found somebody.')
    await markReached(db.db, callOf(db, officer), { entitlement_ids: [row.id] })
    const early = async (period: string, on: string) => {
      await db.admin.query('begin')
      await db.admin.query(`update entitlement set period = $2, reached_on = $3 where id = $1`, [row.id, period, on])
      const faults = await found()
      await db.admin.query('rollback')
      return faults.includes('entitlements/before-due: reached before it was owed')
    }
    for (const period of ['2026', '2026-H2', '2026-Q3', '2026-11'] as Period[]) {
      const { from } = periodRange(period)
      expect([period, await early(period, from)]).toEqual([period, false])
      expect([period, await early(period, addDays(from, -1))]).toEqual([period, true])
    }
    // The lunar calendar moves these: no year's first day is a fault, and a season too early is one in every year.
    for (const festival of ['spring', 'dragon_boat', 'mid_autumn'])
      for (const year of [2016, 2017, 2024, 2025, 2033]) {
        const period = `${year}-${festival}` as Period
        const { from } = periodRange(period)
        expect([period, await early(period, from)]).toEqual([period, false])
        expect([period, await early(period, addDays(from, -40))]).toEqual([period, true])
      }
    expect(await early('once', '2030-01-01')).toBe(false)
    expect(await early('once', '2000-01-02')).toBe(true)
  })
})
