import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Actor } from '../call.ts'
import { appendAudit } from '../database/audit.ts'
import { command, readIn } from '../database/transact.ts'
import { exportWorkbook } from './export-workbook.ts'

let db: TestDatabase
let officer: Actor
let worker: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
})
afterAll(() => db.drop())

const TRACE = { action: 'test.export', district: 530_103, detail: { rows: 40_000 } }
const ROWS = Array.from({ length: 40_000 }, (_, i) => ({ name: `王${i}`, file: `F${i}` }))
const COLUMNS = [
  { key: 'name', header: '姓名', kind: 'text' },
  { key: 'file', header: '档案', kind: 'text' },
] as const

/** A colleague of the same district writes something down. */
const colleagueWrites = () =>
  command(db.db, callOf(db, worker), { name: 'test.write', input: {} }, () => Promise.resolve({ result: 'written' }))

const within = <T>(ms: number, promise: Promise<T>) => {
  const { promise: late, resolve } = Promise.withResolvers<'still waiting'>()
  const timer = setTimeout(() => resolve('still waiting'), ms)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const tracesOf = async (action: string) =>
  (
    await db.admin.query<{ reason: string | null; detail: unknown }>(
      'select reason, detail from audit_entry where action = $1',
      [action],
    )
  ).rows

describe('a large list taken away', () => {
  test('keeps no colleague of the district waiting while its workbook is written, and holds no connection', async () => {
    let ended = false
    const taking = exportWorkbook(db.db, callOf(db, officer), '年度核对', () =>
      Promise.resolve({ sheets: [{ name: '名单', columns: COLUMNS, rows: ROWS }], file_name: '名单', trace: TRACE }),
    ).finally(() => {
      ended = true
    })
    await expect.poll(() => tracesOf(TRACE.action)).toHaveLength(1)
    expect(await colleagueWrites()).toBe('written')
    expect(db.db.pool.idleCount).toBe(db.db.pool.totalCount)
    expect(ended).toBe(false)
    expect(await taking).toMatchObject({ file_name: '名单-2026-11-21.xlsx' })
    expect(await tracesOf(TRACE.action)).toEqual([{ reason: '年度核对', detail: TRACE.detail }])
  })

  test('leaves no trace when its rows were not given', async () => {
    const refused = exportWorkbook(db.db, callOf(db, officer), '核对', () => Promise.reject(new Error('too many')))
    await expect(refused).rejects.toThrow('too many')
    expect(await tracesOf(TRACE.action)).toHaveLength(1)
  })
})

describe('the trace of a look', () => {
  test('is left with the commit: what is done after it is said holds nobody up', async () => {
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const looking = readIn(db.db, callOf(db, officer), async (tx) => {
      appendAudit(tx, callOf(db, officer), { action: 'test.look', district: 530_103 })
      await done
    })
    const written = await within(5_000, colleagueWrites())
    resolve()
    await looking
    expect(written).toBe('written')
    expect(await tracesOf('test.look')).toHaveLength(1)
  })
})
