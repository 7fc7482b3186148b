import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
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
  await registerForTest(db, officer, [bereavedCouple(0)])
  await runFor(db, officer, civilDate('2026-11-20'))
})
beforeEach(() => db.admin.query('begin'))
afterAll(() => db.drop({ broken: true }))

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
})
