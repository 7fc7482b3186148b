import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'
import { assignLines } from './commands/index.ts'

const HERE = 530_103_001_001
const NEXT_DOOR = 530_103_001_002
const STREET = 530_103_001_000
const PURPOSE = '冬至走访用'

let db: TestDatabase
let app: TestApp
let worker: Actor
let colleague: Actor
let nextDoor: Actor
let street: Actor
let auditor: Actor
let families: TestFamily[]
let round_id: Uuid

interface Stop {
  line_id: Uuid
  file: string
  community_name: string
  heads: string[]
  address: string
  phones: string[]
  wish: string
  hours: string | null
}

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  nextDoor = await makeActor(db, 'community_worker', NEXT_DOOR)
  street = await makeActor(db, 'street_officer', '530103001')
  auditor = await makeActor(db, 'auditor', '530103')
  // Another worker of the same community, whose lines this one reads without their phones.
  colleague = { ...worker, account_id: testId(), post_id: testId() }
  await db.admin.query(
    `insert into account (id, username, display_name, division, district, state, created_at)
     values ($1, 'colleague', '同事', $2, 530103, 'active', now())`,
    [colleague.account_id, HERE],
  )
  await db.admin.query(
    `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
     values ($1, $2, 'community_worker', $3, $3, $4, '社区工作者', '2010-01-01', $2, now())`,
    [colleague.post_id, colleague.account_id, HERE, HERE + 1],
  )
  families = await makeFamilies(db, HERE, 4)
  await makeFamilies(db, NEXT_DOOR, 1)
  const round = await openRoundFor(db, street, STREET)
  round_id = round.round_id
  const lineOf = (n: number) => round.lines.find((line) => line.family_id === families[n]?.id)?.line_id as Uuid
  for (const [who, line_ids] of [
    [worker, [lineOf(0), lineOf(1)]],
    [colleague, [lineOf(2)]],
  ] as const)
    await assignLines(db.db, callOf(db, street), round_id, { by: 'line', line_ids, worker_id: who.account_id })
  await db.admin.query(
    `insert into contact_preference (district, id, community, family_id, no_home_visit, hours, valid_from)
     values (530103, $1, $2, $3, true, 'morning', '2020-01-01')`,
    [testId(), HERE, families[1]?.id],
  )
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const send = (actor: Actor | undefined, path: 'route' | 'sheet', more: object = {}, key?: string) =>
  app.request(actor, 'POST', `/api/visit-rounds/${round_id}/${path}`, {
    body: { purpose: PURPOSE, ...more },
    ...(key === undefined ? {} : { key }),
  })
const stopsOf = async (actor: Actor, more: object = {}) => {
  const answer = await send(actor, 'route', more)
  expect(answer.status).toBe(200)
  return (answer.body as { stops: Stop[] }).stops
}
/** The rows of the sheet as they stand on paper, empty cells as ''. */
const sheetOf = async (actor: Actor, more: object = {}) => {
  const answer = await send(actor, 'sheet', more)
  expect(answer.status).toBe(200)
  const book = await readWorkbook(new Uint8Array(answer.raw), { fileName: 'route.xlsx' })
  return {
    answer,
    rows: (book.sheets[0]?.rows ?? []).map((row) => row.map((cell) => (cell.kind === 'text' ? cell.value : ''))),
  }
}
const trail = async () =>
  (
    await db.admin.query(
      "select account_id, reason, detail, subject_id from audit_entry where action = 'contacts.open_route' order by seq",
    )
  ).rows as unknown[]

const PHONES = [
  ['13800000000', '13800000001'],
  ['13800000003', '13800000004'],
  ['13800000006', '13800000007'],
]

describe.each(['route', 'sheet'] as const)('POST %s', (path) => {
  test('refuses without permission', async () => {
    const before = await trail()
    expect((await send(auditor, path)).status).toBe(403)
    expect((await send(undefined, path)).status).toBe(401)
    expect(await trail()).toEqual(before)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await makeActor(db, 'community_worker', '530103002001')
    expect((await send(foreign, path)).status).toBe(404)
    const shown = path === 'route' ? (await stopsOf(nextDoor)).length : (await sheetOf(nextDoor)).rows.length
    // Her own family, and on paper the title, the heads of the columns and the note.
    const all = path === 'route' ? 5 : (await sheetOf(street)).rows.length
    expect(all - shown).toBe(4)
    const asked = await send(nextDoor, path, { division: HERE })
    expect(asked.raw.toString('utf8')).not.toContain(families[0]?.id)
  })

  test('rejects bad input', async () => {
    for (const bad of [{ purpose: '' }, { purpose: undefined }, { worker_id: 'me' }, { phones: true }])
      expect([bad, (await send(worker, path, bad)).status]).toEqual([bad, 400])
    expect(await send(street, path, { worker_id: testId() })).toMatchObject({
      status: 404,
      body: { code: 'contacts.worker_not_found', place: 'worker_id' },
    })
  })

  test('does it, and the trail says who opened how much of it, and for what', async () => {
    const before = await trail()
    await (path === 'route' ? stopsOf(worker) : sheetOf(worker))
    await (path === 'route' ? stopsOf : sheetOf)(worker, { worker_id: worker.account_id, purpose: '明天上门' })
    const subject_id = round_id
    const account_id = worker.account_id
    expect((await trail()).slice(before.length)).toEqual([
      { account_id, subject_id, reason: PURPOSE, detail: { stops: 4, phones: 0, worker_id: null } },
      { account_id, subject_id, reason: '明天上门', detail: { stops: 2, phones: 4, worker_id: account_id } },
    ])
  })

  test('does it once when sent twice: the same answer, and each look its own trace', async () => {
    const before = (await trail()).length
    const once = await send(worker, path, {}, `${path}-twice`)
    const again = await send(worker, path, {}, `${path}-twice`)
    expect([again.status, again.body]).toEqual([200, once.body])
    expect((await trail()).length).toBe(before + 2)
    const { rows } = await db.admin.query('select state, count(*)::int as n from visit_line group by state')
    expect(rows).toEqual([{ state: 'planned', n: 5 }])
  })

  test('another worker’s own sheet is refused to a worker, and nothing is opened', async () => {
    const before = await trail()
    expect(await send(worker, path, { worker_id: colleague.account_id })).toMatchObject({
      status: 403,
      body: { code: 'contacts.not_your_sheet', place: 'worker_id' },
    })
    expect(await trail()).toEqual(before)
  })
})

describe('what stands on it', () => {
  test('names, addresses and wishes of all; phone numbers of none, unless it is a worker’s own', async () => {
    const all = await stopsOf(worker)
    expect(all.map((stop) => stop.address)).toEqual([1, 2, 3, 4].map((n) => `昆明市盘龙区青云街道试验路${n}号`))
    expect(all.flatMap((stop) => stop.phones)).toEqual([])
    expect(all.map(({ wish, hours }) => [wish, hours])).toEqual([
      ['none', null],
      ['no_home_visit', 'morning'],
      ['none', null],
      ['none', null],
    ])
    const own = await stopsOf(worker, { worker_id: worker.account_id })
    expect(own.map((stop) => stop.phones)).toEqual(PHONES.slice(0, 2))
    expect((await stopsOf(colleague, { worker_id: colleague.account_id })).map((stop) => stop.phones)).toEqual([
      PHONES[2],
    ])
    // The officer above prints it for her.
    expect((await stopsOf(street, { worker_id: worker.account_id })).map((stop) => stop.phones)).toEqual(
      PHONES.slice(0, 2),
    )
    expect((await stopsOf(street)).flatMap((stop) => stop.phones)).toEqual([])
  })

  test('who died or left has no number on it; who wishes no contact is on no route', async () => {
    const [first, , third] = families
    await db.admin.query("update person set died_on = '2026-11-01' where id = $1", [first?.parents[0]])
    await db.admin.query("update person set member_to = '2026-11-01' where id = $1", [first?.parents[1]])
    await db.admin.query(
      `insert into contact_preference (district, id, community, family_id, no_contact, valid_from)
       values (530103, $1, $2, $3, true, '2020-01-01')`,
      [testId(), HERE, third?.id],
    )
    const own = await stopsOf(worker, { worker_id: worker.account_id })
    expect(own.map((stop) => stop.phones)).toEqual([[], PHONES[1]])
    expect(await stopsOf(colleague, { worker_id: colleague.account_id })).toEqual([])
    await db.admin.query('update person set died_on = null, member_to = null where family_id = $1 and died_on > $2', [
      first?.id,
      '2026-01-01',
    ])
    await db.admin.query('update person set member_to = null where family_id = $1', [first?.id])
    await db.admin.query('delete from contact_preference where family_id = $1', [third?.id])
  })

  test('the workbook, read back: by place without phones', async () => {
    const { answer, rows } = await sheetOf(street, { division: HERE })
    expect(answer.headers['content-disposition']).toContain('2026-11-21.xlsx')
    expect(rows[0]?.[0]).toBe('冬至走访')
    const heads = rows.findIndex((row) => row[0] === '档案号')
    expect(rows[heads]).toEqual(['档案号', '街道社区', '家人', '地址', '意愿', '走访情况'])
    const stops = await stopsOf(street, { division: HERE })
    expect(rows.slice(heads + 1, heads + 5)).toEqual(
      stops.map((stop, n) => [
        stop.file,
        '拓东街道 尚义社区居委会',
        stop.heads.join('、'),
        `昆明市盘龙区青云街道试验路${n + 1}号`,
        n === 1 ? '勿上门 宜上午' : '',
        '',
      ]),
    )
    expect(rows.at(-1)?.[0]).toBe('此单仅供本次走访使用，用后交回或销毁。')
    expect(rows.flat().join(' ')).not.toMatch(/138\d{8}/)
  })

  test('the workbook, read back: a worker’s own, with her name and phones; never why a family is in the register', async () => {
    const { rows } = await sheetOf(worker, { worker_id: worker.account_id })
    expect(rows[0]?.[0]).toBe(`冬至走访 · ${worker.display_name}`)
    const heads = rows.findIndex((row) => row[0] === '档案号')
    expect(rows[heads]).toContain('电话')
    const phone = rows[heads]?.indexOf('电话') ?? -1
    expect(rows.slice(heads + 1, heads + 3).map((row) => row[phone])).toEqual(
      PHONES.slice(0, 2).map((numbers) => numbers.join('、')),
    )
    const { rows: children } = await db.admin.query<{ name: string }>(
      "select name from person where relation = 'child'",
    )
    const text = rows.flat().join(' ')
    for (const word of ['死亡', '失独', '伤残', '2009', ...children.map((child) => child.name)])
      expect(text).not.toContain(word)
  })
})
