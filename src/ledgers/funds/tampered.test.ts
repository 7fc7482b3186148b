import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import { fen } from '../../kernel/money.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { bookSpending } from './commands/index.ts'

// The books changed behind the product's back by the superuser (T14): the hourly questions find each change.

let db: TestDatabase
let office: FundsOffice
const CHECKS = findChecks('src').filter((check) => check.name.startsWith('funds/'))

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeFundsOffice(db)
  const appropriation_id = await makeAppropriation(db, office, 100_000)
  for (const amount of [1_000, 2_500, 3_750]) {
    await bookSpending(db.db, callOf(db, office.finance), {
      id: testId(),
      appropriation_id,
      amount_fen: fen(amount),
      happened_on: callOf(db, office.finance).today,
      memo: '会议用水',
    })
  }
})
afterAll(() => db.drop())

const SPENT = `(select id from fund_account where kind = 'spent' limit 1)`
const CHANGES: [what: string, statement: string][] = [
  ['a balance', `update fund_account set balance_fen = balance_fen + 1 where kind = 'spent'`],
  ['what an appropriation has spent', 'update appropriation set spent_fen = spent_fen - 1000'],
  ['what was given', 'update appropriation set appropriated_fen = appropriated_fen + 1, stated_fen = stated_fen + 1'],
  ['the sum of a transfer', `update fund_transfer set amount_fen = amount_fen + 1 where kind = 'spend'`],
  [
    'where a transfer went',
    `update fund_transfer set to_account = from_account, from_account = to_account where kind = 'spend'`,
  ],
  ['an entry’s sum', `update fund_entry set amount_fen = amount_fen + 1 where direction <> 'close'`],
  [
    'an entry’s balance',
    `update fund_entry set balance_after = balance_after + 1 where account_version = 2 and account_id = ${SPENT}`,
  ],
  ['an entry taken away', `delete from fund_entry where account_version = 3 and account_id = ${SPENT}`],
  ['a transfer taken away', `delete from fund_transfer where kind = 'spend'`],
]

test.each(CHANGES)('%s is found', async (_what, statement) => {
  await db.admin.query('begin')
  // As a superuser can: without keys, and without the checks of the table.
  await db.admin.query(`set local session_replication_role = replica`)
  for (const table of ['fund_transfer', 'fund_entry', 'appropriation']) await dropChecks(table)
  const { rowCount } = await db.admin.query(statement)
  const faults = await runChecks(db.admin, CHECKS)
  await db.admin.query('rollback')
  expect(rowCount).toBeGreaterThan(0)
  expect(faults.length).toBeGreaterThan(0)
})

test('and nothing is found where nothing was changed', async () => {
  expect(await runChecks(db.admin, CHECKS)).toEqual([])
})

async function dropChecks(table: string): Promise<void> {
  const { rows } = await db.admin.query<{ name: string }>(
    `select conname as name from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
    [table],
  )
  for (const { name } of rows) await db.admin.query(`alter table ${table} drop constraint ${name}`)
}
