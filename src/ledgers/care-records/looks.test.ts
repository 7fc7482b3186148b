import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestAnswer, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import type { Actor } from '../../platform/call.ts'
import { encodeCursor } from '../../platform/cursor.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'

const HERE = 530_103_001_001
const NEXT_DOOR = 530_103_001_002

let db: TestDatabase
let app: TestApp
let worker: Actor
let neighbour: Actor
let street: Actor
let finance: Actor
let family: TestFamily

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', HERE)
  neighbour = await makeActor(db, 'community_worker', NEXT_DOOR)
  street = await makeActor(db, 'street_officer', '530103001')
  finance = await makeActor(db, 'finance', '530103')
  ;[family] = (await makeFamilies(db, HERE, 1)) as [TestFamily]
  const others = await makeFamilies(db, HERE, 3)
  for (let n = 0; n < 5; n++) await post(worker, '', call({ happened_on: `2026-11-1${n % 3}`, minutes: n }))
  await post(worker, '/bulk', {
    batch_id: testId(),
    kind: 'accident_insurance',
    happened_on: '2026-05-04',
    families: others.map(({ id }) => ({ family_id: id })),
    reached: 'members',
    amount_fen: 16_340,
  })
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const post = (actor: Actor | undefined, path: string, body: unknown, key?: string): Promise<TestAnswer> =>
  app.request(actor, 'POST', `/api/care-records${path}`, { body, ...(key ? { key } : {}) })
const get = (actor: Actor | undefined, path: string): Promise<TestAnswer> =>
  app.request(actor, 'GET', `/api/care-records${path}`)

const call = (more: Record<string, unknown> = {}) => ({
  id: testId(),
  family_id: family.id,
  kind: 'phone',
  channel: 'phone',
  mood: 'steady',
  minutes: 12,
  note: '膝盖还疼，说女婿周末来。',
  next_on: '2026-11-26',
  person_ids: family.parents,
  ...more,
})

const count = async (where: string, values: unknown[] = []): Promise<number> =>
  (await db.admin.query<{ n: number }>(`select count(*)::int as n from ${where}`, values)).rows[0]?.n ?? -1
const trailOf = (action: string, id: string) => count('audit_entry where action = $1 and subject_id = $2', [action, id])

describe('POST /api/care-records/:record_id/note', () => {
  let id: string
  const look = (actor: Actor, record: string, reason?: string): Promise<TestAnswer> =>
    app.request(actor, 'POST', `/api/care-records/${record}/note`, { body: {}, ...(reason ? { reason } : {}) })
  beforeAll(async () => {
    const act = call()
    await post(worker, '', act)
    id = act.id
  })

  test('refuses without permission', async () => {
    expect((await look(finance, id, '核对')).status).toBe(403)
    const talk = call({ kind: 'counselling', note: '谈到了睡眠', family_id: family.id })
    await post(worker, '', talk)
    expect(await look(street, talk.id, '核对')).toMatchObject({
      status: 403,
      body: { code: 'care_records.note_of_counselling' },
    })
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await look(neighbour, id, '核对')).status).toBe(404)
  })

  test('rejects bad input', async () => {
    // A reason of blanks is none: anybody could open notes without saying why.
    for (const reason of [undefined, '', '  ', '看']) {
      expect(await look(street, id, reason)).toMatchObject({ status: 400, body: { code: 'families.reason_needed' } })
    }
  })

  test('does it', async () => {
    expect((await look(worker, id)).body).toMatchObject({ note: '膝盖还疼，说女婿周末来。' })
    expect((await look(street, id, '入户前了解')).status).toBe(200)
    const { rows } = await db.admin.query(
      `select reason from audit_entry where action = 'care_records.open_note' and subject_id = $1 order by seq`,
      [id],
    )
    expect(rows).toEqual([{ reason: null }, { reason: '入户前了解' }])
  })

  test('stands in the trail of the family: who looked, and why', async () => {
    await look(street, id, '了解腿伤')
    const trail = await app.request(street, 'GET', `/api/families/${family.id}/trail?limit=1`)
    expect(trail.body).toMatchObject({ rows: [{ action: 'care_records.open_note', reason: '了解腿伤' }] })
  })

  test('leaves one trace for each look', async () => {
    const before = await trailOf('care_records.open_note', id)
    await look(street, id, '再看')
    expect(await trailOf('care_records.open_note', id)).toBe(before + 1)
  })
})

describe('POST /api/care-records/export', () => {
  const asked = { purpose: '年度核对', from: '2026-01-01', kinds: ['accident_insurance'] }

  test('refuses without permission', async () => {
    expect((await post(worker, '/export', asked)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const elsewhere = await makeActor(db, 'district_officer', '530102')
    const answer = await post(elsewhere, '/export', { ...asked, division: 530103000000 })
    const book = await readWorkbook(new Uint8Array(answer.raw), { fileName: 'a.xlsx' })
    expect(book.sheets[0]?.rows).toHaveLength(2)
  })

  test('rejects bad input', async () => {
    expect((await post(street, '/export', { from: '2026-01-01' })).status).toBe(400)
  })

  test('does it, and the purpose stays in the trail', async () => {
    const answer = await post(street, '/export', asked)
    expect(answer.status).toBe(200)
    const book = await readWorkbook(new Uint8Array(answer.raw), { fileName: 'a.xlsx' })
    expect(book.sheets[0]?.rows).toHaveLength(5)
    const { rows } = await db.admin.query(
      `select reason, detail->'rows' as rows from audit_entry where action = 'care_records.export' order by seq desc limit 1`,
    )
    expect(rows).toEqual([{ reason: '年度核对', rows: 3 }])
  })
})

describe('the reads', () => {
  const paths = ['', '/kinds', '/sums', '/persons', '/households']

  test('refuse without permission', async () => {
    const administrator = await makeActor(db, 'administrator', '530103')
    for (const path of [...paths, `/families/${family.id}`, `/form/${family.id}`]) {
      expect((await get(undefined, path)).status).toBe(401)
      expect((await get(administrator, path)).status).toBe(403)
    }
  })

  test('show nothing outside the jurisdiction', async () => {
    expect((await get(neighbour, `/families/${family.id}`)).status).toBe(404)
    expect((await get(neighbour, `/form/${family.id}`)).status).toBe(404)
    expect((await get(neighbour, `?division=${HERE}`)).body).toEqual({ items: [], next_cursor: null })
    expect((await get(neighbour, `/sums?division=${HERE}`)).body).toMatchObject({ records: 0, persons: 0 })
  })

  test('leave a trace when a family’s timeline is read', async () => {
    const before = await trailOf('care_records.timeline', family.id)
    expect((await get(worker, `/families/${family.id}`)).status).toBe(200)
    expect((await get(neighbour, `/families/${family.id}`)).status).toBe(404)
    expect(await trailOf('care_records.timeline', family.id)).toBe(before + 1)
  })

  test('reject bad input', async () => {
    for (const query of [
      '?from=2026-13-01',
      '?division=7',
      '?kinds=A',
      '?limit=0',
      '?cursor=bm9uc2Vuc2U',
      `?cursor=${encodeCursor(['x', 'y'])}`,
      `/persons?cursor=${encodeCursor([1.5, family.id])}`,
      '/persons?cursor=x!',
    ]) {
      expect((await get(worker, query)).status).toBe(400)
    }
  })

  test('list newest first by keyset, and as many as the sum says', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const answer = await get(worker, `?kinds=phone&kinds=visit_daily&limit=2${cursor}`)
      const page = answer.body as { items: { id: string; happened_on: string }[]; next_cursor: string | null }
      seen.push(...page.items.map((item) => `${item.happened_on} ${item.id}`))
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    } while (cursor !== '')
    expect(seen).toEqual(seen.toSorted().toReversed())
    const sums = (await get(worker, '/sums?kinds=phone&kinds=visit_daily')).body as { records: number }
    expect(seen).toHaveLength(sums.records)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('give the phone what it needs: names, wishes, the last contact, never the child', async () => {
    await db.admin.query(
      `insert into contact_preference (district, id, community, family_id, channels, quiet_days, valid_from)
       values (530103, $1, $2, $3, '{phone}', '{11-21}', '2026-01-01')`,
      [testId(), HERE, family.id],
    )
    const answer = await get(worker, `/form/${family.id}`)
    expect(answer.body).toMatchObject({
      persons: family.parents.toSorted().map(() => ({ parent: true })),
      preference: { channels: ['phone'], quiet_today: true, no_contact: false },
      last: { happened_on: '2026-11-21' },
      today: '2026-11-21',
    })
    expect(JSON.stringify(answer.body)).not.toContain(family.child)
  })
})
