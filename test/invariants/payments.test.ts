import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Uuid } from '../../src/kernel/ids.ts'
import { testId } from '../support/app.ts'
import { type Attacker, attackerOf, CLAIM, copyOf, insertOf, someoneWaits } from '../support/attack.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { PANLONG, runFor } from '../support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../support/families.ts'
import { type LineRow, makePayRoom, type PayRoom, ROUND_DAY } from '../support/rounds.ts'
import { invariant } from './table.ts'

// Who is paid what, and once. The database holds a real round: three people paid, one whose account the bank did not know, two left out.

const DISTRICT = 530_103
let db: TestDatabase
let pay: PayRoom
let attacker: Attacker
let round: Uuid
let paid: LineRow
let failed: LineRow
/** Somebody with an entitlement and no account, so in no round. */
let unpaid: { id: Uuid; person_id: Uuid; policy_id: Uuid; period: string }

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  attacker = attackerOf(db, pay.officer.scope)
  const drafts = [0, 1, 2].map((n) => bereavedCouple(n))
  const families = await registerForTest(db, pay.officer, drafts)
  const persons = families.flatMap((family) => family.person_ids.slice(0, 2))
  await pay.giveAccounts(persons.slice(0, 4))
  await runFor(db, pay.officer, ROUND_DAY)
  round = (await pay.compose('第一批')).id
  await pay.send(round)
  await pay.answer(round, await pay.answerTo(round, [2]))
  const lines = await pay.lines(round)
  const find = (state: string) => {
    const line = lines.find((one) => one.state === state)
    if (!line) throw new Error(`A line is ${state}.`)
    return line
  }
  paid = find('paid')
  failed = find('failed')
  const { rows } = await db.admin.query(
    `select e.id, e.person_id, e.policy_id, e.period from payment_left_out l join entitlement e on e.id = l.entitlement_id where l.round_id = $1`,
    [round],
  )
  unpaid = rows[0]
})
afterAll(() => db.drop())

/** A line of the round written once more as a new attempt, with these columns changed. */
const again = (of: LineRow, change: Record<string, unknown> = {}) =>
  copyOf('payment', sql`t.id = ${of.id}::uuid`, {
    id: testId(),
    line_no: 99,
    state: 'composed',
    seq: 1,
    attempt: of.attempt + 1,
    after_id: of.id,
    failed_reason: null,
    bank_ref: null,
    paid_on: null,
    record_id: null,
    ...change,
  })
const slot = (change: Record<string, unknown> = {}) =>
  insertOf('payment_slot', {
    district: DISTRICT,
    person_id: paid.person_id,
    root_id: paid.policy_id,
    policy_id: paid.policy_id,
    period: paid.period,
    taken_at: '2026-11-21T02:00:00Z',
    ...change,
  })

invariant('I1', () => {
  test('the slot of somebody who was paid is not taken twice, not given back and not changed', async () => {
    expect(await attacker.said(slot())).toBe('payment_slot_pkey')
    expect(await attacker.said(sql`delete from payment_slot`)).toBe('permission denied')
    expect(await attacker.said(sql`update payment_slot set period = '2099'`)).toBe('permission denied')
  })

  test('beside a payment that went through there is no other, whatever it is called', async () => {
    expect(
      await attacker.saidToEach({
        'a new attempt after a payment that went through': again(paid),
        'the same attempt once more': again(failed, { attempt: failed.attempt, after_id: null, state: 'void' }),
        'a second attempt after nothing': again(failed, { after_id: null }),
        'a first attempt after another': again(failed, { attempt: 1, state: 'void' }),
      }),
    ).toEqual({
      'a new attempt after a payment that went through': 'payment_one_open',
      'the same attempt once more': 'payment_attempt',
      'a second attempt after nothing': 'payment_attempts',
      'a first attempt after another': 'payment_attempts',
    })
  })

  test('whoever takes a second slot, as of a policy that nothing stands in the place of, is not paid through it', async () => {
    const root_id = testId()
    const line = again(paid, { root_id, attempt: 1, after_id: null })
    expect(await attacker.said(slot({ root_id }), line)).toBe('payment_root_of')
  })

  test('of two attempts after one that failed only the first is taken', async () => {
    const second = again(failed, { attempt: 3, line_no: 98, state: 'void' })
    expect(await attacker.said(again(failed, { state: 'void' }), second)).toBe('payment_one_after')
    expect(await attacker.said(again(failed), again(failed, { attempt: 3, line_no: 98 }))).toBe('payment_one_open')
  })
})

invariant('I2', () => {
  test('another district cannot claim who is paid here, nor take the claim over', async () => {
    const elsewhere = { district: 530_102, person_id: testId() }
    const claimed = (change: object) =>
      copyOf('payment_claim', sql`t.person_id = ${paid.person_id}::uuid`, { ...change }, CLAIM)
    const neighbour = attackerOf(db, { lo: 530_102_000_000, hi: 530_103_000_000 })
    expect(await neighbour.said(claimed(elsewhere))).toBe('payment_claim_pkey')
    expect(await attacker.said(claimed({ person_id: testId() }))).toBe('payment_claim_pkey')
    expect(await attacker.said(claimed({ ...elsewhere, period: '2030-01' }))).toBe('row security')
    expect(await neighbour.said(sql`update payment_claim set district = 530102`)).toBe('permission denied')
    expect(await neighbour.said(sql`update payment_claim set paid = true`, sql`delete from payment_claim`)).toBe('done')
    expect(await claimsOf(paid.id)).toEqual({ months: 6, paid: 6 })
  })

  test('of a line that was paid nothing is given back, by nobody; one that failed has given back what it held', async () => {
    expect(await attacker.said(sql`update payment_claim set paid = false`, sql`delete from payment_claim`)).toBe('done')
    expect(await attacker.said(sql`update payment_claim set holder = sha256('anybody')`)).toBe('permission denied')
    expect(await claimsOf(paid.id)).toEqual({ months: 6, paid: 6 })
    expect(await claimsOf(failed.id)).toEqual({ months: 0, paid: 0 })
  })

  test('of two districts that compose at the same moment one gives up, and later says who pays', async () => {
    const [family] = await registerForTest(db, pay.officer, [bereavedCouple(30)])
    const [person] = family?.person_ids ?? []
    if (!person) throw new Error('A parent was registered.')
    await pay.giveAccounts([person])
    await runFor(db, pay.officer, ROUND_DAY)
    await db.admin.query('begin')
    await db.admin.query(
      `insert into payment_claim (holder, root_id, period, district, person_id, payment_id)
       select p.id_hmac, e.policy_id, '2026-12', 530102, gen_random_uuid(), gen_random_uuid() from person p join entitlement e on e.person_id = p.id
       where p.id = $1 and e.unit = 'fen'`,
      [person],
    )
    const composing = pay.compose('同时').then(
      () => 'composed',
      (error: { code?: string }) => error.code,
    )
    await someoneWaits(db)
    await db.admin.query('commit')
    expect(await composing).toBe('payments.changed_meanwhile')
    const { id } = await pay.compose('之后')
    const { rows } = await db.admin.query(
      `select l.reason from payment_left_out l join entitlement e on e.id = l.entitlement_id where l.round_id = $1 and e.person_id = $2`,
      [id, person],
    )
    expect(rows).toEqual([{ reason: 'in_round_elsewhere' }])
  })

  async function claimsOf(payment: Uuid) {
    const counted = 'select count(*)::int as months, count(*) filter (where paid)::int as paid from payment_claim'
    const { rows } = await db.admin.query(`${counted} where payment_id = $1`, [payment])
    return rows[0] as unknown
  }
})

invariant('I4', () => {
  test('nobody is paid nothing, less than nothing or a part of a fen', async () => {
    const none = { parts: [] }
    expect(await attacker.said(again(failed, { ...none, amount_fen: 0 }))).toBe('payment_is_money')
    expect(await attacker.said(again(failed, { ...none, amount_fen: -1 }))).toBe('fen_not_negative')
    expect(await attacker.said(again(failed, { ...none, amount_fen: 0.5 }))).toBe('22P02')
  })
})

invariant('I5', () => {
  test('a sum that its months and rates do not come to, a version that never was', async () => {
    const parts = [{ from: '2026-01-01', months: 12, rate_id: testId(), rate_fen: 1 }]
    expect(
      await attacker.saidToEach({
        'a fen more than the rates': again(failed, { amount_fen: failed.amount_fen + 1 }),
        'other rates than the sum': again(failed, { parts }),
        'half a month': again(failed, { parts: [{ ...parts[0], months: 0.5 }] }),
        'a version that never was': again(failed, { policy_version: 99 }),
        'the law of a version that never was': insertOf('payment_law', {
          district: DISTRICT,
          round_id: round,
          policy_id: paid.policy_id,
          policy_version: 99,
          asked_on: '2026-11-20',
          law: { policy: {}, rates: [] },
        }),
      }),
    ).toEqual({
      'a fen more than the rates': 'payment_parts',
      'other rates than the sum': 'payment_parts',
      'half a month': '22P02',
      'a version that never was': 'payment_version_of',
      'the law of a version that never was': 'payment_law_version',
    })
  })

  test('nothing that was frozen is changed afterwards', async () => {
    for (const column of [
      'amount_fen',
      'parts',
      'facts',
      'policy_version',
      'period',
      'account_version_id',
      'frozen_hash',
    ])
      expect(await attacker.said(sql`update payment set ${sql.ref(column)} = ${sql.ref(column)}`)).toBe(
        'permission denied',
      )
    expect(await attacker.said(sql`update payment_law set law = law`)).toBe('permission denied')
    expect(await attacker.said(sql`update policy_rate set amount_fen = 1`)).toBe('permission denied')
  })
})

invariant('I6', () => {
  test('no slot without an entitlement, no payment without a slot', async () => {
    expect(
      await attacker.saidToEach({
        'a slot for a period nobody is entitled to': slot({ period: '2031' }),
        'a slot for somebody nobody knows': slot({ person_id: testId() }),
        'a payment for a period without a slot': again(failed, { period: '2031', attempt: 1, after_id: null }),
        'a payment to somebody else than the slot is for': again(failed, { person_id: unpaid.person_id }),
        'a payment of an entitlement that is not': again(failed, { entitlement_id: testId() }),
        'a payment under another district': again(failed, { district: 530_102, community: 530_102_001_001 }),
      }),
    ).toEqual({
      'a slot for a period nobody is entitled to': 'payment_slot_entitlement',
      'a slot for somebody nobody knows': 'payment_slot_entitlement',
      'a payment for a period without a slot': 'payment_slot_of',
      'a payment to somebody else than the slot is for': 'payment_slot_of',
      'a payment of an entitlement that is not': 'payment_entitlement_of',
      'a payment under another district': 'row security',
    })
  })
})

invariant('I7', () => {
  const set = (assignment: ReturnType<typeof sql>) =>
    sql`update entitlement set ${assignment} where district = ${DISTRICT}::int and id = ${unpaid.id}::uuid`

  test('what is owed to somebody does not vanish: it is held, ended or reached only with what that takes', async () => {
    expect(
      await attacker.saidToEach({
        'in no state': set(sql`state = 'forgotten'`),
        'held without a reason': set(sql`state = 'held', review_on = '2026-12-01'`),
        'held without a day to look again': set(sql`state = 'held', held_reason = '家人外出'`),
        'ended without a reason': set(sql`state = 'void', void_by = 'hand'`),
        'ended by nobody': set(sql`state = 'void', void_reason = '家人婉拒'`),
        'reached without an act of care': set(sql`state = 'reached', reached_on = '2026-11-20'`),
        'ended while it is in a round': set(
          sql`paying_round_id = ${round}::uuid, state = 'void', void_by = 'hand', void_reason = '家人婉拒'`,
        ),
        'taken away': sql`delete from entitlement where id = ${unpaid.id}::uuid`,
        'given to somebody else': set(sql`beneficiary_id = ${paid.person_id}::uuid`),
        'moved to another period': set(sql`period = '2031'`),
        'owed twice': copyOf('entitlement', sql`t.id = ${unpaid.id}::uuid`, { id: testId() }),
        'left out of a round for no reason that there is': insertOf('payment_left_out', {
          district: DISTRICT,
          round_id: round,
          entitlement_id: paid.entitlement_id,
          community: PANLONG + 1_001,
          reason: 'forgotten',
        }),
      }),
    ).toEqual({
      'in no state': 'entitlement_state',
      'held without a reason': 'entitlement_held',
      'held without a day to look again': 'entitlement_held',
      'ended without a reason': 'entitlement_void',
      'ended by nobody': 'entitlement_void',
      'reached without an act of care': 'entitlement_reached',
      'ended while it is in a round': 'entitlement_paying',
      'taken away': 'permission denied',
      'given to somebody else': 'permission denied',
      'moved to another period': 'permission denied',
      'owed twice': 'entitlement_once',
      'left out of a round for no reason that there is': 'payment_left_out_reason_check',
    })
  })
})
