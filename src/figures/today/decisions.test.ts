import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { accountRequest } from '../../../test/support/bank-accounts.ts'
import { agreedTemplate } from '../../../test/support/bank-templates.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf } from '../../../test/support/drafts.ts'
import { PANLONG } from '../../../test/support/entitlements.ts'
import { COMMUNITY } from '../../../test/support/families.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import { learnDeath, makeHalfYearOffice, paidCouple } from '../../../test/support/paid.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { TRIAL_STEPS } from '../../../test/support/targets-roll.ts'
import { instant } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { submitDraft, writeDraft } from '../../promises/policies/index.ts'
import { findRecoveries } from '../../provision/payments/commands/index.ts'
import type { Today } from './queries/index.ts'

// What one has asked for waits on the first page of whoever may decide on it, and of nobody else.

let db: TestDatabase
let app: TestApp
let office: FundsOffice
const people = {} as Record<'worker' | 'officer' | 'neighbour' | 'leader', Actor>

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makeFundsOffice(db)
  people.worker = await makeActor(db, 'community_worker', '530103001001')
  people.officer = await makeActor(db, 'district_officer', '530103')
  people.neighbour = await makeActor(db, 'district_approver', '530102')
  people.leader = await makeActor(db, 'city_leader', '5301')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const STREET = 530_103_001_000

async function decisionsOf(actor: Actor): Promise<Today['decisions']> {
  const answer = await app.request(actor, 'GET', '/api/today')
  expect(answer.status).toBe(200)
  return (answer.body as Today).decisions
}

const NOTHING = {
  drafts: [],
  templates: [],
  appropriations: [],
  accounts: 0,
  years: 0,
  let_go: 0,
  roll_changes: 0,
  transfers: 0,
  procedures: 0,
}

test('nothing waits where nobody has asked, and whoever decides on nothing is told of nothing', async () => {
  expect(await decisionsOf(office.approver)).toEqual(NOTHING)
  expect(await decisionsOf(people.worker)).toBeNull()
})

test('a draft of law waits once it is handed in, for the approver of its association', async () => {
  const call = callOf(db, people.officer)
  const written = await writeDraft(db.db, call, createOf(cashOf(50)))
  expect(await decisionsOf(office.approver)).toEqual(NOTHING)
  await submitDraft(db.db, callOf(db, people.officer), written)
  expect(await decisionsOf(office.approver)).toMatchObject({
    drafts: [
      { id: written.draft_id, kind: 'create', name_zh: '试验关怀', written_by_name: people.officer.display_name },
    ],
  })
  for (const other of [people.officer, office.finance, people.neighbour, people.leader])
    expect((await decisionsOf(other))?.drafts).toEqual([])
})

test('a draft waits for her however many later ones wait for others within her reach', async () => {
  const { account_id } = await makeActor(db, 'supervisor', '5301')
  const colleague = { ...people.leader, account_id }
  const city = { division: 530_100_000_000 }
  const own = await writeDraft(db.db, callOf(db, colleague), createOf(cashOf(60, city), { ...city, level: 'city' }))
  await submitDraft(db.db, callOf(db, colleague), own)
  const later = { now: instant('2026-11-21T03:00:00.000Z') }
  for (let i = 0; i < 51; i += 1) {
    const draft = await writeDraft(db.db, callOf(db, people.officer, later), createOf(cashOf(50)))
    await submitDraft(db.db, callOf(db, people.officer, later), draft)
  }
  expect((await decisionsOf(people.leader))?.drafts).toMatchObject([{ id: own.draft_id }])
  expect((await decisionsOf(colleague))?.drafts).toEqual([])
})

test('a bank template waits for the approver until it is decided on', async () => {
  const id = await agreedTemplate({ db, officer: people.officer, approver: office.approver }, undefined, {
    waits: true,
  })
  expect((await decisionsOf(office.approver))?.templates).toMatchObject([{ id, version: 1 }])
  for (const other of [people.officer, office.finance, people.neighbour, people.leader])
    expect((await decisionsOf(other))?.templates).toEqual([])
  expect((await app.request(office.approver, 'POST', `/api/bank-templates/${id}/approve`, { body: {} })).status).toBe(
    200,
  )
  expect((await decisionsOf(office.approver))?.templates).toEqual([])
})

test('an appropriation waits for a second account, not for the one that entered it', async () => {
  const id = await makeAppropriation(db, office, 1_000_00, { waits: true })
  expect((await decisionsOf(office.approver))?.appropriations).toMatchObject([{ id, stated_fen: 1_000_00 }])
  expect((await decisionsOf(office.finance))?.appropriations).toEqual([])
  expect((await decisionsOf(people.leader))?.appropriations).toEqual([])
})

test('a change of an account is counted for those who may approve it, and not for whoever asked', async () => {
  const [family] = await makeFamilies(db, COMMUNITY, 1)
  const [person] = family?.parents ?? []
  if (!person) throw new Error('A family has parents.')
  const body = accountRequest(person, 1)
  expect((await app.request(people.officer, 'POST', '/api/bank-accounts/requests', { body })).status).toBe(200)
  expect((await decisionsOf(office.approver))?.accounts).toBe(1)
  expect((await decisionsOf(people.officer))?.accounts).toBe(0)
  expect((await decisionsOf(people.neighbour))?.accounts).toBe(0)
})

const countOf = async (actor: Actor, path: string, waits: (row: Record<string, unknown>) => boolean) => {
  const { status, body } = await app.request(actor, 'GET', `/api/${path}`)
  expect(status).toBe(200)
  return (body as { items: Record<string, unknown>[] }).items.filter((row) => waits(row)).length
}

test('a year whose closing is asked for waits for those who may close it, and not for whoever asked', async () => {
  await makeAppropriation(db, office, 500_00, { year: 2025 })
  const closing = (actor: Actor, method: 'POST' | 'DELETE') =>
    app.request(actor, method, '/api/funds/years/2025/closing', method === 'POST' ? { body: {} } : {})
  expect((await closing(office.finance, 'POST')).status).toBe(200)
  const listed = await countOf(office.approver, 'funds/years', (row) => row['state'] === 'closing')
  expect([(await decisionsOf(office.approver))?.years, listed]).toEqual([1, 1])
  for (const other of [office.finance, people.officer, people.neighbour, people.leader])
    expect((await decisionsOf(other))?.years).toBe(0)
  expect((await closing(office.approver, 'DELETE')).status).toBe(200)
  expect((await decisionsOf(office.approver))?.years).toBe(0)
})

test('a sum another asks to let go waits for the approver until she has decided', async () => {
  const pay = await makeHalfYearOffice(db)
  const { persons } = await paidCouple(pay)
  for (const person of persons) await learnDeath(pay, person, '2026-09-10')
  await findRecoveries(db.db, pay.call(pay.officer), { division: PANLONG })
  expect((await decisionsOf(office.approver))?.let_go).toBe(0)
  const { body } = await app.request(pay.officer, 'GET', '/api/payment-recoveries?state=open')
  const [recovery] = (body as { items: { id: string }[] }).items
  const path = `/api/payment-recoveries/${recovery?.id}/let-go`
  const asked = await app.request(pay.officer, 'POST', path, { body: { version: 1, reason: '家人已无力退回' } })
  expect(asked.status).toBe(200)
  const listed = await countOf(office.approver, 'payment-recoveries?state=open&asked=yes', () => true)
  expect([(await decisionsOf(office.approver))?.let_go, listed]).toEqual([1, 1])
  for (const other of [pay.officer, office.finance, people.neighbour, people.leader])
    expect((await decisionsOf(other))?.let_go).toBe(0)
  const no = { version: 2, agree: false, reason: '家中尚有存款' }
  expect((await app.request(office.approver, 'POST', `${path}/decision`, { body: no })).status).toBe(200)
  expect((await decisionsOf(office.approver))?.let_go).toBe(0)
})

test('a procedure waits for the approver of its district, a street’s too, until it is decided on or withdrawn', async () => {
  const propose = async (division: number) => {
    const id = testId()
    const body = {
      id,
      division,
      name_zh: '本区流程',
      name_en: 'Our procedure',
      valid_from: '2027-01-01',
      source: '本区文件',
      steps: TRIAL_STEPS,
    }
    expect((await app.request(people.officer, 'POST', '/api/claim-procedures', { body })).status).toBe(200)
    return id
  }
  const waiting = async () => [
    (await decisionsOf(office.approver))?.procedures,
    await countOf(office.approver, 'claim-procedures?state=proposed', (row) => row['own'] === false),
  ]
  const decide = async (actor: Actor, act: string, body: unknown = {}) =>
    expect((await app.request(actor, 'POST', `/api/claim-procedures/${act}`, { body })).status).toBe(200)
  const ids = [await propose(PANLONG), await propose(STREET), await propose(STREET)]
  expect(await waiting()).toEqual([3, 3])
  for (const other of [people.officer, office.finance, people.neighbour, people.leader])
    expect((await decisionsOf(other))?.procedures).toBe(0)
  const own = { ...office.approver, account_id: people.officer.account_id }
  expect((await decisionsOf(own))?.procedures).toBe(0)
  await decide(office.approver, `${ids[0]}/approval`)
  expect(await waiting()).toEqual([2, 2])
  await decide(office.approver, `${ids[1]}/return`, { reason: '公示天数写少了' })
  await decide(people.officer, `${ids[2]}/withdrawal`)
  expect(await waiting()).toEqual([0, 0])
})
