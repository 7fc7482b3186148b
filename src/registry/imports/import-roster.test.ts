import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { couple, HEADERS, xlsx } from '../../../test/support/rosters.ts'
import { instant } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { importRoster } from './index.ts'

const FILE = new URL('../../../data/demonstration/roster-530103.xlsx', import.meta.url)
const NOW = instant('2018-01-04T02:00:00.000Z')

/** Characters that are the same in both scripts. */
const GIVEN =
  '一二三四五六七八九十天地山水火土木石田禾日月星辰春夏秋冬南北西中上下左右大小多少平安康和美好正直文武明江河湖海林森'

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

describe('the demonstration roster of 357 families', () => {
  const bytes = readFileSync(FILE)
  const run = (apply: boolean, key?: string) =>
    importRoster(db.db, callOf(db, officer, { now: NOW, ...(key ? { idempotency_key: key } : {}) }), {
      bytes,
      file_name: '盘龙区花名册.xlsx',
      apply,
    })

  test('is read under its officer’s own headers without a fault, every column of it', async () => {
    const { import: detail, faults, changes, applied } = await run(false)
    expect({ applied, faults }).toEqual({ applied: false, faults: [] })
    expect(detail.counts).toMatchObject({ blocks: 0, warns: 0, new_households: 357, new_persons: 873 + 184 })
    expect(changes).toHaveLength(357)
    expect(detail.sheets[0]?.columns.filter((column) => column.field === null)).toEqual([])
    expect(detail.skipped.map((one) => one.message)).toEqual(['表头上方的文字', '空行', '说明文字'])
  })

  test('is applied once, however often it is sent', async () => {
    expect((await run(true, 'demonstration-roster')).applied).toBe(true)
    await run(true, 'demonstration-roster')
    expect(await run(true)).toMatchObject({ applied: false, import: { state: 'applied', applied_before: true } })
    const { rows } = await db.admin.query<{ families: string; living: string; mourned: string }>(`
      select (select count(*) from family where branch = 'death') || '+' || (select count(*) from family where branch = 'disability') as families,
        count(*) filter (where died_on is null) as living, count(*) filter (where died_on is not null) as mourned from person`)
    expect(rows).toEqual([{ families: '184+173', living: '873', mourned: '184' }])
  })

  test('leaves the register and the imports as their invariants say', async () => {
    expect(await runChecks(db.admin, findChecks('src/registry'))).toEqual([])
  })

  test('read again from another file changes nobody', async () => {
    const { readWorkbook } = await import('../../platform/exchange/read-sheets.ts')
    const workbook = await readWorkbook(bytes, { fileName: 'a.xlsx' })
    const lines =
      workbook.sheets[0]?.rows.slice(1).map((row) => row.map((cell) => (cell.kind === 'text' ? cell.value : null))) ??
      []
    const again = await xlsx({ lines })
    const { import: detail } = await importRoster(db.db, callOf(db, officer, { now: NOW }), {
      bytes: again,
      file_name: 'b.xlsx',
      apply: true,
    })
    expect(detail.counts).toMatchObject({
      blocks: 0,
      new_households: 0,
      changed_households: 0,
      unchanged_households: 357,
      absent_persons: 0,
    })
  })
})

describe('a roster of 10,000 rows', () => {
  test('is staged and applied', { timeout: 300_000 }, async () => {
    const street = await makeActor(db, 'street_officer', '530103001')
    const lines = Array.from({ length: 3_334 }, (_, n) => {
      const name = `王${GIVEN.charAt(n % GIVEN.length)}${GIVEN.charAt(Math.floor(n / GIVEN.length) % GIVEN.length)}${n >= GIVEN.length ** 2 ? '同' : ''}`
      const father = { name, born: null }
      return couple(`N${n}`, {
        n: 1_000 + n,
        father,
        mother: { name: name.replace('王', '李'), born: null },
        child: { name: `${name}子` },
      })
    }).flat()
    const bytes = await xlsx({ lines: [HEADERS, ...lines] })
    const call = callOf(db, street, { now: instant('2026-01-04T02:00:00.000Z') })
    const result = await importRoster(db.db, call, { bytes, file_name: '大表.xlsx', apply: true })
    // Of so many numbers some end in zeros and are asked about.
    expect(result.faults.filter((fault) => fault.code !== 'imports.id_perhaps_cut').slice(0, 3)).toEqual([])
    // Tables that were empty a moment ago have no statistics, and the invariants asked at the end would walk them row by row.
    await db.admin.query('analyze')
    expect(result).toMatchObject({ applied: true, import: { counts: { new_households: 3_334, new_persons: 10_002 } } })
  })
})
