import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Line } from '../../../test/support/rosters.ts'
import { callOf } from '../../../test/support/app.ts'
import type { FaultLine, ImportDetail } from './contract.ts'

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

const NUMBERED = [NUMBER, NUMBER + 1, NUMBER + 2]
/** The line with the number of another one, and with the sex and birth that belong to it. */
const numbered = (line: Line | undefined, other: Line | undefined): Line =>
  (line ?? []).map((cell, at) => (NUMBERED.includes(at) ? (other?.[at] ?? null) : cell))
const couple = (father: string, mother: string) =>
  world.household({ father: { name: father }, mother: { name: mother } })

/** What stops a roster: `code@cell`. */
async function stops(...lines: readonly Line[]): Promise<string[]> {
  const { import_id } = await world.staged(...lines)
  const path = `/api/imports/${import_id}/faults?severity=blocks`
  const { body } = await world.app.request(world.officer, 'GET', path)
  return (body as { items: FaultLine[] }).items.map(({ code, column, row }) => `${code}@${column ?? ''}${row}`)
}

test('two couples whose wives are both 王芳, both crosswise: all four stay who they are', async () => {
  const [one, two] = [couple('张伟明', '王芳'), couple('李强生', '王芳')]
  const crossed = ([father, mother, ...rest]: Line[]) => [
    named(father, text(mother, NAME)),
    named(mother, text(father, NAME)),
    ...rest,
  ]
  await applies(...crossed(one), ...crossed(two))
  const before = await Promise.all([one[1], one[0], two[1], two[0]].map(bearer))
  expect(before.map((person) => person?.name)).toEqual(['张伟明', '王芳', '李强生', '王芳'])
  expect(await applies(...one, ...two)).toMatchObject({ counts: { changed_households: 2, changed_persons: 4 } })
  expect(await Promise.all([one[0], one[1], two[0], two[1]].map(bearer))).toEqual(before)
})

test('three households whose numbers stand in a ring: nobody is given another name, each number is told at its cell', async () => {
  const homes = ['赵甲', '钱乙', '孙丙'].map((name) => couple(name, `${name}妻`).slice(0, 1))
  const childs = homes.map((_, at) =>
    couple('某', '某')
      .slice(2)
      .map((line) => [homes[at]?.[0]?.[0] ?? null, ...line.slice(1)]),
  )
  const rows = homes.map(([father], at) => [father ?? [], ...(childs[at] ?? [])])
  await applies(...rows.map(([father, ...rest], at) => [numbered(father, homes[(at + 1) % 3]?.[0]), ...rest]).flat())
  expect(await stops(...rows.flat())).toEqual([2, 4, 6].map((row) => `imports.number_of_another@E${row}`))
})

test('somebody registered under the number of a newcomer: the newcomer’s cell is told, nobody is renamed', async () => {
  const [old, newcomer] = [couple('周全福', '吴阿妹'), couple('周大海', '郑阿姐')]
  const [father = [], , child = []] = old
  await applies(numbered(father, newcomer[0]), child)
  expect(await stops(father, child, ...newcomer)).toEqual(['imports.number_of_another@E4'])
})

test('a wife’s row with the number of the husband who is not in the roster does not make him her', async () => {
  const lines = couple('冯守义', '陈素云')
  await applies(...lines)
  const [father, mother, child] = lines
  expect(await stops(named(father, text(mother, NAME)), child ?? [])).toEqual(['imports.number_of_another@E2'])
})

test('a stranger’s number is told; a corrected character and a new name within the household are taken', async () => {
  const lines = couple('褚建国', '卫春兰')
  await applies(...lines)
  const [father, mother, child] = lines
  const stranger = couple('蒋远山', '沈月').map((line, at) => (at === 2 ? named(line, '蒋小川') : line))
  expect(await stops(numbered(stranger[0], father), ...stranger.slice(1))).toEqual(['imports.number_of_another@E2'])
  expect(await applies(named(father, '褚建囯'), ...lines.slice(1))).toMatchObject({ counts: { changed_persons: 1 } })
  const renamed = [named(father, '褚建囯'), named(mother, '阿依古丽'), child ?? []]
  expect(await applies(...renamed)).toMatchObject({ counts: { changed_persons: 1 } })
  expect((await bearer(mother))?.name).toBe('阿依古丽')
})

test('the dot in a name is written in many ways: 欧阳知远•买买提 and her husband are known again', async () => {
  const [father, mother, ...rest] = couple('韩立', '欧阳知远·买买提')
  await applies(named(father, '欧阳知远·买买提'), named(mother, '韩立'), ...rest)
  const before = [await bearer(mother), await bearer(father)]
  await applies(father ?? [], named(mother, '欧阳知远•买买提'), ...rest)
  expect([(await bearer(father))?.id, (await bearer(mother))?.id]).toEqual(before.map((person) => person?.id))
})
