import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { createStaffApp, setUpPanlong, type StaffApp } from '../../../test/support/staff.ts'

let db: TestDatabase
let staff: StaffApp
beforeAll(async () => {
  db = await createTestDatabase()
  staff = await createStaffApp(db)
})
afterAll(async () => {
  await staff.close()
  await db.drop()
})

test('finds the places an association may have while nobody has set it up, and none after', async () => {
  const chief = staff.browser()
  const found = async (q: string) => {
    const { body } = await chief.send('GET', `/api/set-up/places?q=${encodeURIComponent(q)}`)
    return (body as { items?: { code: number; path_name: string }[] }).items
  }
  const [first, ...streets] = (await found('530103')) ?? []
  expect(first).toEqual({ code: 530_103_000_000, path_name: '云南省昆明市盘龙区' })
  expect(streets).toHaveLength(12)
  expect(await found('盘龙区')).toEqual([first])
  // A community has no administrator of its own to begin with.
  expect(await found('530103001001')).toEqual([])
  expect((await chief.send('GET', '/api/set-up/places?q=')).status).toBe(400)
  await setUpPanlong(staff, chief)
  expect(await found('盘龙区')).toEqual([])
})
