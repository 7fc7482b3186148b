import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { openRosterWorld, rosterOf, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Line } from '../../../test/support/rosters.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { look } from '../../platform/database/looks.ts'
import type { ImportDetail } from './contract.ts'

let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

let made = 9_000
/** The father of these rows is registered by this officer, in that community. */
async function registeredBy(officer: Actor, community: number, lines: readonly Line[]): Promise<void> {
  made += 1
  const draft = bereavedCouple(made, { community })
  const [father, ...others] = draft.members
  if (father === undefined) throw new Error('a father')
  const identity = { kind: 'resident' as const, number: String(lines[0]?.[4]) }
  await registerForTest(world.db, officer, [{ ...draft, members: [{ ...father, identity }, ...others] }])
}

const upload = async (actor: Actor, ...lines: readonly Line[]) =>
  (await world.upload(actor, await rosterOf(...lines))).body as ImportDetail
const faultsOf = async (actor: Actor, id: Uuid) =>
  (await world.app.request(actor, 'GET', `/api/imports/${id}/faults`)).body as {
    items: { code: string; row: number; column: string | null; message: string; severity: string }[]
  }
const apply = (actor: Actor, detail: ImportDetail) =>
  world.app.request(actor, 'POST', `/api/imports/${detail.import_id}/apply`, { body: { version: detail.version } })

describe('people registered out of the reach of whoever uploads', () => {
  test('in another district: told at the cell, without the place, and nothing is applied', async () => {
    const lines = world.household()
    await registeredBy(world.neighbour, 530_102_001_001, lines)
    const detail = await upload(world.officer, ...lines)
    expect(detail.counts).toMatchObject({ blocks: 1, registered_elsewhere: 1 })
    const { items } = await faultsOf(world.officer, detail.import_id)
    expect(items).toMatchObject([{ code: 'families.registered_elsewhere', row: 2, column: 'E', severity: 'blocks' }])
    expect(JSON.stringify(items)).not.toMatch(/五华|530102|家-/)
    const before = await world.families()
    expect(await apply(world.officer, detail)).toMatchObject({
      status: 422,
      body: { code: 'imports.has_faults', issues: [{ place: '花名册!E2', code: 'families.registered_elsewhere' }] },
    })
    expect(await world.families()).toBe(before)
  })

  test('in another community of her own district: the community worker sees it before she applies', async () => {
    const lines = world.household()
    await registeredBy(world.officer, 530_103_001_003, lines)
    const detail = await upload(world.worker, ...lines)
    expect(detail.counts).toMatchObject({ blocks: 1 })
    expect((await faultsOf(world.worker, detail.import_id)).items).toMatchObject([
      { code: 'families.registered_elsewhere', row: 2, column: 'E' },
    ])
    // The district officer reaches both places: for her it is a move.
    expect((await upload(world.officer, ...lines)).counts).toMatchObject({ registered_elsewhere: 0 })
  })

  test('being told leaves a trace, and staging is no way around the limit of a day', async () => {
    const lines = world.household()
    await registeredBy(world.neighbour, 530_102_001_001, lines)
    const detail = await upload(world.officer, ...lines)
    const { rows } = await world.db.admin.query<{ told: string }>(
      `select detail ->> 'registered_elsewhere' as told from audit_entry where action = 'imports.stage' and subject_id = $1`,
      [detail.import_id],
    )
    expect(rows).toEqual([{ told: '1' }])
    const call = callOf(world.db, world.officer)
    const subject = { kind: 'account', id: world.officer.account_id }
    for (let n = 0; n < 50; n++)
      await look(world.db.db, call, { action: 'families.claim_refused', district: 530_103, subject })
    const again = await upload(world.officer, ...lines)
    expect((await faultsOf(world.officer, again.import_id)).items).toMatchObject([
      { code: 'imports.more_registered_elsewhere', row: 1, column: null, severity: 'blocks' },
    ])
    expect(await apply(world.officer, again)).toMatchObject({
      status: 422,
      body: { issues: [{ place: '花名册!1', code: 'imports.more_registered_elsewhere' }] },
    })
  })
})
