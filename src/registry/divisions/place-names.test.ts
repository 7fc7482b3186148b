import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Code } from '../../kernel/division-code.ts'
import type { Call } from '../../platform/call.ts'
import { withPlaceNames } from './index.ts'

let db: TestDatabase
let call: Call
const HERE = { community: 530_103_001_001 as Code }

beforeAll(async () => {
  db = await createTestDatabase()
  call = callOf(db, await makeActor(db, 'district_officer', '530103'))
})
afterAll(() => db.drop())

/** So many places that no table has, each in a street of its own. */
const nowhere = (count: number, from: number) =>
  Array.from({ length: count }, (_, i) => ({ community: (from + i * 1_000) as Code }))
const named = async (rows: readonly { community: Code }[]) => (await withPlaceNames(db.db, call, rows))[0]

test('names a community and its street, and nothing where no table has the code', async () => {
  const { rows } = await db.admin.query<{ name: string }>(
    'select name from division where code in (530103001001, 530103001000) order by code desc',
  )
  expect(await named([HERE])).toEqual({ ...HERE, community_name: rows[0]?.name, street_name: rows[1]?.name })
  expect(await named(nowhere(1, 990_101_001_001))).toMatchObject({ community_name: null, street_name: null })
})

test('keeps the names of a page whatever other pages fill it with, one after the other or at once', async () => {
  const here = await named([HERE])
  for (let at = 0; at < 25; at++)
    expect(await named([HERE, ...nowhere(500, 100_000_000_001 + at * 1_000_000)])).toEqual(here)
  const [page] = await Promise.all([
    named([HERE, ...nowhere(1, 210_000_000_001)]),
    named(nowhere(9_999, 220_000_000_001)),
    named(nowhere(9_999, 240_000_000_001)),
  ])
  expect(page).toEqual(here)
})
