import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Line } from '../../../test/support/rosters.ts'
import type { Actor } from '../../platform/call.ts'
import type { ChangeLine, FaultLine, ImportDetail, Unnamed } from './contract.ts'

let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

const WHITE_TOWER = 530_103_001_003

const lookAt = async (actor: Actor, detail: ImportDetail, path: string) =>
  (await world.app.request(actor, 'GET', `/api/imports/${detail.import_id}/${path}`)).body as { items: unknown[] }

/** The rows of a household whose community is written so. */
function livingAt(community: string, lines: readonly Line[] = world.household()): Line[] {
  return lines.map((line) => line.map((cell, index) => (index === 1 ? community : cell)))
}

describe('GET /api/imports/:import_id/places', () => {
  const places = (actor: Actor, id: string) => world.app.request(actor, 'GET', `/api/imports/${id}/places`)

  test('refuses without permission', async () => {
    const detail = await world.staged(...livingAt('无名社区'))
    expect((await places(world.auditor, detail.import_id)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const detail = await world.staged(...livingAt('无名社区'))
    expect((await places(world.neighbour, detail.import_id)).status).toBe(404)
    expect((await places(world.worker, detail.import_id)).status).toBe(404)
  })

  test('rejects bad input', async () => {
    expect((await places(world.officer, 'no-uuid')).status).toBe(400)
  })

  test('does it: each unknown name once, with its place and how many households it holds up', async () => {
    const detail = await world.staged(...livingAt('无名社区'), ...world.household(), ...livingAt('无名社区'))
    expect((await places(world.officer, detail.import_id)).body).toMatchObject({
      items: [{ text: '无名社区', sheet: '花名册', row: 2, households: 2 }],
    })
  })

  test('numbers of people in a column taken for the community are no names', async () => {
    const detail = await world.staged(...livingAt('530103195003051230'))
    expect((await places(world.officer, detail.import_id)).body).toEqual({ items: [] })
  })
})

describe('POST /api/imports/:import_id/places', () => {
  const name = (actor: Actor, detail: ImportDetail, body: object = {}, key?: string) =>
    world.app.request(actor, 'POST', `/api/imports/${detail.import_id}/places`, {
      body: { version: detail.version, text: '无名社区', community: WHITE_TOWER, ...body },
      ...(key ? { key } : {}),
    })

  test('refuses without permission', async () => {
    const detail = await world.staged(...livingAt('无名社区'))
    expect((await name(world.auditor, detail)).status).toBe(403)
    // A name holds in the whole district.
    expect((await name(world.worker, detail)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const detail = await world.staged(...livingAt('无名社区'))
    expect((await name(world.neighbour, detail)).status).toBe(404)
    expect((await name(world.officer, detail, { community: 530_102_001_001 })).status).toBe(404)
  })

  test('rejects bad input', async () => {
    const detail = await world.staged(...livingAt('无名社区'))
    expect((await name(world.officer, detail, { text: '' })).status).toBe(400)
    expect((await name(world.officer, detail, { version: 99 })).status).toBe(409)
    expect(await name(world.officer, detail, { text: '别处社区' })).toMatchObject({
      status: 422,
      body: { code: 'imports.place_not_asked' },
    })
  })

  test('does it: the roster is judged again, and the next one knows the name', async () => {
    const detail = await world.staged(...livingAt('新村甲社区'))
    const before = (await lookAt(world.officer, detail, 'faults')) as { items: FaultLine[] }
    expect(before.items.map((fault) => fault.code)).toContain('imports.community_unknown')
    expect(await name(world.officer, detail, { text: '新村甲社区' })).toMatchObject({
      status: 200,
      body: { version: detail.version + 1, counts: { blocks: 0, new_households: 1 } },
    })
    const after = (await lookAt(world.officer, detail, 'faults')) as { items: FaultLine[] }
    expect(after.items.map((fault) => fault.code)).not.toContain('imports.community_unknown')
    expect(((await lookAt(world.officer, detail, 'places')) as { items: Unnamed[] }).items).toEqual([])
    const { items } = (await lookAt(world.officer, detail, 'preview')) as { items: ChangeLine[] }
    expect(items[0]?.community).toMatch(/^白塔/)
    expect((await world.staged(...livingAt('新村甲社区'))).counts).toMatchObject({ blocks: 0, new_households: 1 })
  })

  test('does it once when sent twice', async () => {
    const detail = await world.staged(...livingAt('新村乙社区'))
    const send = () => name(world.officer, detail, { text: '新村乙社区' }, `name-${detail.import_id}`)
    expect((await send()).body).toEqual((await send()).body)
    const { rows } = await world.db.admin.query("select version from division_alias where alias = '新村乙社区'")
    expect(rows).toEqual([{ version: 1 }])
  })
})
