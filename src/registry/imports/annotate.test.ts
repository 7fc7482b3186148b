import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { broken, openRosterWorld, rosterOf, type RosterWorld } from '../../../test/support/roster-world.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import { annotateHere } from './commands/mark.ts'
import type { ImportDetail } from './contract.ts'
import { getBatch, listFaultRows, openPartsOf } from './queries/index.ts'

let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

const HOUSEHOLDS = 1_000

/** A roster of a thousand households with a wrong number in the first. */
async function stagedLarge(): Promise<ImportDetail> {
  const [wrong = [], ...rest] = Array.from({ length: HOUSEHOLDS }, () => world.household()).flat()
  return (await world.upload(world.officer, await rosterOf(broken(wrong), ...rest))).body as ImportDetail
}

test('a large roster is marked after the transaction and in a thread of its own: a colleague writes meanwhile, the bytes are the same', async () => {
  const { import_id } = await stagedLarge()
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  let ended = false
  const fetching = world.app.request(world.officer, 'GET', `/api/imports/${import_id}/annotated.xlsx`).finally(() => {
    ended = true
  })
  const traces = async () =>
    (await world.db.admin.query(`select 1 from audit_entry where action = 'imports.annotated'`)).rows.length
  await expect.poll(traces, { interval: 10 }).toBe(1)
  const begun = turns
  const call = callOf(world.db, world.worker)
  await command(world.db.db, call, { name: 'test.write', input: {} }, () => Promise.resolve({ result: null }))
  expect(world.db.db.pool.idleCount).toBe(world.db.db.pool.totalCount)
  expect(ended).toBe(false)
  const { status, raw } = await fetching
  clearInterval(timer)
  expect(status).toBe(200)
  expect(turns - begun).toBeGreaterThan(10)
  const here = await readIn(world.db.db, callOf(world.db, world.officer), async (tx) => {
    const officer = callOf(world.db, world.officer)
    const batch = await getBatch(tx, officer, import_id)
    return {
      ...batch,
      parts: await openPartsOf(tx, officer, batch),
      faults: await listFaultRows(tx, officer, import_id, { limit: 20_000 }),
      header_rows: { 花名册: 1 },
      locale: 'zh' as const,
      at: officer.now,
    }
  })
  expect(Buffer.compare(raw, await annotateHere(here))).toBe(0)
})
