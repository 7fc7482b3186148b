import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { type HalfYearOffice, makeHalfYearOffice, paidCouple } from '../../../test/support/paid.ts'
import { ROUND_DAY } from '../../../test/support/rounds.ts'
import { addDays, type CivilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { recordCare } from '../../ledgers/care-records/index.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { markPaidBefore, reachByRecords } from '../../promises/entitlements/index.ts'

// Assistance is in the statement only as the bank has paid it, or as the association's own papers had it before the first round.

let db: TestDatabase
let office: HalfYearOffice
let parents: Uuid[]

const checks = findChecks('src/provision').filter((check) => check.name === 'payments/by-round')
const faults = async () => (await runChecks(db.admin, checks)).map((fault) => String(fault.first['fault']))
const officer = () => callOf(db, office.officer)
const due = async () =>
  (await entitlementRows(db)).filter((row) => parents.some((id) => id === row.person_id) && row.state === 'due')
const PAPER = '2026年上半年扶助金发放名册'
const entered = async (happened_on: CivilDate, entitlement_ids: Uuid[]) =>
  markPaidBefore(db.db, officer(), { entitlement_ids, happened_on, paper: PAPER })

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeHalfYearOffice(db)
  const [family] = await registerForTest(db, office.officer, [bereavedCouple(90)])
  parents = (family?.person_ids ?? []).slice(0, 2)
  await runFor(db, office.officer, ROUND_DAY)
})
afterAll(() => db.drop())

describe('what was paid before the first round', () => {
  test('is entered once from the paper it stands on, and is called by it', async () => {
    const [one] = await due()
    if (!one) throw new Error('The couple is owed the half-year.')
    expect(await entered(addDays(ROUND_DAY, -1), [one.id])).toMatchObject({ records: 1 })
    const { rows } = await db.admin.query(
      `select title, source_room from care_record where kind = 'assistance_payment' and source_id = $1`,
      [one.id],
    )
    expect(rows).toEqual([{ title: PAPER, source_room: 'paid-before' }])
    expect(await faults()).toEqual([])
  })

  test('is not entered for a day on which a round has paid, nor for one after it', async () => {
    await paidCouple(office)
    const [one] = await due()
    if (!one) throw new Error('The other of the couple is still owed.')
    expect(await faults()).toEqual([])
    const { rows } = await db.admin.query<{ paid_on: CivilDate }>(
      `select happened_on::text as paid_on from care_record where source_room = 'payments' limit 1`,
    )
    const paid_on = rows[0]?.paid_on ?? ROUND_DAY
    await expect(entered(paid_on, [one.id])).rejects.toMatchObject({
      code: 'entitlements.paid_by_rounds_since',
      params: { since: paid_on },
      place: 'happened_on',
      next: 'entitlements.paid_by_rounds_next',
    })
  })
})

test('an act of another room does not reach what a round pays', async () => {
  const [one] = await due()
  if (!one) throw new Error('Something is still owed.')
  const act = { id: testId(), family_id: one.family_id, kind: 'condolence_cash', happened_on: ROUND_DAY }
  const attempt = readIn(db.db, officer(), async (tx) => {
    await recordCare(tx, officer(), [{ ...act, amount_fen: one.amount_fen, source: { room: 'contacts', id: null } }])
    await reachByRecords(tx, officer(), [{ entitlement_id: one.id, record_id: act.id }], ROUND_DAY)
  })
  await expect(attempt).rejects.toMatchObject({ code: 'entitlements.record_does_not_fit' })
})

test('the always-true query finds a payment that no round made, and history of a day of rounds', async () => {
  const forged = async (change: string) => {
    await db.admin.query('begin')
    await db.admin.query('set session_replication_role = replica')
    await db.admin.query(
      `update care_record set ${change} where kind = 'assistance_payment' and source_room = 'paid-before'`,
    )
    const found = await faults()
    await db.admin.query('rollback')
    return found
  }
  const said = 'money of rounds in the book of care that no round has paid'
  expect(await forged(`source_room = 'care-records'`)).toEqual([said])
  expect(await forged(`source_room = 'payments'`)).toEqual([said])
  expect(await forged(`happened_on = '2026-12-31'`)).toEqual([said])
  expect(await forged(`title = null`)).toEqual([said])
  expect(await faults()).toEqual([])
})
