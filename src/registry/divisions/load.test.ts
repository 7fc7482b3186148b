import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { civilDate } from '../../kernel/calendar.ts'
import { loadDivisions, type LoadOptions } from './index.ts'

let db: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'nuanxin-divisions-'))

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(async () => {
  await db.drop()
  rmSync(folder, { recursive: true })
})

const LINES = ['53\t云南省', '5301\t昆明市', '530103\t盘龙区', '530103007\t龙泉街道', '530103007001\t宝云社区居委会']

function tableOf(version: string, lines: readonly string[]): LoadOptions {
  const path = join(folder, `${version}.tsv.br`)
  writeFileSync(path, brotliCompressSync(lines.map((line) => `${line}\n`).join('')))
  const table = { version, table_date: civilDate(`${version}-06-30`), source: `${version}年代码表` }
  return { table, file: pathToFileURL(path) }
}

async function rowsOf(sql: string): Promise<unknown[][]> {
  return (await db.admin.query({ text: sql, rowMode: 'array' })).rows as unknown[][]
}

const indexes = () =>
  rowsOf(
    `select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid = 'division'::regclass
     union all select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'division'::regclass order by 1, 2`,
  )

describe('loading divisions', () => {
  test(
    'brings the whole country into an empty table, and does nothing the second time',
    { timeout: 300_000 },
    async () => {
      await db.admin.query('truncate division, division_version, division_change cascade')
      const before = await indexes()
      const progress: number[] = []
      const loaded = await loadDivisions(db.url('migrator'), { onProgress: (places) => progress.push(places) })
      expect(loaded).toEqual({ version: '2023', places: 665_272, skipped: false })
      expect(await indexes()).toEqual(before)
      expect([progress.at(-1), progress.length > 100]).toEqual([665_272, true])
      // As published: a place that stands for two tiers counts in both.
      const tiers = await rowsOf(
        `select l::int, count(*)::int from division d, generate_series(d.level::int, d.base_level::int) l group by l order by l`,
      )
      expect(tiers).toEqual([
        [0, 1],
        [1, 31],
        [2, 342],
        [3, 2_978],
        [4, 41_352],
        [5, 620_573],
      ])
      expect(await rowsOf(`select count(*)::int from division where parent = 530103000000`)).toEqual([[12]])
      expect(await loadDivisions(db.url('migrator'))).toEqual({ version: '2023', places: 0, skipped: true })
    },
  )

  test('brings a later table by comparison: new, gone, renamed', async () => {
    await db.admin.query('truncate division, division_version, division_change cascade')
    await loadDivisions(db.url('migrator'), tableOf('2023', LINES))
    const later = [...LINES.slice(0, 2), '530103\t盘龙新区', ...LINES.slice(3, 4), '530103007002\t兴龙社区居委会']
    expect(await loadDivisions(db.url('migrator'), tableOf('2024', later))).toMatchObject({ places: 6, skipped: false })
    expect(
      await rowsOf(
        `select code::text, path_name, valid_from::text, valid_to::text, version from division where level > 2 order by code`,
      ),
    ).toEqual([
      ['530103000000', '云南省昆明市盘龙新区', null, null, '2023'],
      ['530103007000', '云南省昆明市盘龙新区龙泉街道', null, null, '2023'],
      ['530103007001', '云南省昆明市盘龙区龙泉街道宝云社区居委会', null, '2024-06-30', '2023'],
      ['530103007002', '云南省昆明市盘龙新区龙泉街道兴龙社区居委会', '2024-06-30', null, '2024'],
    ])
    expect(
      await rowsOf(
        `select old_name, new_name, effective_on::text, document from division_change where kind = 'rename'`,
      ),
    ).toEqual([['盘龙区', '盘龙新区', '2024-06-30', '2024年代码表']])
  })

  test('leaves the table and its indexes as they were when a line is wrong', async () => {
    const wrong = tableOf('2025', [...LINES, '530104001\t某街道'])
    const state = async () => [await indexes(), await rowsOf('select code, version from division order by code')]
    const filled = await state()
    await expect(loadDivisions(db.url('migrator'), wrong)).rejects.toThrow('division_nesting_check')
    expect(await state()).toEqual(filled)
    await db.admin.query('truncate division, division_version cascade')
    const empty = await state()
    await expect(loadDivisions(db.url('migrator'), wrong)).rejects.toThrow('division_nesting_check')
    expect(await state()).toEqual(empty)
  })
})

describe('the tree', () => {
  const row = { code: 530103007001, tier: 'community', level: 5, base_level: 5, parent: 530103007000, parent_level: 4 }

  test.each([
    ['a parent that is not there', { parent: 530103008000, code: 530103008001 }, 'division_parent_fkey'],
    ['a parent two levels above', { parent: 530103000000, parent_level: 3 }, 'division_depth_check'],
    ['a parent of another district', { parent: 530102007000 }, 'division_nesting_check'],
    ['no parent', { parent: null, parent_level: null }, 'division_depth_check'],
    ['a level that the code belies', { level: 4, tier: 'street', parent_level: 3 }, 'division_level_check'],
    ['a tier that the level belies', { tier: 'street' }, 'division_tier_check'],
    ['itself as parent', { code: 530103007000, level: 4, base_level: 4, tier: 'street' }, 'division_depth_check'],
    ['a base level above its own', { base_level: 4 }, 'division_base_level_check'],
  ])('refuses %s', async (_, wrong, constraint) => {
    await db.admin.query('truncate division, division_version cascade')
    await loadDivisions(db.url('migrator'), tableOf('2023', LINES.slice(0, 4)))
    const values = Object.values({ ...row, ...wrong })
    const insert = db.admin.query(
      `insert into division (code, tier, level, base_level, parent, parent_level, name, short_name, path_name, pinyin, initials, version)
       values ($1, $2, $3, $4, $5, $6, '某', '某', '某', '', '', '2023')`,
      values,
    )
    await expect(insert).rejects.toMatchObject({ constraint })
  })

  test('cannot be written by the application', async () => {
    for (const table of ['division', 'division_change', 'division_version'])
      for (const privilege of ['insert', 'update', 'delete', 'truncate'])
        expect(await rowsOf(`select has_table_privilege('nuanxin_app', '${table}', '${privilege}')`)).toEqual([[false]])
  })
})
