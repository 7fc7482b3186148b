import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Line } from '../../../test/support/rosters.ts'
import { callOf } from '../../../test/support/app.ts'
import type { ImportDetail } from './contract.ts'

let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

const NAME = 2
const NUMBER = 4
const text = (line: Line | undefined, at: number) => String(line?.[at])
const named = (line: Line | undefined, name: string): Line =>
  (line ?? []).map((cell, at) => (at === NAME ? name : cell))

async function applies(...lines: readonly Line[]): Promise<ImportDetail> {
  const detail = await world.staged(...lines)
  const answer = await world.app.request(world.officer, 'POST', `/api/imports/${detail.import_id}/apply`, {
    body: { version: detail.version },
  })
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([200, expect.any(String)])
  return answer.body as ImportDetail
}
/** The name of who bears the number on this line, and which person that is. */
async function bearer(line: Line | undefined) {
  const hash = callOf(world.db, world.officer).crypto.keyedHash(text(line, NUMBER), 'person.id')
  const { rows } = await world.db.admin.query<{ id: string; name: string }>(
    'select id, name from person where id_hmac = $1',
    [hash],
  )
  return rows[0]
}

test('husband and wife whose numbers the register has crosswise: the numbers move, the people stay', async () => {
  const lines = world.household({ mother: { name: '贺兰芝' } })
  const [father, mother, ...rest] = lines
  const [his, hers] = [text(father, NAME), text(mother, NAME)]
  await applies(named(father, hers), named(mother, his), ...rest)
  const [before_his, before_hers] = [await bearer(mother), await bearer(father)]
  expect([before_his?.name, before_hers?.name]).toEqual([his, hers])
  expect(await applies(...lines)).toMatchObject({ counts: { changed_households: 1, changed_persons: 2 } })
  expect([await bearer(father), await bearer(mother)]).toEqual([before_his, before_hers])
})

test('two wives of two files whose numbers are crosswise are put right by one roster', async () => {
  const [one, two] = [world.household({ mother: { name: '欧阳慧' } }), world.household({ mother: { name: '诸葛敏' } })]
  // Each wife stands in her own file, under the number of the other.
  const swap = (lines: Line[], other: Line[]) =>
    lines.map((line, at) =>
      at === 1
        ? line.map((cell, column) => (column >= NUMBER && column <= NUMBER + 2 ? other[1]?.[column] : cell))
        : line,
    )
  await applies(...(swap(one, two) as Line[]), ...(swap(two, one) as Line[]))
  const [first, second] = [await bearer(two[1]), await bearer(one[1])]
  expect([first?.name, second?.name]).toEqual(['欧阳慧', '诸葛敏'])
  expect(await applies(...one, ...two)).toMatchObject({ counts: { changed_households: 2, changed_persons: 2 } })
  expect([await bearer(one[1]), await bearer(two[1])]).toEqual([first, second])
})
