import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Uuid } from '../../src/kernel/ids.ts'
import { approveRound, submitRound } from '../../src/provision/payments/commands/index.ts'
import { testId } from '../support/app.ts'
import { type Attacker, attackerOf, BANK_FILE, copyOf, insertOf } from '../support/attack.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { runFor } from '../support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../support/families.ts'
import { makePayRoom, type PayRoom, ROUND_DAY } from '../support/rounds.ts'
import { invariant } from './table.ts'

// Steps, powers and content of rounds: one round has been given to the bank, one is approved, one submitted, one a draft.

const DISTRICT = 530_103
let db: TestDatabase
let pay: PayRoom
let attacker: Attacker
const rounds: Record<'exported' | 'approved' | 'submitted' | 'draft', Uuid> = {} as never

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  attacker = attackerOf(db, pay.officer.scope)
  for (const [n, name] of (['exported', 'approved', 'submitted', 'draft'] as const).entries()) {
    const [family] = await registerForTest(db, pay.officer, [bereavedCouple(n)])
    await pay.giveAccounts(family?.person_ids.slice(0, 2) ?? [])
    await runFor(db, pay.officer, ROUND_DAY)
    const { id } = await pay.compose(`第${n}批`)
    rounds[name] = id
    if (name === 'exported') await pay.send(id)
    if (name === 'approved' || name === 'submitted') await submitRound(db.db, pay.call(pay.officer), await pay.seen(id))
    if (name === 'approved') await approveRound(db.db, pay.call(pay.approver), await pay.seen(id))
  }
})
afterAll(() => db.drop())

const set = (round: keyof typeof rounds, assignment: RawBuilder<unknown>) =>
  sql`update payment_round set ${assignment} where district = ${DISTRICT}::int and id = ${rounds[round]}::uuid`

/** A step of a round as the application would write it, with the content of the round it is for, or `bare` without any. */
const step = (round: keyof typeof rounds, more: Step) => {
  const { bare = false, fen_more = 0, ...rest } = more
  const row = { prev_seq: more.seq - 1, account_id: testId(), at: '2026-11-21T02:00:00Z', ...rest }
  const columns = ['seq', 'prev_seq', 'from_state', 'to_state', 'account_id', 'at', 'reason'] as const
  const content = bare
    ? sql`null, null, null`
    : sql`coalesce(r.content_hash, sha256('made up')), r.item_count, r.total_fen + ${fen_more}::bigint`
  return sql`
    insert into payment_round_event (district, round_id, content_hash, item_count, total_fen, ${sql.join(columns.map((one) => sql.ref(one)))})
    select r.district, r.id, ${content}, ${sql.join(columns.map((one) => sql.ref(`x.${one}`)))}
    from payment_round r cross join jsonb_populate_record(null::payment_round_event, ${JSON.stringify(row)}::jsonb) x
    where r.district = ${DISTRICT}::int and r.id = ${rounds[round]}::uuid`
}
interface Step {
  seq: number
  prev_seq?: number | null
  from_state: string
  to_state: string
  account_id?: Uuid
  reason?: string
  bare?: boolean
  fen_more?: number
}

invariant('I8', () => {
  test('a round takes no step that is not the next one', async () => {
    expect(
      await attacker.saidToEach({
        'from a draft to approved': step('draft', { seq: 2, from_state: 'draft', to_state: 'approved' }),
        'from submitted to the bank': step('submitted', { seq: 3, from_state: 'submitted', to_state: 'exported' }),
        'back from the bank': step('exported', {
          seq: 6,
          from_state: 'exported',
          to_state: 'cancelled',
          reason: '想撤回',
        }),
        'from where it does not stand': step('submitted', { seq: 3, from_state: 'approved', to_state: 'funded' }),
        'after a step left out': step('submitted', { seq: 4, from_state: 'submitted', to_state: 'approved' }),
        'after nothing': step('submitted', { seq: 3, prev_seq: null, from_state: 'submitted', to_state: 'approved' }),
        'a second time': step('submitted', { seq: 2, from_state: 'draft', to_state: 'submitted' }),
        'beginning once more': step('submitted', { seq: 3, from_state: 'new', to_state: 'draft', bare: true }),
        'cancelled without a reason': step('submitted', { seq: 3, from_state: 'submitted', to_state: 'cancelled' }),
      }),
    ).toEqual({
      'from a draft to approved': 'payment_round_event_legal',
      'from submitted to the bank': 'payment_round_event_legal',
      'back from the bank': 'payment_round_event_legal',
      'from where it does not stand': 'payment_round_event_after',
      'after a step left out': 'payment_round_event_after',
      'after nothing': 'payment_round_event_first',
      'a second time': 'payment_round_event_pkey',
      'beginning once more': 'payment_round_event_after',
      'cancelled without a reason': 'payment_round_event_why',
    })
  })

  test('a round and a payment stand nowhere but where their steps led', async () => {
    const payment = (assignment: RawBuilder<unknown>) =>
      sql`update payment set ${assignment} where district = ${DISTRICT}::int and round_id = ${rounds.exported}::uuid`
    expect(
      await attacker.saidToEach({
        'cancelled without a step': set('submitted', sql`state = 'cancelled'`),
        'a draft again without a step': set('approved', sql`state = 'draft', content_hash = null, content_mac = null`),
        'at a step that was not taken': set(
          'approved',
          sql`seq = 4, state = 'funded', funded_by = gen_random_uuid(),
          appropriation_id = (select appropriation_id from payment_round where id = ${rounds.exported}::uuid)`,
        ),
        'void without a step': payment(sql`state = 'void'`),
        'failed without a step': payment(sql`state = 'failed', failed_reason = '账号与户名不符'`),
        'failed without a reason': payment(sql`state = 'failed'`),
        'paid without an act of care': payment(sql`state = 'paid', paid_on = '2026-11-21', bank_ref = 'X'`),
      }),
    ).toEqual({
      'cancelled without a step': 'payment_round_current',
      'a draft again without a step': 'payment_round_current',
      'at a step that was not taken': 'payment_round_current',
      'void without a step': 'payment_current',
      'failed without a step': 'payment_current',
      'failed without a reason': 'payment_failed',
      'paid without an act of care': 'payment_paid',
    })
  })

  test('a payment takes no step that is not the next one', async () => {
    const [line] = await pay.lines(rounds.exported)
    const event = (more: Record<string, unknown>) =>
      insertOf('payment_event', {
        district: DISTRICT,
        payment_id: line?.id,
        seq: 3,
        prev_seq: 2,
        from_state: 'exported',
        to_state: 'paid',
        account_id: testId(),
        at: '2026-11-21T02:00:00Z',
        ...more,
      })
    expect(
      await attacker.saidToEach({
        'paid before it was exported': event({ from_state: 'composed' }),
        'from where it does not stand': event({ from_state: 'composed', to_state: 'void' }),
        'after nothing': event({ prev_seq: null }),
        'after a step left out': event({ seq: 4, prev_seq: 3 }),
      }),
    ).toEqual({
      'paid before it was exported': 'payment_event_legal',
      'from where it does not stand': 'payment_event_after',
      'after nothing': 'payment_event_first',
      'after a step left out': 'payment_event_after',
    })
  })
})

invariant('I9', () => {
  test('nobody approves what she composed or submitted; no power is taken by nobody', async () => {
    expect(
      await attacker.saidToEach({
        'approved by its composer': set('submitted', sql`approved_by = composed_by`),
        'approved by who submitted it': set(
          'submitted',
          sql`submitted_by = gen_random_uuid(), approved_by = submitted_by`,
        ),
        'funded by its composer': set('approved', sql`funded_by = composed_by`),
        'funded by who submitted it': set('approved', sql`submitted_by = gen_random_uuid(), funded_by = submitted_by`),
        'closed by its composer': set('exported', sql`state = 'closed', closed_by = composed_by`),
        'approved by nobody': set('submitted', sql`state = 'approved'`),
        'funded by nobody': set('approved', sql`state = 'funded'`),
        'exported by nobody': set('exported', sql`exported_by = null`),
        'closed by nobody': set('exported', sql`state = 'closed'`),
        'another composer afterwards': set('submitted', sql`composed_by = gen_random_uuid()`),
      }),
    ).toEqual({
      'approved by its composer': 'payment_round_four_eyes',
      'approved by who submitted it': 'payment_round_four_eyes',
      'funded by its composer': 'payment_round_four_eyes',
      'funded by who submitted it': 'payment_round_four_eyes',
      'closed by its composer': 'payment_round_four_eyes',
      'approved by nobody': 'payment_round_approved',
      'funded by nobody': 'payment_round_funded',
      'exported by nobody': 'payment_round_exported',
      'closed by nobody': 'payment_round_closed',
      'another composer afterwards': 'permission denied',
    })
  })

  test('of deciding, holding the funds, paying out and supervising no two are one person', async () => {
    const me = sql`${pay.approver.account_id}::uuid`
    const powers = ['approved_by', 'funded_by', 'exported_by', 'closed_by']
    const pairs = powers.flatMap((one, i) => powers.slice(i + 1).map((other) => [one, other] as const))
    const answers = await attacker.saidToEach(
      Object.fromEntries(
        pairs.map(([one, other]) => [
          `${one} = ${other}`,
          set(
            'exported',
            sql`${sql.ref(one)} = ${me}, ${sql.ref(other)} = ${me}, state = ${other === 'closed_by' ? 'closed' : 'exported'}`,
          ),
        ]),
      ),
    )
    expect(Object.keys(answers)).toHaveLength(6)
    expect(new Set(Object.values(answers))).toEqual(new Set(['payment_round_four_powers']))
  })

  test('whoever had a hand in a round holds one power of it, and only who holds it takes its step', async () => {
    const hand = (round: keyof typeof rounds, account_id: Uuid, act: string) =>
      insertOf('payment_round_hand', {
        district: DISTRICT,
        round_id: rounds[round],
        account_id,
        act,
        at: '2026-11-21T02:00:00Z',
      })
    const [officer, approver] = [pay.officer.account_id, pay.approver.account_id]
    const approved = { seq: 3, from_state: 'submitted', to_state: 'approved' }
    const reconciled = { seq: 6, from_state: 'exported', to_state: 'reconciled' }
    expect(
      await attacker.saidToEach({
        'a composer who decides as well': hand('submitted', officer, 'approve'),
        'an approver who supervises as well': hand('exported', approver, 'close'),
        'a hand that is made another': sql`update payment_round_hand set act = 'close' where account_id = ${officer}::uuid`,
        'a hand that is forgotten': sql`delete from payment_round_hand where account_id = ${officer}::uuid`,
        'approved by who has a hand in the list': step('submitted', { ...approved, account_id: officer }),
        'approved by somebody unknown': step('submitted', approved),
        'answered by the approver': step('exported', { ...reconciled, account_id: approver }),
      }),
    ).toEqual({
      'a composer who decides as well': 'payment_round_hand_pkey',
      'an approver who supervises as well': 'payment_round_hand_pkey',
      'a hand that is made another': 'permission denied',
      'a hand that is forgotten': 'permission denied',
      'approved by who has a hand in the list': 'payment_round_event_hand',
      'approved by somebody unknown': 'payment_round_event_hand',
      'answered by the approver': 'payment_round_event_hand',
    })
  })

  test('the money itself takes two people: an appropriation, the closing of a year', async () => {
    const change = sql`update appropriation set confirmed_by = created_by where district = ${DISTRICT}::int`
    const closing = sql`update fund_period set state = 'closed', closing_by = ${pay.finance.account_id}::uuid,
      closed_by = ${pay.finance.account_id}::uuid, closed_at = now() where district = ${DISTRICT}::int`
    expect(await attacker.said(change)).toBe('appropriation_two_people')
    expect(await attacker.said(closing)).toBe('fund_period_two_people')
  })
})

invariant('I10', () => {
  test('a submitted round keeps its sum, its number of lines and its hash', async () => {
    expect(
      await attacker.saidToEach({
        'a fen more': set('submitted', sql`total_fen = total_fen + 1`),
        'a line more': set('submitted', sql`item_count = item_count + 1`),
        'another hash': set('submitted', sql`content_hash = sha256('x')`),
        'no hash': set('submitted', sql`content_hash = null`),
        'a fen more once it is approved': set('approved', sql`total_fen = total_fen + 1`),
        'a hash for a draft': set('draft', sql`content_hash = sha256('x'), content_mac = sha256('x')`),
      }),
    ).toEqual({
      'a fen more': 'payment_round_content',
      'a line more': 'payment_round_content',
      'another hash': 'payment_round_content',
      'no hash': 'payment_round_frozen',
      'a fen more once it is approved': 'payment_round_content',
      'a hash for a draft': 'payment_round_content',
    })
  })

  test('nobody approves or funds another content than was submitted', async () => {
    const approved = { seq: 3, from_state: 'submitted', to_state: 'approved' }
    expect(
      await attacker.saidToEach({
        'approved with a fen more': step('submitted', { ...approved, fen_more: 1 }),
        'approved without saying what': step('submitted', { ...approved, bare: true }),
        'funded with a fen more': step('approved', { seq: 4, from_state: 'approved', to_state: 'funded', fen_more: 1 }),
        'submitted without content': step('draft', { seq: 2, from_state: 'draft', to_state: 'submitted', bare: true }),
      }),
    ).toEqual({
      'approved with a fen more': 'payment_round_event_carries',
      'approved without saying what': 'payment_round_event_content',
      'funded with a fen more': 'payment_round_event_carries',
      'submitted without content': 'payment_round_event_content',
    })
  })

  test('the bank is given as much as was frozen', async () => {
    const file = (change: Record<string, unknown>) =>
      copyOf(
        'bank_file',
        sql`t.round_id = ${rounds.exported}::uuid`,
        { id: testId(), round_id: rounds.approved, ...change },
        BANK_FILE,
      )
    expect(await attacker.said(file({ total_fen: 1 }))).toBe('bank_file_round')
    expect(await attacker.said(file({ line_count: 99 }))).toBe('bank_file_round')
    expect(await attacker.said(set('exported', sql`total_fen = total_fen + 1`))).toBe('bank_file_round')
  })
})
