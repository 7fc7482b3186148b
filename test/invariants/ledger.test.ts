import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Uuid } from '../../src/kernel/ids.ts'
import { fen } from '../../src/kernel/money.ts'
import { askToClose, bookSpending, closeYear, reverseTransfer } from '../../src/ledgers/funds/commands/index.ts'
import { reserve, spend } from '../../src/ledgers/funds/index.ts'
import { command } from '../../src/platform/database/transact.ts'
import { callOf, testId } from '../support/app.ts'
import { type Attacker, attackerOf, insertOf } from '../support/attack.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../support/funds.ts'
import { invariant } from './table.ts'

// The books of an association: an appropriation of which something is reserved, something spent.

const DISTRICT = 530103
let db: TestDatabase
let office: FundsOffice
let attacker: Attacker
let appropriation: Uuid
let spending: Uuid
const accounts = new Map<string, Uuid>()

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeFundsOffice(db)
  attacker = attackerOf(db, office.finance.scope)
  appropriation = await makeAppropriation(db, office, 100_000)
  const ref = { kind: 'trial', id: testId() }
  const call = callOf(db, office.finance)
  await command(db.db, call, { name: 'test.reserve', input: ref }, async (tx) => {
    const movement = { ref, operation: 'reserve', amount_fen: fen(40_000) }
    await reserve(tx, call, { district: DISTRICT, appropriation_id: appropriation, movements: [movement] })
    await spend(tx, call, { district: DISTRICT, movements: [{ ref, operation: 'line 1', amount_fen: fen(15_000) }] })
    return { result: null }
  })
  spending = testId()
  await bookSpending(db.db, callOf(db, office.finance), {
    id: spending,
    appropriation_id: appropriation,
    amount_fen: fen(1_000),
    happened_on: callOf(db, office.finance).today,
    memo: '会议用水',
  })
  const { rows } = await db.admin.query<{ kind: string; id: Uuid }>(
    'select kind, id from fund_account where appropriation_id = $1',
    [appropriation],
  )
  for (const row of rows) accounts.set(row.kind, row.id)
})
afterAll(() => db.drop())

const said = (...statements: RawBuilder<unknown>[]) => attacker.said(...statements)
const transfer = (more: Record<string, unknown> = {}) =>
  insertOf('fund_transfer', {
    district: DISTRICT,
    id: testId(),
    year: 2026,
    kind: 'spend',
    from_account: accounts.get('available'),
    to_account: accounts.get('spent'),
    amount_fen: 100,
    appropriation_id: appropriation,
    ref_kind: 'spending',
    ref_id: testId(),
    operation: 'spend',
    happened_on: '2026-11-01',
    posted_by: office.finance.account_id,
    posted_at: '2026-11-21T02:00:00Z',
    ...more,
  })

invariant('I4', () => {
  test('a sum is no fraction and not below nothing', async () => {
    expect(await said(transfer({ amount_fen: -1 }))).toBe('fen_not_negative')
    expect(await said(transfer({ amount_fen: 1.5 }))).toBe('22P02')
    const less = sql`update fund_account set balance_fen = -1 where district = ${DISTRICT}::int`
    expect(await said(less)).toBe('fen_not_negative')
  })

  test('every column of money in every table is of whole fen', async () => {
    const { rows } = await db.admin.query<{ column: string }>(
      `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, null) as column
       from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
       where c.relnamespace = 'public'::regnamespace and a.attname like '%\\_fen' and a.attnum > 0 and a.atttypid <> 'fen'::regtype
         and not a.attisdropped order by 1`,
    )
    // A month's sum of care records may lie below nothing: what takes an act back may fall into a later month. So may what a draft changes.
    const foreseen = ['simulation', 'simulation_month', 'simulation_street'].flatMap((table) => [
      ...(table === 'simulation' ? ['simulation.arrears_fen bigint'] : []),
      `${table}.draft_fen bigint`,
      `${table}.today_fen bigint`,
    ])
    expect(rows.map((row) => row.column)).toEqual(['care_rollup.amount_fen bigint', ...foreseen])
  })
})

invariant('I11', () => {
  test('nothing, less than nothing, to itself, to nowhere', async () => {
    expect(await said(transfer({ amount_fen: 0 }))).toBe('fund_transfer_moves')
    expect(await said(transfer({ to_account: accounts.get('available') }))).toBe('fund_transfer_moves')
    expect(await said(transfer({ to_account: testId() }))).toBe('fund_transfer_to')
  })
})

invariant('I12', () => {
  test('a transfer has both its sides', async () => {
    const id = testId()
    const out = insertOf('fund_entry', {
      district: DISTRICT,
      account_id: accounts.get('available'),
      account_version: 4,
      account_kind: 'available',
      direction: 'out',
      transfer_id: id,
      amount_fen: 100,
      balance_before: 59_000,
      balance_after: 58_900,
      previous_version: 3,
      previous_final: false,
      final: false,
    })
    expect(await said(transfer())).toBe('fund_transfer_out')
    expect(await said(transfer({ id }), out)).toBe('fund_transfer_in')
  })

  const entry = (more: Record<string, unknown>) =>
    insertOf('fund_entry', {
      district: DISTRICT,
      account_id: accounts.get('spent'),
      account_version: 3,
      account_kind: 'spent',
      direction: 'in',
      transfer_id: spending,
      amount_fen: 1_000,
      balance_before: 16_000,
      balance_after: 17_000,
      previous_version: 2,
      previous_final: false,
      final: false,
      ...more,
    })

  test.each([
    [
      'a version written twice',
      { account_version: 2, previous_version: 1, balance_before: 15_000, balance_after: 16_000 },
      'fund_entry_pkey',
    ],
    ['a version left out', { account_version: 5 }, 'fund_entry_first'],
    ['no former entry named', { previous_version: null, previous_final: null }, 'fund_entry_first'],
    ['a sum that does not add up', { balance_after: 17_001 }, 'fund_entry_sum'],
    [
      'a beginning that is not the former end',
      { balance_before: 15_999, balance_after: 16_999 },
      'fund_entry_previous',
    ],
    ['another sum than the transfer’s', { amount_fen: 900, balance_after: 16_900 }, 'fund_entry_transfer'],
    ['the kind of another account', { account_kind: 'source', direction: 'out' }, 'fund_entry_account'],
    ['an entry without a transfer', { transfer_id: null }, 'fund_entry_moves'],
  ])('%s', async (_what, more, constraint) => {
    const id = testId()
    expect(await said(transfer({ id, amount_fen: 1_000 }), entry({ transfer_id: id, ...more }))).toBe(constraint)
  })

  test('the same side of a transfer is written once', async () => {
    expect(await said(entry({}))).toBe('fund_entry_side_once')
  })
})

invariant('I13', () => {
  test('not by a fen, and not by saying that more was given', async () => {
    const set = (assignment: RawBuilder<unknown>) =>
      said(
        sql`update appropriation set ${assignment} where district = ${DISTRICT}::int and id = ${appropriation}::uuid`,
      )
    expect(await set(sql`reserved_fen = 84001`)).toBe('appropriation_not_overspent')
    expect(await set(sql`spent_fen = 75001`)).toBe('appropriation_not_overspent')
    expect(await set(sql`appropriated_fen = 200000`)).toBe('appropriation_amount')
    expect(await set(sql`confirmed_at = null`)).toBe('appropriation_marks')
  })
})

invariant('I14', () => {
  test('by less, to another account, as something else, and twice', async () => {
    const back = { kind: 'reversal', reverses_id: spending, amount_fen: 1_000, from_account: accounts.get('spent') }
    const right = { ...back, to_account: accounts.get('available') }
    expect(await said(transfer({ ...right, amount_fen: 999 }))).toBe('fund_transfer_reverses')
    expect(await said(transfer({ ...back, to_account: accounts.get('reserved') }))).toBe('fund_transfer_reverses')
    expect(await said(transfer({ ...right, kind: 'spend' }))).toBe('fund_transfer_reversal')
    const input = { transfer_id: spending, reason: '重复登记' }
    await reverseTransfer(db.db, callOf(db, office.finance), { ...input, id: testId() })
    expect(await said(transfer(right))).toBe('fund_transfer_reversed_once')
    await expect(reverseTransfer(db.db, callOf(db, office.finance), { ...input, id: testId() })).rejects.toMatchObject({
      code: 'funds.already_reversed',
    })
  })
})

invariant('I15', () => {
  test('not even past every command', async () => {
    const old = await makeAppropriation(db, office, 5_000, { year: 2024 })
    await askToClose(db.db, callOf(db, office.finance), 2024)
    await closeYear(db.db, callOf(db, office.approver), 2024)
    const { rows } = await db.admin.query<{ id: Uuid; version: number; balance_fen: number }>(
      `select id, version, balance_fen::int from fund_account where appropriation_id = $1 and kind = 'spent'`,
      [old],
    )
    const [spent] = rows
    const entry = {
      district: DISTRICT,
      account_id: spent?.id,
      account_version: (spent?.version ?? 0) + 1,
      account_kind: 'spent',
      direction: 'in',
      transfer_id: testId(),
      amount_fen: 1_000,
      balance_before: spent?.balance_fen,
      balance_after: (spent?.balance_fen ?? 0) + 1_000,
      previous_version: spent?.version,
      final: false,
    }
    const insert = (previous_final: boolean) =>
      said(transfer({ id: entry.transfer_id, amount_fen: 1_000 }), insertOf('fund_entry', { ...entry, previous_final }))
    expect(await insert(true)).toBe('fund_entry_first')
    expect(await insert(false)).toBe('fund_entry_previous')
    const alone = { year: 2024, appropriation_id: old, to_account: spent?.id }
    expect(await said(transfer({ ...alone, happened_on: '2024-05-01' }))).toBe('fund_transfer_out')
    const open = sql`update fund_period set state = 'open', closing_by = null, closed_by = null, closed_at = null where year = 2024`
    expect(await said(open)).toBe('fund_closing_period')
    expect(await said(sql`delete from fund_closing`, open)).toBe('permission denied')
  })
})

test('I22: a row of another district is out of reach', async () => {
  expect(await said(transfer({ district: 530102 }))).toBe('row security')
})
