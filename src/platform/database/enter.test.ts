import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const NAMES = ['app.actor', 'app.lo', 'app.hi', 'app.district_lo', 'app.district_hi', 'plan_cache_mode']
const settings = async () =>
  (
    await db.admin.query<{ name: string; value: string | null }>(
      'select name, current_setting(name, true) as value from unnest($1::text[]) name',
      [NAMES],
    )
  ).rows

/** What holds inside a transaction that has entered, and after it. */
async function entering(kept: boolean, distributed: boolean) {
  await db.admin.query('begin')
  if (distributed) await db.admin.query(`set local citus.version = '13.0'`)
  await db.admin.query(`select app_enter('00000000-0000-0000-0000-00000000abcd', 530103000000, 530104000000, $1)`, [
    kept,
  ])
  const within = await settings()
  await db.admin.query('commit')
  return { within, after: await settings() }
}

test.each([false, true])(
  'a transaction states its scope, and forgets it with its end; plans kept: %s',
  async (kept) => {
    const { within, after } = await entering(kept, false)
    expect(within.map((one) => one.value)).toEqual([
      '00000000-0000-0000-0000-00000000abcd',
      '530103000000',
      '530104000000',
      '530103',
      '530103',
      kept ? 'force_generic_plan' : 'auto',
    ])
    expect(after.map((one) => one.value ?? '')).toEqual(['', '', '', '', '', 'auto'])
  },
)

test.each([false, true])(
  'a distributed database is told the same in the way it hands on; plans kept: %s',
  async (kept) => {
    expect(await entering(kept, true)).toEqual(await entering(kept, false))
  },
)
