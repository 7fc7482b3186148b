import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Line } from '../../../test/support/rosters.ts'
import type { FaultLine, ImportDetail } from './contract.ts'

// What is wrong with a member of a registered family is told in her own row, once.

const PHONE = 8
let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

const apply = (detail: ImportDetail) =>
  world.app.request(world.officer, 'POST', `/api/imports/${detail.import_id}/apply`, {
    body: { version: detail.version },
  })

async function faultsOf({ import_id }: ImportDetail): Promise<string[]> {
  const { body } = await world.app.request(world.officer, 'GET', `/api/imports/${import_id}/faults`)
  return (body as { items: FaultLine[] }).items.map(({ code, column, row }) => `${code}@${column ?? ''}${row}`)
}

const phoned = (lines: readonly Line[], row: number, phone: string) =>
  lines.map((line, at) => line.map((cell, column) => (at === row && column === PHONE ? phone : cell)))

test('a wife’s phone of three digits stands at her phone and nowhere else', async () => {
  const lines = world.household()
  expect((await apply(await world.staged(...lines))).status).toBe(200)
  expect(await faultsOf(await world.staged(...phoned(lines, 1, '123')))).toEqual(['families.phone_format@I3'])
})

test('the rows may stand in another order than the register has its members', async () => {
  const [father = [], mother = [], child = []] = world.household()
  expect((await apply(await world.staged(father, mother, child))).status).toBe(200)
  const turned = [mother, child, father]
  expect(await faultsOf(await world.staged(...phoned(turned, 2, '123')))).toEqual(['families.phone_format@I4'])
})
