import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/support/app.ts'
import { answerRows, type BankAnswer, COLUMN, writeSheets } from '../../../test/support/bank-returns.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makePaymentsOffice, type PaymentsOffice, roundIn } from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'

// A bank's answer is one sheet: what stands in another would be believed by whoever opens the file and read by nobody here.

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const bring = (round: Uuid, file: BankAnswer) =>
  app.request(office.officer, 'POST', `/api/payment-rounds/${round}/bank-return`, { file })
const stateOf = async (round: Uuid) =>
  (await db.admin.query('select state, version from payment_round where id = $1', [round])).rows

test('a second sheet that says otherwise is refused by its name; a blank one does not matter', async () => {
  const round = await roundIn(office, 'exported', { couples: 2, template: 'general_xlsx' })
  const { rows, template } = await answerRows(db, office.officer, round)
  const header = template.answer.map((column) => column.header)
  const first = { name: '回盘', header, rows }
  const before = await stateOf(round)
  const failed = rows.map((row) => row.map((cell, i) => (i === COLUMN.outcome ? (template.failed[0] ?? '') : cell)))
  const two = await bring(round, await writeSheets([first, { name: '补充', header, rows: failed }]))
  expect(two).toMatchObject({
    status: 422,
    body: {
      code: 'payments.return_refused',
      issues: [
        { place: '补充', code: 'payments.return_second_sheet', detail: '工作表“补充”里还有内容，回盘只能有一张表。' },
      ],
    },
  })
  expect(await stateOf(round)).toEqual(before)
  const blank = { name: 'Sheet2', header: [' '], rows: [] }
  expect((await bring(round, await writeSheets([first, blank]))).status).toBe(200)
})
