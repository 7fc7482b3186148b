import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { constraintOf } from '../../platform/database/errors.ts'
import { asSystem, command } from '../../platform/database/transact.ts'
import { askToClose, bookSpending, closeYear, reverseTransfer } from './commands/index.ts'
import { reserve, spend } from './index.ts'

// Attacks as the application itself, past every command: what the database alone refuses.

const DISTRICT = 530103
let db: TestDatabase
let office: FundsOffice
let appropriation: Uuid
let spending: Uuid
const accounts = new Map<string, Uuid>()

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeFundsOffice(db)
  appropriation = await makeAppropriation(db, office, 100_000)
  const ref = { kind: 'payment_round', id: testId() }
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

/** What the database says to statements of the application in one transaction: the constraint, or the error's code. */
async function said(...statements: RawBuilder<unknown>[]): Promise<string | undefined> {
  try {
    await asSystem(db.db, office.finance.scope, async (tx) => {
      for (const statement of statements) await statement.execute(tx)
    })
    return 'done'
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error
    return constraintOf(cause) ?? (cause as { code?: string }).code
  }
}

const transfer = (more: Record<string, unknown> = {}) => {
  const row = {
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
  }
  return sql`insert into fund_transfer select * from jsonb_populate_record(null::fund_transfer, ${JSON.stringify(row)}::jsonb)`
}

test('I4: money is whole fen and never below nothing', async () => {
  expect(await said(transfer({ amount_fen: -1 }))).toBe('fen_not_negative')
  expect(await said(transfer({ amount_fen: 1.5 }))).toBe('22P02')
  expect(await said(sql`update fund_account set balance_fen = -1 where district = ${DISTRICT}::int`)).toBe(
    'fen_not_negative',
  )
  const { rows } = await db.admin.query<{ type: string }>(
    `select distinct format_type(atttypid, null) as type from pg_attribute join pg_class c on c.oid = attrelid
     where relname in ('appropriation', 'fund_account', 'fund_reservation', 'fund_transfer', 'fund_entry') and attname like '%\\_fen' and attnum > 0`,
  )
  expect(rows).toEqual([{ type: 'fen' }])
})

test('I11: a transfer moves more than nothing from one account to another', async () => {
  expect(await said(transfer({ amount_fen: 0 }))).toBe('fund_transfer_moves')
  expect(await said(transfer({ to_account: accounts.get('available') }))).toBe('fund_transfer_moves')
  expect(await said(transfer({ to_account: testId() }))).toBe('fund_transfer_to')
})

describe('I12: the history of an account proves itself', () => {
  const entry = (more: Record<string, unknown>) => {
    const row = {
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
    }
    return sql`insert into fund_entry select * from jsonb_populate_record(null::fund_entry, ${JSON.stringify(row)}::jsonb)`
  }

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

test('I13: nothing is reserved or spent that was not appropriated', async () => {
  const set = (assignment: RawBuilder<unknown>) =>
    said(sql`update appropriation set ${assignment} where district = ${DISTRICT}::int and id = ${appropriation}::uuid`)
  expect(await set(sql`reserved_fen = 84001`)).toBe('appropriation_not_overspent')
  expect(await set(sql`spent_fen = 75001`)).toBe('appropriation_not_overspent')
  expect(await set(sql`appropriated_fen = 200000`)).toBe('appropriation_amount')
  expect(await set(sql`confirmed_by = created_by`)).toBe('appropriation_two_people')
  expect(await set(sql`confirmed_at = null`)).toBe('appropriation_marks')
})

test('I14: a transfer is reversed once, by the same sum the other way', async () => {
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

test('I15: a closed year takes no entry, not even past every command', async () => {
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
    said(
      transfer({ id: entry.transfer_id, amount_fen: 1_000 }),
      sql`insert into fund_entry
      select * from jsonb_populate_record(null::fund_entry, ${JSON.stringify({ ...entry, previous_final })}::jsonb)`,
    )
  expect(await insert(true)).toBe('fund_entry_first')
  expect(await insert(false)).toBe('fund_entry_previous')
})

test('I16: what was written stays: no change, no removal, no emptying', async () => {
  const codes = []
  for (const table of ['fund_transfer', 'fund_entry', 'fund_source']) {
    codes.push(
      await said(sql`update ${sql.table(table)} set district = district`),
      await said(sql`delete from ${sql.table(table)}`),
      await said(sql`truncate ${sql.table(table)}`),
    )
  }
  for (const table of ['appropriation', 'fund_account', 'fund_period', 'fund_reservation']) {
    codes.push(await said(sql`delete from ${sql.table(table)}`))
  }
  codes.push(await said(sql`update appropriation set stated_fen = 1`))
  expect(new Set(codes)).toEqual(new Set(['42501']))
})

test('I22: a row of another district is out of reach', async () => {
  expect(await said(transfer({ district: 530102 }))).toBe('42501')
})
