import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import { makeActor, testId } from '../../../test/support/app.ts'
import { HEADERS, xlsx } from '../../../test/support/rosters.ts'
import type { Actor } from '../../platform/call.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'
import type { ImportDetail } from './contract.ts'

let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

/** Another officer of the same association, in a post of the same kind. */
async function colleagueOf(officer: Actor): Promise<Actor> {
  const colleague = { ...officer, account_id: testId(), post_id: testId(), display_name: '同事' }
  await world.db.admin.query(
    `insert into account (id, username, display_name, division, district, state, created_at)
     select $1, 'colleague', $2, division, district, state, created_at from account where id = $3`,
    [colleague.account_id, colleague.display_name, officer.account_id],
  )
  await world.db.admin.query(
    `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
     select $1, $2, role, division, lo, hi, title, valid_from, granted_by, created_at from post where id = $3`,
    [colleague.post_id, colleague.account_id, officer.post_id],
  )
  return colleague
}

describe('PUT /api/imports/:import_id/mapping', () => {
  const odd = async (actor = world.officer) => {
    const headers = HEADERS.map((header) => (header === '姓名' ? '称呼甲' : header === '身份证号' ? '号' : header))
    return (await world.upload(actor, await xlsx({ lines: [headers, ...world.household()] }))).body as ImportDetail
  }
  const readAs = (detail: ImportDetail) =>
    detail.sheets.flatMap(({ columns }) =>
      columns.flatMap(({ letter, field }) => (letter === 'C' || letter === 'E' ? [field] : [])),
    )
  const choose = (detail: ImportDetail) => ({
    version: detail.version,
    sheets: detail.sheets.map(({ sheet, layout, columns }) => ({
      sheet,
      read: true,
      layout,
      columns: columns.map(({ letter, field }) => ({
        letter,
        field: letter === 'C' ? 'person.name' : letter === 'E' ? 'person.id_number' : field,
      })),
    })),
  })

  test('refuses without permission', async () => {
    const detail = await odd()
    expect(
      (
        await world.app.request(world.auditor, 'PUT', `/api/imports/${detail.import_id}/mapping`, {
          body: choose(detail),
        })
      ).status,
    ).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const detail = await odd()
    expect(
      (
        await world.app.request(world.neighbour, 'PUT', `/api/imports/${detail.import_id}/mapping`, {
          body: choose(detail),
        })
      ).status,
    ).toBe(404)
  })

  test('rejects bad input', async () => {
    const detail = await odd()
    const url = `/api/imports/${detail.import_id}/mapping`
    const wrong = choose(detail)
    const [sheet] = wrong.sheets
    expect(
      (
        await world.app.request(world.officer, 'PUT', url, {
          body: { ...wrong, sheets: [{ ...sheet, columns: [{ letter: 'C', field: 'person.nonsense' }] }] },
        })
      ).status,
    ).toBe(400)
    expect(
      await world.app.request(world.officer, 'PUT', url, { body: { ...wrong, sheets: [{ ...sheet, sheet: '别的' }] } }),
    ).toMatchObject({ status: 400, body: { code: 'imports.mapping_misfit' } })
    expect((await world.app.request(world.officer, 'PUT', url, { body: { ...wrong, version: 99 } })).status).toBe(409)
  })

  test('does it, and remembers it for the same headers', async () => {
    const detail = await odd()
    expect(detail.counts.blocks).toBeGreaterThan(0)
    const { body } = await world.app.request(world.officer, 'PUT', `/api/imports/${detail.import_id}/mapping`, {
      body: choose(detail),
    })
    expect(body).toMatchObject({ counts: { blocks: 0, new_households: 1 } })
    expect((await odd()).counts).toMatchObject({ blocks: 0, new_households: 1 })
  })

  test('remembers it for a colleague of the association, and not for the association of a street of it, or next door', async () => {
    const detail = await odd()
    const url = `/api/imports/${detail.import_id}/mapping`
    expect((await world.app.request(world.officer, 'PUT', url, { body: choose(detail) })).status).toBe(200)
    const known = ['person.name', 'person.id_number']
    expect(readAs(await odd(await colleagueOf(world.officer)))).toEqual(known)
    const street = await makeActor(world.db, 'street_officer', '530103001')
    const nextDoor = await makeActor(world.db, 'district_officer', '530111')
    for (const other of [street, nextDoor]) expect(readAs(await odd(other))).toEqual([null, null])
    // What an association says of the same headers later holds for it alone.
    expect(readAs(await odd())).toEqual(known)
  })

  test('does it once when sent twice', async () => {
    const detail = await odd()
    const send = () =>
      world.app.request(world.officer, 'PUT', `/api/imports/${detail.import_id}/mapping`, {
        body: choose(detail),
        key: `map-${detail.import_id}`,
      })
    expect((await send()).body).toEqual((await send()).body)
  })
})

describe('POST /api/imports/:import_id/discard', () => {
  const discard = (actor: Actor, detail: ImportDetail, key?: string) =>
    world.app.request(actor, 'POST', `/api/imports/${detail.import_id}/discard`, {
      body: { version: detail.version },
      ...(key ? { key } : {}),
    })

  test('refuses without permission', async () => {
    expect((await discard(world.auditor, await world.staged(...world.household()))).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await discard(world.neighbour, await world.staged(...world.household()))).status).toBe(404)
  })

  test('rejects bad input', async () => {
    const detail = await world.staged(...world.household())
    expect(
      (await world.app.request(world.officer, 'POST', `/api/imports/${detail.import_id}/discard`, { body: {} })).status,
    ).toBe(400)
  })

  test('does it', async () => {
    const detail = await world.staged(...world.household())
    expect((await discard(world.officer, detail)).body).toMatchObject({ state: 'discarded' })
    const { rows } = await world.db.admin.query('select 1 from import_part where import_id = $1', [detail.import_id])
    expect(rows).toEqual([])
  })

  test('does it once when sent twice', async () => {
    const detail = await world.staged(...world.household())
    const key = `discard-${detail.import_id}`
    expect((await discard(world.officer, detail, key)).body).toEqual((await discard(world.officer, detail, key)).body)
    expect(await discard(world.officer, detail)).toMatchObject({ status: 409, body: { code: 'imports.given_up' } })
  })
})

describe('GET /api/imports', () => {
  test('refuses without permission', async () => {
    expect((await world.app.request(world.auditor, 'GET', '/api/imports')).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    await world.staged(...world.household())
    expect((await world.app.request(world.neighbour, 'GET', '/api/imports')).body).toEqual({ items: [], next: null })
  })

  test('rejects bad input', async () => {
    expect((await world.app.request(world.officer, 'GET', '/api/imports?limit=0')).status).toBe(400)
    expect((await world.app.request(world.officer, 'GET', '/api/imports?cursor=x!')).status).toBe(400)
  })

  test('does it', async () => {
    await world.staged(...world.household())
    await world.staged(...world.household())
    const first = (await world.app.request(world.officer, 'GET', '/api/imports?limit=1')).body as {
      items: { import_id: string }[]
      next: string
    }
    const second = (await world.app.request(world.officer, 'GET', `/api/imports?limit=1&cursor=${first.next}`))
      .body as typeof first
    expect(first.items).toHaveLength(1)
    expect(second.items[0]?.import_id).not.toBe(first.items[0]?.import_id)
  })
})

describe('GET /api/imports/template.xlsx', () => {
  test('refuses without permission', async () => {
    expect((await world.app.request(world.auditor, 'GET', '/api/imports/template.xlsx')).status).toBe(403)
  })

  test('does it: every header of it is understood when it comes back filled in', async () => {
    const { raw } = await world.app.request(world.officer, 'GET', '/api/imports/template.xlsx', { locale: 'en' })
    const workbook = await readWorkbook(raw, { fileName: 'a.xlsx' })
    const headers = workbook.sheets[0]?.rows[0]?.flatMap((cell) => (cell.kind === 'text' ? cell.value : [])) ?? []
    const filled = (
      await world.upload(
        world.officer,
        await xlsx({
          lines: [headers, headers.map(() => null), headers.map((_, index) => (index === 0 ? '王东' : null))],
        }),
      )
    ).body as ImportDetail
    expect(filled.sheets[0]?.columns.filter((column) => column.field === null)).toEqual([])
  })
})
