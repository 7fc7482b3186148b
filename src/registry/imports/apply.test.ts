import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { broken, openRosterWorld, rosterOf, type RosterWorld } from '../../../test/support/roster-world.ts'
import { HEADERS, idNumber, type Line, xlsx } from '../../../test/support/rosters.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import type { ChangeLine, ImportDetail } from './contract.ts'

let world: RosterWorld
beforeAll(async () => {
  world = await openRosterWorld()
})
afterAll(() => world.close())

describe('POST /api/imports/:import_id/apply', () => {
  const apply = (actor: Actor, detail: { import_id: Uuid; version: number }, key?: string) =>
    world.app.request(actor, 'POST', `/api/imports/${detail.import_id}/apply`, {
      body: { version: detail.version },
      ...(key ? { key } : {}),
    })

  test('refuses without permission', async () => {
    expect((await apply(world.auditor, await world.staged(...world.household()))).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const detail = await world.staged(...world.household())
    expect((await apply(world.neighbour, detail)).status).toBe(404)
    expect((await apply(world.worker, detail)).status).toBe(404)
  })

  test('rejects bad input', async () => {
    const detail = await world.staged(...world.household(), broken(world.household()[0]))
    const before = await world.families()
    expect((await apply(world.officer, { ...detail, version: 0 })).status).toBe(400)
    expect((await apply(world.officer, { ...detail, version: 7 })).status).toBe(409)
    const refused = await apply(world.officer, detail)
    expect(refused).toMatchObject({ status: 422, body: { code: 'imports.has_faults' } })
    expect((refused.body as { issues: { place: string }[] }).issues.map((issue) => issue.place)).toContain('花名册!E5')
    expect(await world.families()).toBe(before)
  })

  test('does it: all families and members, and what was uploaded is forgotten', async () => {
    const before = await world.families()
    const detail = await world.staged(...world.household(), ...world.household())
    expect(await apply(world.officer, detail)).toMatchObject({
      status: 200,
      body: { state: 'applied', counts: { new_households: 2, new_persons: 6 } },
    })
    expect(await world.families()).toBe(before + 2)
    const { rows } = await world.db.admin.query('select 1 from import_part where import_id = $1', [detail.import_id])
    expect(rows).toEqual([])
    expect(
      (await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}/annotated.xlsx`)).status,
    ).toBe(409)
    expect((await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}/preview`)).status).toBe(409)
  })

  test('does it once when sent twice', async () => {
    const detail = await world.staged(...world.household())
    const before = await world.families()
    const answers = await Promise.all([
      apply(world.officer, detail, 'apply-twice-1'),
      apply(world.officer, detail, 'apply-twice-1'),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([200, 200])
    expect(await world.families()).toBe(before + 1)
    expect(await apply(world.officer, detail)).toMatchObject({ status: 409, body: { code: 'imports.applied_already' } })
  })

  test('the same file again is answered with the import that applied it; the same rows in another file change nothing', async () => {
    const lines = world.household()
    const bytes = await rosterOf(...lines)
    const first = (await world.upload(world.officer, bytes)).body as ImportDetail
    await apply(world.officer, first)
    expect((await world.upload(world.officer, bytes)).body).toMatchObject({
      import_id: first.import_id,
      state: 'applied',
      applied_before: true,
    })
    const again = (await world.upload(world.officer, await xlsx({ name: '另存', lines: [HEADERS, ...lines] })))
      .body as ImportDetail
    expect(again.counts).toMatchObject({ new_households: 0, changed_households: 0, unchanged_households: 1, blocks: 0 })
    const before = await world.families()
    expect((await apply(world.officer, again)).status).toBe(200)
    expect(await world.families()).toBe(before)
  })

  test('changes show old and new beforehand, reach the register, and an empty cell takes nothing away', async () => {
    const lines = world.household({ father: { phone: '13800001111' } })
    await apply(world.officer, await world.staged(...lines))
    const changed = lines.map((line, row) =>
      line.map((cell, column) => (row === 0 && column === 8 ? '13900002222' : row === 0 && column === 9 ? null : cell)),
    )
    const detail = await world.staged(...changed)
    const { body } = await world.app.request(
      world.officer,
      'GET',
      `/api/imports/${detail.import_id}/preview?kind=changed`,
    )
    expect((body as { items: ChangeLine[] }).items).toMatchObject([
      { kind: 'changed', facts: [{ what: '联系电话', before: '138****1111', after: '139****2222' }] },
    ])
    await apply(world.officer, detail)
    const again = await world.staged(...changed.map((line) => [...line, null]))
    expect(again.counts).toMatchObject({ changed_households: 0, unchanged_households: 1 })
  })

  test('a family the file has in another community moves there, told beforehand, with all that is tied to its place', async () => {
    const lines = world.household()
    await apply(world.officer, await world.staged(...lines))
    const elsewhere = lines.map((line, row) =>
      line.map((cell, column) => (column === 1 ? '白塔社区' : row === 0 && column === 9 ? '白塔路9号' : cell)),
    )
    const detail = await world.staged(...elsewhere)
    expect(detail.counts).toMatchObject({ blocks: 0, warns: 1, changed_households: 1, moved_households: 1 })
    const { body: told } = await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}/faults`)
    expect(told).toMatchObject({ items: [{ code: 'imports.moves', severity: 'warns', column: 'B', row: 2 }] })
    const { body } = await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}/preview`)
    const [line] = (body as { items: ChangeLine[] }).items
    expect(line?.facts.map((fact) => fact.what)).toContain('现住址')
    expect(line?.facts[0]).toMatchObject({ what: '社区', after: line?.community })
    expect(line?.facts[0]?.before).toMatch(/^尚义/)
    expect((await apply(world.officer, detail)).status).toBe(200)
    const { rows } = await world.db.admin.query<{ community: string; people: string; grams: string }>(
      `select f.community, (select count(*) from person p where p.family_id = f.id and p.community = f.community) as people,
         (select count(*) from person_name_gram g where g.family_id = f.id and g.community <> f.community) as grams
       from family f where f.id = $1`,
      [line?.family_id],
    )
    expect(rows.map((row) => [Number(row.community), Number(row.people), Number(row.grams)])).toEqual([
      [530_103_001_003, 3, 0],
    ])
    // Another file with the same rows: the very same bytes would be answered with the import that applied them.
    const again = await world.staged(...elsewhere.map((line) => [...line, null]))
    expect(again.counts).toMatchObject({ unchanged_households: 1, moved_households: 0 })
  })

  test('a family changed since the roster was judged is compared again before anything is written', async () => {
    const lines = world.household()
    await apply(world.officer, await world.staged(...lines))
    const changed = lines.map((line, row) =>
      line.map((cell, column) => (row === 0 && column === 8 ? '13900003333' : cell)),
    )
    const detail = await world.staged(...changed)
    expect(detail.counts).toMatchObject({ changed_households: 1 })
    const { rows } = await world.db.admin.query<{ family_id: string; version: number; person_id: string }>(
      `select f.id as family_id, f.version, p.id as person_id from family f join person p on p.family_id = f.id
       where p.name = $1`,
      [lines[0]?.[2]],
    )
    const [family] = rows
    const meanwhile = await world.app.request(world.officer, 'POST', `/api/families/${family?.family_id}/change`, {
      body: {
        version: family?.version,
        change: { members: [{ person_id: family?.person_id, set: { phone: '13900003333' } }] },
      },
    })
    expect(meanwhile.status).toBe(200)
    expect(await apply(world.officer, detail)).toMatchObject({
      status: 200,
      body: { counts: { changed_households: 0, unchanged_households: 1 } },
    })
  })

  test('a new member joins the family her household is', async () => {
    const lines = world.household()
    await apply(world.officer, await world.staged(...lines))
    const number = lines[0]?.[0] ?? null
    const grandchild: Line = [
      number,
      '尚义社区',
      '王一一',
      '孙女',
      idNumber(world.made(), '2004-05-06', 'female'),
      '女',
      null,
      null,
      null,
      null,
      null,
    ]
    const detail = await world.staged(...lines, grandchild)
    expect(detail.counts).toMatchObject({ blocks: 0, new_households: 0, changed_households: 1, new_persons: 1 })
    expect((await apply(world.officer, detail)).status).toBe(200)
  })

  test('the other parent of a registered child is asked about before she becomes a family of her own', async () => {
    const headers = ['姓名', '性别', '身份证号', '社区', '类别', '子女姓名', '子女死亡时间']
    const row = (name: string, sex: 'male' | 'female') => [
      name,
      sex === 'male' ? '男' : '女',
      idNumber(7_000, '1950-03-05', sex),
      '尚义社区',
      '死亡',
      '赵一鸣',
      '2011-05-06',
    ]
    const upload = async (line: Line) =>
      (await world.upload(world.officer, await xlsx({ lines: [headers, line] }))).body as ImportDetail
    await apply(world.officer, await upload(row('赵建国', 'male')))
    const detail = await upload(row('李秀英', 'female'))
    const { body } = await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}/faults`)
    expect(body).toMatchObject({
      items: [{ code: 'imports.child_registered', severity: 'warns', column: 'F', row: 2, sheet: '花名册' }],
    })
  })

  test('an empty cell beside a registered contact changes nothing; other roles and a second contact reach the register', async () => {
    const lines = world.household()
    const headers = [...HEADERS, '紧急联系人', '联系人关系', '联系人电话', '联系人职责']
    const upload = async (name: string, ...contacts: readonly Line[]) => {
      const rows = lines.map((line, row) => [...line, ...(contacts[row] ?? [])])
      return (await world.upload(world.officer, await xlsx({ name, lines: [headers, ...rows] }))).body as ImportDetail
    }
    const preview = async (detail: ImportDetail) => {
      const path = `/api/imports/${detail.import_id}/preview?kind=changed`
      const { body } = await world.app.request(world.officer, 'GET', path)
      return (body as { items: ChangeLine[] }).items.flatMap((line) => line.facts)
    }
    await apply(world.officer, await upload('一', ['测侄', '侄女', '13800000022', '监护人']))
    expect((await upload('二', ['测侄', null, null, null])).counts).toMatchObject({
      unchanged_households: 1,
      warns: 0,
    })
    const detail = await upload('三', ['测侄', null, null, '担保人'], ['测甥', '外甥', '13800000023', '医院联系人'])
    expect(await preview(detail)).toEqual([
      { name: '测侄', what: '联系人职责', before: '意定监护人', after: '担保人' },
      { name: null, what: '紧急联系人', before: null, after: '测甥' },
    ])
    expect((await apply(world.officer, detail)).status).toBe(200)
    const { rows } = await world.db.admin.query<{ name: string; relation: string; roles: string[] }>(
      `select c.name, c.relation, c.roles from decision_contact c where c.name in ('测侄', '测甥') and c.valid_to is null
       order by c.roles`,
    )
    expect(rows).toEqual([
      { name: '测侄', relation: '侄女', roles: ['guarantor'] },
      { name: '测甥', relation: '外甥', roles: ['hospital'] },
    ])
  })

  test('a wife’s birth that contradicts her registered number stops the file, though it gives her no number', async () => {
    const lines = world.household()
    await apply(world.officer, await world.staged(...lines))
    const other = lines.map((line, row) =>
      line.map((cell, column) => (row === 1 && column === 4 ? null : row === 1 && column === 6 ? '1953-07-21' : cell)),
    )
    const detail = await world.staged(...other)
    const { body } = await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}/faults`)
    expect((body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({
        code: 'imports.birth_differs_from_register',
        severity: 'blocks',
        row: 3,
        column: 'G',
        message: '与在册身份证号的出生日期不一致。',
        suggestion: '请对照身份证改正；若是另一个人，请补填身份证号。',
      }),
    )
  })

  test('who is registered but not in the file is named and stays', async () => {
    await apply(world.officer, await world.staged(...world.household()))
    const before = await world.families()
    const detail = await world.staged(...world.household())
    expect(detail.counts.absent_households).toBeGreaterThan(0)
    const { body } = await world.app.request(
      world.officer,
      'GET',
      `/api/imports/${detail.import_id}/preview?kind=absent&limit=100`,
    )
    expect((body as { items: ChangeLine[] }).items.filter((line) => line.kind === 'absent')).toHaveLength(
      detail.counts.absent_households,
    )
    await apply(world.officer, detail)
    expect(await world.families()).toBe(before + 1)
  })
})
