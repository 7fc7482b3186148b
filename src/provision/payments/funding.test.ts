import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { callOf, createTestApp, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { makeAppropriation } from '../../../test/support/funds.ts'
import {
  AS_OF,
  makePaymentsOffice,
  newcomers,
  newRound,
  type PaymentsOffice,
  roundOf,
  seenOf,
  walk,
} from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { askToClose, closeYear } from '../../ledgers/funds/commands/index.ts'
import { purposesFor } from '../../promises/policies/index.ts'
import { composeRound } from './commands/index.ts'

// Which money a round may be paid from: of a year that has begun and is open, and given for what the round pays.

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice
/** A living allowance beside the special assistance: another theme, so other money. */
let living: Uuid
let round: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 18 }] }
  const draft = createOf(cashOf(100, { rule }), { theme: 'living', name_zh: '生活补贴', name_en: 'Living allowance' })
  living = (await enactFor(db, office, draft)).policy_id as Uuid
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function approved(policies: readonly Uuid[]): Promise<Uuid> {
  await newcomers(office)
  const { rows } = await db.admin.query<{ code: string }>('select code from policy where id = $1', [living])
  await runFor(
    db,
    office.officer,
    AS_OF,
    rows.map(({ code }) => code),
  )
  const input = { ...newRound(office), policy_ids: [...policies] }
  await composeRound(db.db, office.call(office.officer), input)
  await walk(office, input.id, 'approved')
  return input.id
}
beforeEach(async () => {
  round = await approved(office.policies)
})

const money = (more: { year?: number; purpose?: string } = {}) => makeAppropriation(db, office.funds, 9_000_000, more)

async function fund(appropriation_id: Uuid) {
  const { round_id, ...seen } = await seenOf(office, round)
  const path = `/api/payment-rounds/${round_id}/fund`
  const { status, body } = await app.request(office.finance, 'POST', path, { body: { ...seen, appropriation_id } })
  return { status, ...(body as { code?: string; place?: string; detail?: string; next?: string; state?: string }) }
}

/** Refused at the choice of the money with what to do instead; the round waits as before and nothing is set aside. */
async function refused(appropriation_id: Uuid, code: string): Promise<string> {
  const answer = await fund(appropriation_id)
  expect(answer).toMatchObject({ status: 422, code, place: 'appropriation_id', next: expect.stringMatching(/./) })
  expect((await roundOf(office, round)).state).toBe('approved')
  const { rows } = await db.admin.query('select 1 from fund_reservation where ref_id = $1', [round])
  expect(rows).toEqual([])
  return `${answer.detail} ${answer.next}`
}

test('not the money of a year that has not begun', async () => {
  expect(await refused(await money({ year: 2027 }), 'funds.year_ahead')).toContain('2027')
})

test('not the money of a year whose books are closed', async () => {
  const former = await money({ year: 2024 })
  await askToClose(db.db, callOf(db, office.finance), 2024)
  await closeYear(db.db, callOf(db, office.approver), 2024)
  const answer = await fund(former)
  expect(answer).toMatchObject({ status: 422, code: 'funds.year_not_open', next: expect.stringMatching(/./) })
  expect((await roundOf(office, round)).state).toBe('approved')
})

test('not money that was given for something else: what it is for and what would fit are said', async () => {
  const said = await refused(await money({ purpose: 'operations' }), 'payments.purpose_unfit')
  expect(said).toContain('工作经费')
  expect(said).toContain('特别扶助金')
})

test('but the money of this year for its purpose, and of a former year that is still open', async () => {
  expect(await fund(await money())).toMatchObject({ status: 200, state: 'funded' })
  round = await approved(office.policies)
  expect(await fund(await money({ year: 2025 }))).toMatchObject({ status: 200, state: 'funded' })
})

test('promises of another theme are paid from other money', async () => {
  round = await approved([living])
  await refused(await money(), 'payments.purpose_unfit')
  expect(await fund(await money({ purpose: 'service' }))).toMatchObject({ status: 200, state: 'funded' })
})

test('a round of promises that no one purpose fits is sent back to be composed apart', async () => {
  // For what aid in hardship is given may be either: only where nothing is common there is no money for the whole.
  const festival = createOf(cashOf(50), { theme: 'festival', name_zh: '节日慰问补贴', name_en: 'Festival allowance' })
  const policy_id = (await enactFor(db, office, festival)).policy_id as Uuid
  const { rows } = await db.admin.query<{ code: string }>('select code from policy where id = $1', [policy_id])
  await newcomers(office)
  await runFor(
    db,
    office.officer,
    AS_OF,
    rows.map(({ code }) => code),
  )
  round = await approved([...office.policies, policy_id])
  await refused(await money(), 'payments.purposes_mixed')
})

test('the page offers what fits by the purposes the round names', async () => {
  const shown = async () => {
    const { body } = await app.request(office.finance, 'GET', `/api/payment-rounds/${round}`, {})
    return (body as { purposes: { code: string; name_zh: string }[] }).purposes
  }
  expect(await shown()).toContainEqual(expect.objectContaining({ code: 'special_assistance', name_zh: '特别扶助金' }))
  expect((await shown()).map(({ code }) => code)).not.toContain('operations')
  round = await approved([living])
  expect((await shown()).map(({ code }) => code)).toContain('service')
})

test('every theme has money of its own, and every purpose it names is one of the books', async () => {
  const { rows } = await db.admin.query<{ code: string }>('select code from fund_purpose')
  const themes = ['allowance', 'festival', 'living', 'health', 'insurance', 'travel', 'safety'] as const
  for (const theme of themes) {
    const fits = purposesFor([theme])
    expect(fits.length, theme).toBeGreaterThan(0)
    expect(
      fits.filter((code) => !rows.some((row) => row.code === code)),
      theme,
    ).toEqual([])
  }
})
