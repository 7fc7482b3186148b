import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { broken, MISSING, openRosterWorld, rosterOf, type RosterWorld } from '../../../test/support/roster-world.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'
import type { FaultLine, ImportDetail } from './contract.ts'

let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

describe('POST /api/imports', () => {
  test('refuses without permission', async () => {
    expect((await world.upload(world.auditor, await rosterOf(...world.household()))).status).toBe(403)
    expect((await world.upload(undefined, await rosterOf(...world.household()))).status).toBe(401)
  })

  test('refuses outside the jurisdiction', async () => {
    const answer = await world.upload(
      world.worker,
      await rosterOf(
        ...world.household(),
        ...world.household({
          father: { community: '白塔社区' },
          mother: { community: '白塔社区' },
          child: { community: '白塔社区' },
        }),
      ),
    )
    expect(answer.body).toMatchObject({ counts: { blocks: 1, households: 2 } })
    const { body } = await world.app.request(
      world.worker,
      'GET',
      `/api/imports/${(answer.body as ImportDetail).import_id}/faults`,
    )
    expect(body).toMatchObject({ items: [{ code: 'imports.outside_area', column: 'B', row: 5, value: '白塔社区' }] })
  })

  test('rejects bad input', async () => {
    expect(await world.upload(world.officer, new TextEncoder().encode('no sheet'))).toMatchObject({
      status: 400,
      body: { code: 'exchange.not_a_workbook' },
    })
    expect((await world.app.request(world.officer, 'POST', '/api/imports', { body: {} })).status).toBe(400)
  })

  test('does it', async () => {
    const before = await world.families()
    const detail = await world.staged(...world.household(), broken(world.household()[0]))
    expect(detail).toMatchObject({ state: 'staged', file_name: 'roster.xlsx', counts: { households: 2, blocks: 2 } })
    expect(detail.sheets[0]?.columns[4]).toMatchObject({ header: '身份证号', field: 'person.id_number' })
    expect(detail.sheets[0]?.columns[4]?.samples[0]).toMatch(/^530\*+/)
    expect(await world.families()).toBe(before)
    const { rows } = await world.db.admin.query<{ content: Buffer }>(
      'select content from import_part where import_id = $1',
      [detail.import_id],
    )
    expect(rows.some((row) => row.content.includes('5301'))).toBe(false)
  })

  test('does it once when sent twice', async () => {
    const bytes = await rosterOf(...world.household())
    const first = await world.upload(world.officer, bytes, { key: 'upload-twice-1' })
    const second = await world.upload(world.officer, bytes, { key: 'upload-twice-1' })
    expect(second.body).toEqual(first.body)
    const { rows } = await world.db.admin.query(`select 1 from import_batch where state = 'staged'`)
    expect(rows.length).toBeLessThanOrEqual(2)
  })

  test('a mended file takes the place of the one before, whose rows are forgotten', async () => {
    const before = await world.staged(broken(world.household()[0]))
    await world.staged(...world.household())
    const { body } = await world.app.request(world.officer, 'GET', `/api/imports/${before.import_id}`)
    expect(body).toMatchObject({ state: 'discarded' })
    const { rows } = await world.db.admin.query('select 1 from import_part where import_id = $1', [before.import_id])
    expect(rows).toEqual([])
  })

  test('four uploads at once by one officer all succeed, and one of them stays staged', async () => {
    const files = await Promise.all(Array.from({ length: 4 }, () => rosterOf(...world.household())))
    const answers = await Promise.all(files.map((bytes) => world.upload(world.officer, bytes)))
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200])
    const { rows } = await world.db.admin.query(
      `select 1 from import_batch where state = 'staged' and uploaded_post = $1`,
      [world.officer.post_id],
    )
    expect(rows).toHaveLength(1)
  })

  test('keeps no path, and not the word that nobody shall read, of a file name', async () => {
    const { body } = await world.upload(world.officer, await rosterOf(...world.household()), {
      name: 'C:\\表\\失独家庭名单.xlsx',
    })
    expect(body).toMatchObject({ file_name: '特殊家庭名单.xlsx' })
  })
})

describe.each([
  ['GET', ''],
  ['GET', '/faults'],
  ['GET', '/preview'],
  ['GET', '/annotated.xlsx'],
] as const)('%s /api/imports/:import_id%s', (method, path) => {
  let id: Uuid
  beforeEach(async () => {
    id = (await world.staged(...world.household(), broken(world.household()[0]))).import_id
  })

  test('refuses without permission', async () => {
    expect((await world.app.request(world.auditor, method, `/api/imports/${id}${path}`)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const absent = await world.app.request(world.officer, method, `/api/imports/${MISSING}${path}`)
    for (const actor of [world.neighbour, world.worker]) {
      const answer = await world.app.request(actor, method, `/api/imports/${id}${path}`)
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([
        404,
        (absent.body as { code: string }).code,
      ])
    }
  })

  test('rejects bad input', async () => {
    expect((await world.app.request(world.officer, method, `/api/imports/no-uuid${path}`)).status).toBe(400)
  })

  test('does it', async () => {
    expect((await world.app.request(world.officer, method, `/api/imports/${id}${path}`)).status).toBe(200)
  })
})

describe('GET /api/imports/:import_id/faults', () => {
  test('pages through all faults in reading order, with words and masked values', async () => {
    const lines = Array.from({ length: 3 }, () => broken(world.household()[0]))
    const [father, mother] = world.household({ mother: { relation: '朋友圈' } })
    if (!father || !mother) throw new Error('A household has two parents.')
    const { import_id: id } = await world.staged(...lines, father, mother)
    const seen: FaultLine[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await world.app.request(
        world.officer,
        'GET',
        `/api/imports/${id}/faults?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      const page = body as { items: FaultLine[]; next: string | null }
      seen.push(...page.items)
      cursor = page.next
    }
    expect(seen.filter((one) => one.code.startsWith('kernel.id_number')).map((one) => one.row)).toEqual([2, 3, 4])
    expect(seen.find((one) => one.row === 2 && one.column === 'E')).toMatchObject({
      header: '身份证号',
      message: '身份证号的校验位不对，请逐位核对',
      value: '530***********1230',
      severity: 'blocks',
      suggestion: '请对照证件逐位核对。',
    })
    expect(seen.find((one) => one.row === 6 && one.column === 'D')).toMatchObject({
      header: '与户主关系',
      message: '不认识这种关系。',
      suggestion: '请填“户主、配偶、子女、孙子女、儿媳、女婿、祖父母”等。',
    })
    const english = await world.app.request(world.officer, 'GET', `/api/imports/${id}/faults?severity=warns`, {
      locale: 'en',
    })
    expect((english.body as { items: FaultLine[] }).items.every((one) => one.severity === 'warns')).toBe(true)
  })
})

describe('GET /api/imports/:import_id/annotated.xlsx', () => {
  test('gives the file back marked, and the mended copy of it is read without a fault of its own marks', async () => {
    const lines = world.household({ mother: { relation: '朋友圈' } })
    const { import_id: id } = await world.staged(broken(lines[0]), ...lines.slice(1))
    const { raw } = await world.app.request(world.officer, 'GET', `/api/imports/${id}/annotated.xlsx`)
    const workbook = await readWorkbook(raw, { fileName: 'a.xlsx' })
    const said = (row: number) => workbook.sheets[0]?.rows[row]?.at(-1)?.value
    expect(said(1)).toContain('身份证号的校验位不对，请逐位核对（请对照证件逐位核对。）')
    expect(said(2)).toContain('不认识这种关系。（请填“户主、配偶、子女、孙子女、儿媳、女婿、祖父母”等。）')
    const again = (await world.upload(world.officer, raw)).body as ImportDetail
    expect(again.counts.blocks).toBe(2)
    expect(again.skipped.map((one) => one.message)).toEqual([])
  })

  test('leaves a trace', async () => {
    const { import_id: id } = await world.staged(...world.household())
    await world.app.request(world.officer, 'GET', `/api/imports/${id}/annotated.xlsx`)
    const { rows } = await world.db.admin.query(
      `select 1 from audit_entry where action = 'imports.annotated' and subject_id = $1`,
      [id],
    )
    expect(rows).toHaveLength(1)
  })
})
