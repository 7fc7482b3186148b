import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { instant } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { importRoster } from './index.ts'

const FILE = new URL('../../../data/demonstration/roster-530103.xlsx', import.meta.url)
const NOW = instant('2018-01-04T02:00:00.000Z')

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

describe('the demonstration roster', () => {
  const bytes = readFileSync(FILE)
  const run = (apply: boolean) => importRoster(db.db, callOf(db, officer, { now: NOW }), { bytes, file_name: '盘龙区花名册.xlsx', apply })

  test('is read without a fault: 357 new families', async () => {
    const t = performance.now()
    const { import: detail, faults, changes } = await run(false)
    console.log('staged', performance.now() - t)
    expect(faults.slice(0, 5)).toEqual([])
    expect(detail.counts).toMatchObject({ blocks: 0, warns: 0, new_households: 357, new_persons: 873 + 184 })
    expect(changes).toHaveLength(357)
    console.log(detail.skipped, detail.sheets[0]?.columns.filter((c) => c.field === null))
  })

  test('is applied once; a second time nothing is done', async () => {
    const t = performance.now()
    const first = await run(true)
    console.log('staged and applied', performance.now() - t)
    expect(first.applied).toBe(true)
    const again = await run(true)
    expect(again).toMatchObject({ applied: false, import: { state: 'applied', applied_before: true } })
  })
})
