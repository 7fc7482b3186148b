import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Uuid } from '../../src/kernel/ids.ts'
import { testId } from '../support/app.ts'
import { type Attacker, attackerOf, BANK_FILE, copyOf, insertOf } from '../support/attack.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { runFor } from '../support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../support/families.ts'
import { makePayRoom, type PayRoom, ROUND_DAY } from '../support/rounds.ts'
import { invariant } from './table.ts'

// What the bank says, and the files people bring: one round has its answer, another waits for it.

const DISTRICT = 530_103
let db: TestDatabase
let pay: PayRoom
let attacker: Attacker
let answered: Uuid
let waiting: Uuid
/** The file of the round that waits. */
let file: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  attacker = attackerOf(db, pay.officer.scope)
  const composed: Uuid[] = []
  for (const n of [0, 1]) {
    const [family] = await registerForTest(db, pay.officer, [bereavedCouple(n)])
    await pay.giveAccounts(family?.person_ids.slice(0, 2) ?? [])
    await runFor(db, pay.officer, ROUND_DAY)
    const { id } = await pay.compose(`第${n}批`)
    await pay.send(id)
    composed.push(id)
  }
  ;[answered, waiting] = composed as [Uuid, Uuid]
  await pay.answer(answered, await pay.answerTo(answered, [2]))
  const { rows } = await db.admin.query<{ id: Uuid }>('select id from bank_file where round_id = $1', [waiting])
  file = rows[0]?.id as Uuid
})
afterAll(() => db.drop())

const of = (round: Uuid) => sql`t.bank_file_id = (select f.id from bank_file f where f.round_id = ${round}::uuid)`
/** The first round's answer once more, for the file that still waits. */
const otherReturn = (id: Uuid) =>
  copyOf('bank_return', of(answered), { id, bank_file_id: file, sha256: `\\x${'0'.repeat(64)}` })
const line = (change: Record<string, unknown>) =>
  copyOf('bank_return_line', sql`${of(answered)} and t.line_no = 1`, change)

invariant('I17', () => {
  test('a line is answered once, a reference of the bank used once, and only what was sent has an answer', async () => {
    const id = testId()
    const other = { bank_return_id: id, bank_file_id: file }
    const said = (change: Record<string, unknown>) => attacker.said(otherReturn(id), line(change))
    expect(await attacker.said(line({ bank_ref: 'YH-NEW' }))).toBe('bank_return_line_pkey')
    expect(await said({ ...other })).toBe('bank_return_line_ref')
    expect(await said({ ...other, line_no: 99, bank_ref: 'YH-NEW' })).toBe('bank_return_line_answers')
    expect(await attacker.said(line({ bank_file_id: file, bank_ref: 'YH-NEW' }))).toBe('bank_return_line_return')
    expect(await attacker.said(sql`update bank_return_line set outcome = 'paid'`)).toBe('permission denied')
  })

  test('a payment is in one file, and a round has one file', async () => {
    const again = copyOf('bank_file_line', sql`${of(answered)} and t.line_no = 1`, { bank_file_id: file, line_no: 3 })
    expect(await attacker.said(again)).toBe('bank_file_line_once')
    const another = copyOf('bank_file', sql`t.id = ${file}::uuid`, { id: testId() }, BANK_FILE)
    expect(await attacker.said(another)).toBe('bank_file_once')
  })
})

invariant('I18', () => {
  test('the bank’s answer is taken once, and there is one to a file', async () => {
    const [id, sha256] = [testId(), `\\x${'1'.repeat(64)}`]
    expect(await attacker.said(copyOf('bank_return', of(answered), { id, bank_file_id: file }))).toBe(
      'bank_return_once',
    )
    expect(await attacker.said(copyOf('bank_return', of(answered), { id, sha256 }))).toBe('bank_return_whole')
  })

  test('a roster is applied once, and each part of it read once', async () => {
    const batch = (more: Record<string, unknown>) =>
      insertOf('import_batch', {
        district: DISTRICT,
        id: testId(),
        lo: DISTRICT * 1_000_000,
        hi: (DISTRICT + 1) * 1_000_000,
        kind: 'roster',
        sha256: `\\x${'2'.repeat(64)}`,
        file_name: 'roster.xlsx',
        state: 'applied',
        sheets: [],
        mapping: {},
        counts: {},
        skipped: [],
        previewed: [],
        uploaded_by: pay.officer.account_id,
        uploaded_post: pay.officer.post_id,
        uploaded_at: '2026-11-21T02:00:00Z',
        applied_by: pay.officer.account_id,
        applied_at: '2026-11-21T02:00:00Z',
        ended_at: '2026-11-21T02:00:00Z',
        ...more,
      })
    expect(await attacker.said(batch({}), batch({}))).toBe('import_batch_applied_once')
    const id = testId()
    const part = insertOf('import_part', {
      district: DISTRICT,
      import_id: id,
      sheet_no: 0,
      from_row: 1,
      row_count: 10,
      lo: DISTRICT * 1_000_000,
      hi: (DISTRICT + 1) * 1_000_000,
      content: '\\x00',
    })
    expect(await attacker.said(batch({ id }), part, part)).toBe('import_part_pkey')
  })
})
