import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, TEST_NOW, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makePaymentsOffice, newcomers, compose, type PaymentsOffice, walk } from '../../../test/support/payments.ts'
import { addMinutes } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { roundsWaiting } from './queries/index.ts'
import type { RoundState } from './rules/index.ts'

// What of the money waits for whom, as Today tells it.

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice
let round: { id: Uuid; item_count: number; total_fen: number }

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
  await newcomers(office)
  round = await compose(office, '十一月批次')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Waiting = { round_id: Uuid; step: string }
async function waitingFor(actor: Actor): Promise<Waiting[]> {
  const { status, body } = await app.request(actor, 'GET', '/api/today')
  expect(status).toBe(200)
  return (body as { money: Waiting[] }).money
}

/** Everybody at whose Today the round could stand, and the step it stands there with. */
async function turns(): Promise<Record<string, string>> {
  const { officer, approver, finance, supervisor } = office
  const found: Record<string, string> = {}
  for (const [name, actor] of Object.entries({ officer, approver, finance, supervisor }))
    for (const one of await waitingFor(actor)) if (one.round_id === round.id) found[name] = one.step
  return found
}

test('a draft waits for who composed it, with its lines and sum', async () => {
  expect(await waitingFor(office.officer)).toEqual([
    {
      round_id: round.id,
      title: '十一月批次',
      division_name: '盘龙区',
      lines: round.item_count,
      total_fen: round.total_fen,
      step: 'submit',
    },
  ])
})

test('in every state it waits for one role only, and for nobody once it is closed', async () => {
  const told: [RoundState, Record<string, string>][] = []
  for (const state of ['draft', 'submitted', 'approved', 'funded', 'exported', 'reconciled', 'closed'] as const) {
    await walk(office, round.id, state)
    told.push([state, await turns()])
  }
  expect(told).toEqual([
    ['draft', { officer: 'submit' }],
    ['submitted', { approver: 'approve' }],
    ['approved', { finance: 'fund' }],
    ['funded', { officer: 'export' }],
    ['exported', { officer: 'answer' }],
    ['reconciled', { supervisor: 'close' }],
    ['closed', {}],
  ])
})

test('a file the bank has had for six days without an answer is said on the round, until it answers', async () => {
  await newcomers(office)
  const { id } = await compose(office, '迟到的回盘')
  const said = async (days: number) => {
    const now = addMinutes(TEST_NOW, days * 1_440)
    const { body } = await app.request(office.officer, 'GET', `/api/payment-rounds/${id}`, { now })
    return (body as { days_without_answer: number | null }).days_without_answer
  }
  await walk(office, id, 'funded')
  expect(await said(9)).toBeNull()
  await walk(office, id, 'exported')
  expect([await said(5), await said(6), await said(40)]).toEqual([null, 6, 40])
  await walk(office, id, 'reconciled')
  expect(await said(40)).toBeNull()
})

test('nothing waits outside the jurisdiction, nor for who only looks', async () => {
  await newcomers(office)
  round = await compose(office, '第二批')
  await walk(office, round.id, 'submitted')
  expect(await waitingFor(office.approver)).toHaveLength(1)
  expect(await waitingFor(await makeActor(db, 'district_approver', '530102'))).toEqual([])
  for (const [role, place] of [
    ['city_leader', '5301'],
    ['auditor', '530103'],
    ['community_worker', '530103001001'],
    ['finance', '530103'],
  ] as const)
    expect(await waitingFor(await makeActor(db, role, place)), role).toEqual([])
})

test('who holds another power in the round is not asked for a second', async () => {
  // The same person, now at the desk of finance: she approved, so a colleague sets the funds aside.
  await walk(office, round.id, 'approved')
  const both = callOf(db, { ...office.finance, account_id: office.approver.account_id })
  expect(await readIn(db.db, both, (tx) => roundsWaiting(tx, both))).toEqual([])
  expect(await waitingFor(office.finance)).toMatchObject([{ round_id: round.id, step: 'fund' }])
})
