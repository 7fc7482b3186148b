import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Line } from '../../../test/support/rosters.ts'
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

/** A household whose father has this phone. */
const withPhone = (lines: readonly Line[], phone: string) =>
  lines.map((line, row) => line.map((cell, column) => (row === 0 && column === PHONE ? phone : cell)))

/** Somebody else writes the father's phone into his file. */
async function writesPhone(name: Line[number] | undefined, phone: string): Promise<void> {
  const { rows } = await world.db.admin.query<{ family_id: string; version: number; person_id: string }>(
    'select f.id as family_id, f.version, p.id as person_id from family f join person p on p.family_id = f.id where p.name = $1',
    [name],
  )
  const [family] = rows
  const change = { members: [{ person_id: family?.person_id, set: { phone } }] }
  const path = `/api/families/${family?.family_id}/change`
  expect(
    (await world.app.request(world.officer, 'POST', path, { body: { version: family?.version, change } })).status,
  ).toBe(200)
}

test.each([
  { told: 'nothing of the phone', registered: '13900002222', before: 0 },
  // Behind the mask both read 138****1111.
  { told: 'another old number that looks alike', registered: '13800001111', before: 1 },
])(
  'what somebody wrote after the preview told $told is not taken back: the roster is judged anew, and the next look tells it',
  async ({ registered, before }) => {
    const lines = world.household()
    await apply(await world.staged(...withPhone(lines, registered)))
    const detail = await world.staged(...withPhone(lines, '13900002222'), ...world.household())
    expect(detail.counts).toMatchObject({ changed_households: before, new_households: 1 })
    await writesPhone(lines[0]?.[2], '13899991111')
    const families = await world.families()
    expect(await apply(detail)).toMatchObject({
      status: 409,
      body: {
        code: 'imports.more_than_previewed',
        next: expect.any(String) as unknown,
        issues: [{ place: '花名册!I2', code: 'imports.not_previewed' }],
      },
    })
    expect(await world.families()).toBe(families)
    // Whoever has the old preview before her cannot apply by it.
    expect(await apply(detail)).toMatchObject({ status: 409, body: { code: 'imports.changed_meanwhile' } })
    const path = `/api/imports/${detail.import_id}`
    const again = (await world.app.request(world.officer, 'GET', path)).body as ImportDetail
    expect(again).toMatchObject({ version: detail.version + 1, counts: { changed_households: 1, new_households: 1 } })
    expect(await apply(again)).toMatchObject({ status: 200, body: { counts: { changed_households: 1 } } })
    const { rows } = await world.db.admin.query('select previewed from import_batch where id = $1', [detail.import_id])
    expect(rows).toEqual([{ previewed: [] }])
  },
)

test('of two changes that were previewed the one that somebody has made meanwhile stops nothing', async () => {
  const lines = withPhone(world.household(), '13900002222')
  await apply(await world.staged(...lines))
  const changed = withPhone(lines, '13900004444').map((line, row) =>
    line.map((cell, column) => (row === 1 && column === PHONE ? '13900005555' : cell)),
  )
  const detail = await world.staged(...changed)
  expect(detail.counts).toMatchObject({ changed_persons: 2 })
  await writesPhone(lines[0]?.[2], '13900004444')
  expect(await apply(detail)).toMatchObject({ status: 200, body: { counts: { changed_persons: 1 } } })
})
