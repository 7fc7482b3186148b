import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { answerOf } from '../../../test/support/bank-returns.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeAppropriation } from '../../../test/support/funds.ts'
import {
  compose,
  makePaymentsOffice,
  newcomers,
  type PaymentsOffice,
  roundOf,
  seenOf,
  walk,
} from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import {
  approveRound,
  closeRound,
  composeRound,
  exportRound,
  fundRound,
  importReturn,
  refreshRound,
  returnRound,
  submitRound,
} from './commands/index.ts'
import { roundsWaiting } from './queries/index.ts'
import type { RoundState } from './rules/index.ts'

// Four powers, four people: what somebody with two posts at one account may not do in a round (四权分离).

let db: TestDatabase
let office: PaymentsOffice
/** Two other officers: they take the steps by which the one in question is not to be held. */
let colleague: Actor
let third: Actor
let round: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makePaymentsOffice(db)
  colleague = await anotherOfficer('colleague')
  third = await anotherOfficer('third')
})
afterAll(() => db.drop())

beforeEach(async () => {
  await newcomers(office)
  round = (await compose(office)).id
})

async function anotherOfficer(username: string): Promise<Actor> {
  const actor = { ...office.officer, account_id: testId(), display_name: username }
  await db.admin.query(
    `insert into account (id, username, display_name, division, district, state, created_at) values ($1, $2, $2, $3, $4, 'active', now())`,
    [actor.account_id, username, actor.division, actor.district],
  )
  return actor
}

/** The same account, at the desk of another post. */
const as = (actor: Actor, post: Actor): Actor => ({ ...post, account_id: actor.account_id })
const seen = () => seenOf(office, round)

const refresh = (by: Actor) => refreshRound(db.db, office.call(by), { round_id: round })
const submit = async (by: Actor) => submitRound(db.db, office.call(by), await seen())
const giveBack = async (by: Actor) => returnRound(db.db, office.call(by), { ...(await seen()), reason: '请再核对' })
const approve = async (by: Actor) => approveRound(db.db, office.call(as(by, office.approver)), await seen())
const close = async (by: Actor) => closeRound(db.db, office.call(as(by, office.supervisor)), await seen())
async function fund(by: Actor) {
  const appropriation_id = await makeAppropriation(db, office.funds, (await roundOf(office, round)).total_fen)
  return fundRound(db.db, office.call(as(by, office.finance)), { ...(await seen()), appropriation_id })
}
const exported = async (by: Actor) =>
  exportRound(db.db, office.call(as(by, office.officer)), {
    ...(await seen()),
    file_id: testId(),
    template: 'general_csv',
  })
async function answer(by: Actor) {
  const { name: file_name, bytes } = await answerOf(db, office.officer, round)
  const asked = { round_id: round, return_id: testId(), file_name, bytes }
  return importReturn(db.db, office.call(as(by, office.officer)), asked)
}

/** Refused since she `held` another power, and the round stands where it stood. */
async function refused(step: (by: Actor) => Promise<unknown>, by: Actor, held: string) {
  const before = await roundOf(office, round)
  await expect(step(by)).rejects.toMatchObject({
    code: 'payments.powers_apart',
    params: { held },
    next: 'payments.powers_apart_next',
  })
  expect(await roundOf(office, round)).toEqual(before)
}

describe('whoever made the list', () => {
  test('by refreshing a draft another composed and another submitted does not approve it', async () => {
    await newcomers(office)
    await refresh(colleague)
    await submit(office.officer)
    await refused(approve, colleague, 'refresh')
    await approve(office.approver)
  })

  test('by submitting it before it was given back does not approve it afterwards', async () => {
    await submit(colleague)
    await giveBack(office.approver)
    await submit(office.officer)
    await refused(approve, colleague, 'submit')
  })

  test('by composing does not set the funds aside', async () => {
    await submit(colleague)
    await approve(office.approver)
    await refused(fund, office.officer, 'compose')
    await fund(office.finance)
  })

  test('by submitting does not set the funds aside', async () => {
    await submit(colleague)
    await approve(office.approver)
    await refused(fund, colleague, 'submit')
  })

  test.each(['compose', 'refresh', 'submit'] as const)('by its %s does not close it', async (act) => {
    const maker = act === 'compose' ? office.officer : colleague
    if (act === 'refresh') await refresh(colleague)
    await submit(act === 'submit' ? colleague : office.officer)
    await walk({ ...office, officer: third }, round, 'reconciled')
    await refused(close, maker, act)
    await close(office.supervisor)
  })

  test('pays it out all the same: to compose, to export and to take the answer may be one desk', async () => {
    await submit(office.officer)
    await walk(office, round, 'funded')
    await exported(office.officer)
    await answer(office.officer)
    await close(office.supervisor)
    expect((await roundOf(office, round)).state).toBe('closed')
  })
})

test('whoever took in the answer of the bank does not close the round as its supervisor', async () => {
  await walk(office, round, 'exported')
  await answer(office.supervisor)
  await refused(close, office.supervisor, 'reconcile')
})

test('whoever gave the round to the bank does not close it, whoever took in the answer', async () => {
  await walk(office, round, 'funded')
  await exported(office.supervisor)
  await answer(office.officer)
  await refused(close, office.supervisor, 'export')
})

test('whoever approved neither sets funds aside, nor pays out, nor takes in the answer, nor closes', async () => {
  await walk(office, round, 'approved')
  await refused(fund, office.approver, 'approve')
  await fund(office.finance)
  await refused(exported, office.approver, 'approve')
  await exported(office.officer)
  await refused(answer, office.approver, 'approve')
  await answer(office.officer)
  await refused(close, office.approver, 'approve')
})

test('whoever set the funds aside neither pays out, nor takes in the answer, nor closes', async () => {
  await walk(office, round, 'funded')
  await refused(exported, office.finance, 'fund')
  await exported(office.officer)
  await refused(answer, office.finance, 'fund')
  await answer(office.officer)
  await refused(close, office.finance, 'fund')
})

test('a round waits for nobody at whose hands it has been with another power', async () => {
  const waiting: [RoundState, Actor][] = [
    ['submitted', as(office.officer, office.approver)],
    ['approved', as(office.officer, office.finance)],
    ['exported', as(office.finance, office.officer)],
    ['reconciled', as(office.officer, office.supervisor)],
  ]
  for (const [state, actor] of waiting) {
    await walk(office, round, state)
    const call = office.call(actor)
    const rounds = await readIn(db.db, call, (tx) => roundsWaiting(tx, call))
    expect(
      rounds.map((one) => one.round_id),
      state,
    ).not.toContain(round)
  }
})

test('one who composed another round is free in this one', async () => {
  await newcomers(office)
  const other = { id: testId(), division: office.officer.division, title: '另一批', policy_ids: office.policies }
  await composeRound(db.db, office.call(colleague), { ...other, as_of: (await roundOf(office, round)).as_of })
  await submit(office.officer)
  await approve(colleague)
})
