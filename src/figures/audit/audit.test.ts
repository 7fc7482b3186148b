import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestAnswer, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Instant } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'
import type { Chain, Entry } from './contract.ts'
import { overseesDistricts, reachesDistrict, wordKeyOf } from './rules.ts'

const SUBJECT = testId()
const EARLY = '2026-03-31T16:00:00.000Z' as Instant

let db: TestDatabase
let app: TestApp
let officer: Actor
let auditor: Actor

async function act(
  actor: Actor,
  name: string,
  more: { now?: Instant; detail?: Record<string, unknown> } = {},
): Promise<void> {
  const call = callOf(db, actor, more.now ? { now: more.now } : {})
  const spec = { name, input: null, subject: { kind: 'family', id: SUBJECT }, detail: more.detail ?? {} }
  await command(db.db, call, spec, () => Promise.resolve({ result: null }))
}

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  auditor = await makeActor(db, 'auditor', '530103')
  await act(officer, 'families.change', { now: EARLY, detail: { fields: 2 } })
  for (let n = 0; n < 5; n++) await act(officer, 'care_records.bulk', { detail: { records: n } })
  await act(await makeActor(db, 'district_officer', '530102'), 'families.change')
})
afterAll(async () => {
  await app.close()
  await db.drop({ broken: ['audit chain'] })
})

function bytesOf(answer: TestAnswer): string {
  const { request_id: _, ...body } = answer.body as Record<string, unknown>
  return JSON.stringify([answer.status, body])
}

const entriesOf = async (actor: Actor, query = ''): Promise<{ items: Entry[]; next_cursor: string | null }> =>
  (await app.request(actor, 'GET', `/api/audit/entries?size=100${query}`)).body as {
    items: Entry[]
    next_cursor: string | null
  }

describe('where the trail may be read', () => {
  test('a post sees whole districts of its own, no part of one', () => {
    expect(overseesDistricts({ lo: 530_103_000_000, hi: 530_104_000_000 })).toBe(true)
    expect(overseesDistricts({ lo: 530_103_001_000, hi: 530_103_002_000 })).toBe(false)
    const city = { lo: 530_100_000_000, hi: 530_200_000_000 }
    expect([reachesDistrict(city, 530_103), reachesDistrict(city, 530_200)]).toEqual([true, false])
    expect(reachesDistrict({ lo: 0, hi: 1e12 }, 0)).toBe(true)
    expect(wordKeyOf('action', 'care_records.bulk')).toBe('action_care_records_bulk')
  })
})

const reads = ['entries', 'facets', 'chain'] as const

describe.each(reads)('%s', (part) => {
  const address = (query = '') => `/api/audit/${part}${query}`

  test('refuses without permission', async () => {
    const administrator = await makeActor(db, 'administrator', '530103')
    for (const other of [officer, administrator]) expect((await app.request(other, 'GET', address())).status).toBe(403)
    expect((await app.request(undefined, 'GET', address())).status).toBe(401)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await app.request(auditor, 'GET', address('?district=530102'))
    expect(foreign.status).toBe(404)
    for (const missing of [530_199, 110_101, 999_999, 7, 0]) {
      expect(bytesOf(await app.request(auditor, 'GET', address(`?district=${missing}`)))).toBe(bytesOf(foreign))
    }
    const street = await makeActor(db, 'auditor', '530103001')
    const narrow = await app.request(street, 'GET', address())
    expect(narrow).toMatchObject({ status: 403, body: { code: 'audit.needs_district' } })
  })

  test('rejects bad input', async () => {
    expect((await app.request(auditor, 'GET', address('?district=x'))).status).toBe(400)
    expect((await app.request(auditor, 'GET', address('?colour=red'))).status).toBe(400)
  })
})

describe('the entries', () => {
  test('does it: newest first, with names, roles and actions in the reader’s words', async () => {
    const { items } = await entriesOf(auditor, '&action=care_records.bulk')
    expect(items.map((item) => item.detail['records'])).toEqual([4, 3, 2, 1, 0])
    expect(items[0]).toMatchObject({
      district: 530_103,
      account_name: officer.display_name,
      role_name: '区级业务员',
      action_name: '成批记关怀',
      subject_name: '家庭档案',
      subject_id: SUBJECT,
      outcome: 'done',
    })
    expect(items.map((item) => item.seq)).toEqual(items.map((item) => item.seq).toSorted((a, b) => b - a))
    const english = await app.request(auditor, 'GET', '/api/audit/entries?action=care_records.bulk', { locale: 'en' })
    expect((english.body as { items: Entry[] }).items[0]?.action_name).toBe('Logged many acts of care')
  })

  test('filters by action, account, subject and days in China', async () => {
    expect((await entriesOf(auditor, `&account_id=${officer.account_id}`)).items).toHaveLength(6)
    expect((await entriesOf(auditor, `&subject_id=${SUBJECT}`)).items).toHaveLength(6)
    expect((await entriesOf(auditor, `&subject_id=${testId()}`)).items).toHaveLength(0)
    // 16:00 UTC on 31 March is midnight of 1 April in China.
    expect((await entriesOf(auditor, '&to=2026-03-31')).items).toHaveLength(0)
    expect((await entriesOf(auditor, '&from=2026-04-01&to=2026-04-01')).items.map((item) => item.action)).toEqual([
      'families.change',
    ])
    const bad = await app.request(auditor, 'GET', '/api/audit/entries?from=2026-04-02&to=2026-04-01')
    expect(bad.status).toBe(400)
    expect((await app.request(auditor, 'GET', '/api/audit/entries?action=DROP')).status).toBe(400)
    expect((await app.request(auditor, 'GET', '/api/audit/entries?cursor=bm9uZQ')).status).toBe(400)
  })

  test('page by page gives every entry once, although reading adds new ones', async () => {
    const before = (await entriesOf(auditor)).items.map((item) => item.seq)
    const seen: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: TestAnswer = await app.request(
        auditor,
        'GET',
        `/api/audit/entries?size=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      const body = page.body as { items: Entry[]; next_cursor: string | null }
      seen.push(...body.items.map((item) => item.seq))
      cursor = body.next_cursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(before.every((seq) => seen.includes(seq))).toBe(true)
  })

  test('reading the trail leaves a trace with the filter', async () => {
    await entriesOf(auditor, '&action=families.change&from=2026-01-01')
    const [newest] = (await entriesOf(auditor, '&action=audit.read')).items
    expect(newest).toMatchObject({
      account_id: auditor.account_id,
      action_name: '查看留痕',
      detail: { action: 'families.change', from: '2026-01-01', rows: 1 },
    })
  })

  test('a city reads each of its districts and all of them together', async () => {
    const city = await makeActor(db, 'auditor', '5301')
    const all = (await entriesOf(city, '&action=families.change')).items
    expect(all.map((item) => item.district)).toEqual([530_102, 530_103])
    expect((await entriesOf(city, '&action=families.change&district=530102')).items).toHaveLength(1)
    expect((await entriesOf(auditor)).items.every((item) => item.district === 530_103)).toBe(true)
  })
})

describe('the facets', () => {
  test('does it: the actions and accounts seen in the district, no others', async () => {
    const { body } = await app.request(auditor, 'GET', '/api/audit/facets')
    const facets = body as { district_name: string; actions: { action: string }[]; accounts: { name: string }[] }
    expect(facets.district_name).toBe('盘龙区')
    const { rows } = await db.admin.query<{ action: string }>(
      `select distinct action from audit_entry where district = 530103 order by action`,
    )
    expect(facets.actions.map((one) => one.action)).toEqual(rows.map((row) => row.action))
    expect(facets.accounts.map((one) => one.name).toSorted()).toEqual(
      [auditor.display_name, officer.display_name].toSorted(),
    )
  })
})

describe('the export', () => {
  const address = '/api/audit/export'
  const body = { action: 'care_records.bulk', purpose: '年度审计' }

  test('refuses without permission', async () => {
    expect((await app.request(officer, 'POST', address, { body })).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await app.request(auditor, 'POST', address, { body: { ...body, district: 530_102 } })
    expect(foreign.status).toBe(404)
    const missing = await app.request(auditor, 'POST', address, { body: { ...body, district: 530_199 } })
    expect(bytesOf(missing)).toBe(bytesOf(foreign))
  })

  test('rejects bad input', async () => {
    expect((await app.request(auditor, 'POST', address, { body: { action: 'care_records.bulk' } })).status).toBe(400)
    expect((await app.request(auditor, 'POST', address, { body: { ...body, from: '2026-02-30' } })).status).toBe(400)
  })

  test('does it, and once when sent twice: the same rows, one trace with its purpose', async () => {
    const key = `test-${testId()}`
    const all = { purpose: '全部留痕' }
    const rowsOf = async (answer: TestAnswer) => {
      expect(answer.status).toBe(200)
      const book = await readWorkbook(new Uint8Array(answer.raw), { fileName: 'trail.xlsx' })
      return book.sheets[0]?.rows.map((row) => row.map((cell) => cell.value)) ?? []
    }
    const first = await rowsOf(await app.request(auditor, 'POST', address, { body: all, key }))
    await act(officer, 'families.move')
    const second = await rowsOf(await app.request(auditor, 'POST', address, { body: all, key }))
    expect(second).toEqual(first)
    expect(first[0]?.slice(0, 6)).toEqual(['区划', '序号', '时间', '谁', '岗位', '做了什么'])
    expect(first.find((row) => row[6] === 'families.change')?.slice(0, 6)).toEqual([
      '530103',
      1,
      '2026-04-01 00:00:00',
      officer.display_name,
      '区级业务员',
      '修改家庭档案',
    ])
    const trace = await db.admin.query(
      `select reason, (detail ->> 'rows')::int as rows from audit_entry where district = 530103 and action = 'audit.export'`,
    )
    expect(trace.rows).toEqual([{ reason: '全部留痕', rows: first.filter((row) => row[0] === '530103').length }])
  })
})

describe('the chain', () => {
  const chainOf = async (actor: Actor, query = '') =>
    (await app.request(actor, 'GET', `/api/audit/chain${query}`)).body as Chain
  const tamper = async (statement: string) => {
    await db.admin.query(`set session_replication_role = replica`)
    await db.admin.query(statement)
    await db.admin.query(`set session_replication_role = origin`)
  }

  test('does it: unbroken up to the newest entry', async () => {
    const chain = await chainOf(auditor)
    const { rows } = await db.admin.query<{ seq: string }>('select seq from audit_head where district = 530103')
    expect(chain).toEqual({
      district: 530_103,
      entries: Number(rows[0]?.seq),
      unbroken_to: Number(rows[0]?.seq),
      fault: null,
    })
  })

  test('a district without any act has an empty chain', async () => {
    const city = await makeActor(db, 'auditor', '5301')
    expect(await chainOf(city, '?district=530111')).toEqual({
      district: 530_111,
      entries: 0,
      unbroken_to: 0,
      fault: null,
    })
  })

  test('a cut-off end, a changed entry and a removed one are found where they are', async () => {
    const { entries } = await chainOf(auditor)
    await tamper(`delete from audit_entry where district = 530103 and seq = ${entries}`)
    expect(await chainOf(auditor)).toMatchObject({ entries: entries - 1, unbroken_to: entries - 1, fault: 'head' })
    await tamper(`update audit_entry set detail = '{"records": 999}' where district = 530103 and seq = 4`)
    expect(await chainOf(auditor)).toMatchObject({ unbroken_to: 3, fault: 'hash' })
    await tamper(`delete from audit_entry where district = 530103 and seq = 2`)
    expect(await chainOf(auditor)).toMatchObject({ unbroken_to: 1, fault: 'gap' })
    const neighbour = await makeActor(db, 'auditor', '530102')
    expect(await chainOf(neighbour)).toMatchObject({ fault: null })
  })
})
