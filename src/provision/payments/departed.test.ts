import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { PANLONG } from '../../../test/support/entitlements.ts'
import { type HalfYearOffice, learnDeath, makeHalfYearOffice, paidCouple } from '../../../test/support/paid.ts'
import { addMinutes, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { findRecoveries } from './commands/index.ts'

// What must be true of money paid for months after a death: known before, it was not paid; known later, it is asked back by whoever looks.

const CHECK = readFileSync(new URL('checks/departed.sql', import.meta.url), 'utf8')
let db: TestDatabase
let office: HalfYearOffice
let person: Uuid

const faults = async () => (await db.admin.query<{ fault: string }>(CHECK)).rows.map((row) => row.fault)
/** Looks so many days after everything that has happened so far. */
const looks = (days: number, division = PANLONG) => {
  const now = addMinutes(office.call(office.officer).now, days * 1_440) as Instant
  return findRecoveries(db.db, callOf(db, office.officer, { now }), { division })
}

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeHalfYearOffice(db)
  person = (await paidCouple(office)).persons[0] as Uuid
})
beforeEach(() => db.admin.query('begin'))
afterEach(() => db.admin.query('rollback'))
afterAll(() => db.drop())

describe('a death that became known after she was paid', () => {
  test('is no fault while nobody has looked, nor once what was paid is asked back', async () => {
    await db.admin.query('rollback')
    await looks(1)
    await learnDeath(office, person, '2026-08-30')
    // The hands of this test live in one moment: the news came two days later.
    await db.admin.query(`update fact_change set changed_at = changed_at + interval '2 days' where person_id = $1`, [
      person,
    ])
    expect(await faults()).toEqual([])
    await looks(3)
    expect(await faults()).toEqual([])
  })

  test('is one when a look has left a month of it out', async () => {
    await db.admin.query(`update payment_recovery set explanation = jsonb_set(explanation, '{0,from}', '"2020-01-01"')`)
    expect(await faults()).toEqual(['paid for a month after a death or departure, looked for and not asked back'])
  })

  test('is none when the look was elsewhere, or before it was known', async () => {
    await db.admin.query(`set session_replication_role = replica`)
    await db.admin.query(`delete from payment_recovery`)
    expect(await faults()).toHaveLength(4)
    await db.admin.query(`update audit_entry set detail = jsonb_set(detail, '{division}', '530103999000')
      where action = 'payments.find_recoveries'`)
    expect(await faults()).toEqual([])
    await db.admin.query(`update audit_entry set detail = jsonb_set(detail, '{division}', '530103000000')
      where action = 'payments.find_recoveries'`)
    await db.admin.query(`update fact_change set changed_at = changed_at + interval '3 days'`)
    expect(await faults()).toEqual([])
  })
})

test('a month paid though the line itself says that she had died or left is found', async () => {
  for (const [fact, day, months] of [
    ['died_on', '2026-10-31', 2],
    ['member_to', '2026-10-01', 3],
    ['died_on', '2026-12-31', 0],
  ] as const) {
    await db.admin.query('savepoint before')
    await db.admin.query(
      `update payment set facts = facts || jsonb_build_object($1::text, $2::text) where person_id <> $3`,
      [fact, day, person],
    )
    const known = (await faults()).filter((fault) => fault.endsWith('that was known'))
    expect([fact, day, known.length]).toEqual([fact, day, months])
    await db.admin.query('rollback to before')
  }
})
