import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { ImportDetail } from './contract.ts'

// Between the preview and applying others go on working: what they write is not taken back by a roster of yesterday unless the officer has seen it.

const PHONE = 8
let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

const apply = (detail: { import_id: Uuid; version: number }) =>
  world.app.request(world.officer, 'POST', `/api/imports/${detail.import_id}/apply`, {
    body: { version: detail.version },
  })

test('what somebody wrote after the preview is not taken back: the roster is judged anew, and the next look tells it', async () => {
  const lines = world
    .household()
    .map((line, row) => line.map((cell, column) => (row === 0 && column === PHONE ? '13900002222' : cell)))
  const others = world.household()
  await apply(await world.staged(...lines))
  const detail = await world.staged(...lines, ...others)
  expect(detail.counts).toMatchObject({ changed_households: 0, unchanged_households: 1, new_households: 1 })
  const { rows } = await world.db.admin.query<{ family_id: string; version: number; person_id: string }>(
    `select f.id as family_id, f.version, p.id as person_id from family f join person p on p.family_id = f.id
     where p.name = $1`,
    [lines[0]?.[2]],
  )
  const [family] = rows
  await world.app.request(world.officer, 'POST', `/api/families/${family?.family_id}/change`, {
    body: {
      version: family?.version,
      change: { members: [{ person_id: family?.person_id, set: { phone: '13911113333' } }] },
    },
  })
  const row = expect.stringMatching(/!2$/) as unknown
  expect(await apply(detail)).toMatchObject({
    status: 409,
    body: {
      code: 'imports.not_as_foretold',
      next: expect.any(String) as unknown,
      issues: [{ place: row, code: 'imports.family_changed_since' }],
    },
  })
  const again = (await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}`)).body as ImportDetail
  expect(again.counts).toMatchObject({ changed_households: 1, new_households: 1 })
  expect((await apply(detail)).status).toBe(409)
  expect(await apply(again)).toMatchObject({
    status: 200,
    body: { counts: { changed_households: 1 } },
  })
})
