import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { answerOf, type BankAnswer } from '../../../test/support/bank-returns.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows } from '../../../test/support/entitlements.ts'
import { makeAppropriation } from '../../../test/support/funds.ts'
import {
  compose,
  giveAccounts,
  linesOf,
  makePaymentsOffice,
  newcomers,
  type PaymentsOffice,
  roundOf,
  seenOf,
  walk,
} from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { approveRound, cancelRound, closeRound, refreshRound, submitRound } from './commands/index.ts'
import { exportRound, fundRound, importReturn, reperform } from './commands/index.ts'

let db: TestDatabase
let office: PaymentsOffice

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makePaymentsOffice(db)
})
afterAll(() => db.drop())

const seen = (id: Uuid) => seenOf(office, id)
const officer = () => office.call(office.officer)
const approver = () => office.call(office.approver)
const supervisor = () => office.call(office.supervisor)
const answer = (round_id: Uuid, { name, bytes }: BankAnswer) =>
  importReturn(db.db, officer(), { round_id, return_id: testId(), file_name: name, bytes })

async function leftOut(round_id: Uuid): Promise<string[]> {
  const { rows } = await db.admin.query<{ reason: string }>(
    'select reason from payment_left_out where round_id = $1 order by reason',
    [round_id],
  )
  return rows.map((row) => row.reason)
}

describe('a round', () => {
  test('leaves nobody out in silence, pays each line once, and pays what failed in the next', async () => {
    // Two of the six parents have no account yet.
    await newcomers(office, { couples: 3, accounts: 4 })
    const first = await compose(office, '第一批')
    const due = await entitlementRows(db)
    const money = due.filter(
      (row) => row.unit === 'fen' && row.person_id !== null && row.code.includes('special_assistance_death'),
    )
    expect(first.item_count + first.left_out).toBe(money.length)
    expect(await leftOut(first.id)).toEqual(['no_account', 'no_account'])
    const lines = await linesOf(office, first.id)
    expect(
      lines.every((line) => line.parts.reduce((sum, part) => sum + part.months * part.rate_fen, 0) === line.amount_fen),
    ).toBe(true)

    await walk(office, first.id, 'exported')
    expect((await roundOf(office, first.id)).state).toBe('exported')
    const answered = await answer(first.id, await answerOf(db, office.officer, first.id, { failed: [2] }))
    expect(answered).toMatchObject({ paid_count: lines.length - 1, failed_count: 1 })
    expect((await linesOf(office, first.id)).map((line) => line.state)).toEqual(
      lines.map((line) => (line.line_no === 2 ? 'failed' : 'paid')),
    )

    const after = await entitlementRows(db)
    const paid = lines.filter((line) => line.line_no !== 2)
    const reached = after.filter((row) => row.state === 'reached' && row.unit === 'fen')
    expect(new Set(reached.map((row) => row.person_id))).toEqual(new Set(paid.map((line) => line.person_id)))
    expect(reached).toHaveLength(paid.length)
    expect(reached.reduce((sum, row) => sum + row.amount_fen, 0)).toBe(answered.paid_fen)

    await closeRound(db.db, supervisor(), await seen(first.id))
    expect((await roundOf(office, first.id)).state).toBe('closed')

    // The account that failed has not been changed: said, not paid again.
    const again = await compose(office, '第二批')
    expect(await leftOut(again.id)).toEqual(['no_account', 'no_account', 'same_account'])
    await cancelRound(db.db, officer(), { ...(await seen(again.id)), reason: '等账户更换' })

    await giveAccounts(office, office.persons.slice(4))
    const third = await compose(office, '第三批', { same_account: true })
    expect(third).toMatchObject({ item_count: 3, left_out: 0 })
    const failed = lines.find((line) => line.line_no === 2)
    expect((await linesOf(office, third.id)).find((line) => line.person_id === failed?.person_id)?.attempt).toBe(2)
    await walk(office, third.id, 'exported')
    await answer(third.id, await answerOf(db, office.officer, third.id))
    await closeRound(db.db, supervisor(), await seen(third.id))
    const open = (await entitlementRows(db)).filter(
      (row) => money.some((one) => one.id === row.id) && row.state !== 'reached',
    )
    expect(open).toEqual([])
  })
})

describe('a round that is refused', () => {
  let round: Uuid
  beforeAll(async () => {
    await newcomers(office)
    round = (await compose(office, '待退回')).id
  })

  test('by its own composer cannot be approved', async () => {
    await submitRound(db.db, officer(), await seen(round))
    await expect(approveRound(db.db, officer(), await seen(round))).rejects.toMatchObject({
      code: 'payments.powers_apart',
    })
  })

  test('on other content than was seen is not approved', async () => {
    const stale = { ...(await seen(round)), total_fen: 1 }
    await expect(approveRound(db.db, approver(), stale)).rejects.toMatchObject({
      code: 'payments.changed_meanwhile',
    })
  })

  test('when a frozen line was changed in the database', async () => {
    await db.admin.query('begin')
    const { rows } = await db.admin.query<{ amount_fen: number; parts: unknown }>(
      'select amount_fen, parts from payment where round_id = $1 limit 1',
      [round],
    )
    await db.admin.query(
      'update payment set facts = facts || \'{"hardship": null, "sex": "unknown"}\' where round_id = $1 and line_no = 1',
      [round],
    )
    await db.admin.query('commit')
    expect(rows).toHaveLength(1)
    await expect(approveRound(db.db, approver(), await seen(round))).rejects.toMatchObject({
      code: 'payments.content_altered',
    })
    const told = await reperform(db.db, supervisor(), round)
    expect(told.differences).toEqual([expect.objectContaining({ line_no: 1, what: 'altered' })])
    await db.admin.query(
      `update payment p set facts = (select to_jsonb(f) - 'district' - 'person_id' - 'family_id' from person_fact f
      where f.district = p.district and f.person_id = p.person_id) where round_id = $1 and line_no = 1`,
      [round],
    )
    expect((await reperform(db.db, supervisor(), round)).differences).toEqual([])
  })

  test('twice by twenty approvers at once is approved once', async () => {
    const what = await seen(round)
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => approveRound(db.db, approver(), what)))
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const { rows } = await db.admin.query(
      "select 1 from payment_round_event where round_id = $1 and to_state = 'approved'",
      [round],
    )
    expect(rows).toHaveLength(1)
  })

  test('with half an answer changes nothing', async () => {
    const appropriation_id = await makeAppropriation(db, office.funds, (await roundOf(office, round)).total_fen)
    await fundRound(db.db, office.call(office.finance), { ...(await seen(round)), appropriation_id })
    await exportRound(db.db, officer(), { ...(await seen(round)), file_id: testId(), template: 'general_csv' })
    const whole = await answerOf(db, office.officer, round)
    const half = Buffer.from(Buffer.from(whole.bytes).toString('utf8').split('\r\n').slice(0, -1).join('\r\n'), 'utf8')
    await expect(answer(round, { ...whole, bytes: half })).rejects.toMatchObject({ code: 'payments.return_refused' })
    expect((await linesOf(office, round)).every((line) => line.state === 'exported')).toBe(true)
    await expect(cancelRound(db.db, officer(), { ...(await seen(round)), reason: '想撤回' })).rejects.toMatchObject({
      code: 'payments.not_its_turn',
    })
    await answer(round, whole)
    await expect(answer(round, whole)).rejects.toMatchObject({ code: 'payments.return_known' })
  })
})

describe('composing twice', () => {
  test('adds nothing the second time, and nobody is in two rounds', async () => {
    await newcomers(office)
    const draft = await compose(office, '草稿')
    expect(draft.item_count).toBe(2)
    expect(await refreshRound(db.db, officer(), { round_id: draft.id })).toMatchObject({
      item_count: 2,
      total_fen: draft.total_fen,
    })
    await expect(compose(office, '又一批')).rejects.toMatchObject({ code: 'payments.nothing_due' })
  })
})

describe('whoever changes a line behind the product and works its hashes out again', () => {
  const LINE = `update payment p set facts = p.facts || '{"hardship": true}' where round_id = $1 and line_no = 1`
  const HASHES = [
    `update payment p set frozen_hash = payment_hash(district, id, round_id, line_no, family_id, person_id, policy_id, policy_version, period, kind,
      adjustment, attempt, after_id, amount_fen, parts, entitlement_id, asked_on, branch, facts, account_version_id) where round_id = $1 and line_no = 1`,
    'update payment_round r set content_hash = payment_round_hash(r.district, r.id) where id = $1',
    `update payment_round_event e set content_hash = r.content_hash from payment_round r where r.id = $1 and e.round_id = r.id
      and e.content_hash is not null`,
  ]
  const WHOLE = [
    `create temporary table kept_payment as select * from payment where round_id = $1`,
    `create temporary table kept_round as select * from payment_round where id = $1`,
  ]
  const BACK = [
    `update payment p set facts = k.facts, frozen_hash = k.frozen_hash from kept_payment k where k.id = p.id`,
    `update payment_round r set content_hash = k.content_hash from kept_round k where k.id = r.id`,
    `update payment_round_event e set content_hash = k.content_hash from kept_round k where e.round_id = k.id and e.content_hash is not null`,
  ]

  test('has no key for the seals: the round is not closed, and the line that the bank was given is named', async () => {
    await newcomers(office)
    const { id } = await compose(office, '被改动')
    await walk(office, id, 'reconciled')
    const attack = async (statements: readonly string[], values: unknown[]) => {
      await db.admin.query('begin')
      await db.admin.query('set local session_replication_role = replica')
      for (const statement of statements) await db.admin.query(statement, values)
      await db.admin.query('commit')
    }
    for (const statement of WHOLE) await db.admin.query(statement.replace('$1', `'${id}'`))
    await attack([LINE, ...HASHES], [id])
    expect(await reperform(db.db, supervisor(), id)).toMatchObject({
      sealed: false,
      differences: [{ line_no: 1, what: 'altered' }],
    })
    await expect(closeRound(db.db, supervisor(), await seen(id))).rejects.toMatchObject({
      code: 'payments.reperformance_differs',
    })
    await attack(BACK, [])
    expect(await reperform(db.db, supervisor(), id)).toMatchObject({ sealed: true, differences: [] })
    await walk(office, id, 'closed')
  })

  test('of the law alone is told by the seal of the round', async () => {
    await newcomers(office)
    const { id } = await compose(office, '改动依据')
    await walk(office, id, 'reconciled')
    const law = (change: string) => db.admin.query(`update payment_law set law = ${change} where round_id = $1`, [id])
    await law(`law || '{"hand": 1}'`)
    expect(await reperform(db.db, supervisor(), id)).toMatchObject({ sealed: false, differences: [] })
    await expect(closeRound(db.db, supervisor(), await seen(id))).rejects.toMatchObject({
      code: 'payments.content_altered',
    })
    await law(`law - 'hand'`)
    await walk(office, id, 'closed')
  })
})
