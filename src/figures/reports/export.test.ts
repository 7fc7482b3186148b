import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestAnswer, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { recordCare } from '../../ledgers/care-records/index.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'
import { unzip } from '../../platform/exchange/test-files.ts'
import type { Figure, Statement } from './contract.ts'
import { readable } from './rules.ts'
import { reportsWords } from './words.ts'

const HOME = 530_103_001_001
const MISSING = 530_103_001_777

let db: TestDatabase
let app: TestApp
let officer: Actor
let worker: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', HOME)
  const homes = await makeFamilies(db, HOME, 3)
  const call = callOf(db, officer)
  const on = civilDate('2018-06-01')
  await command(db.db, call, { name: 'test.write', input: null }, async (tx) => ({
    result: await recordCare(tx, call, [
      ...homes.map((family) => ({
        id: testId(),
        family_id: family.id,
        kind: 'visit_festival',
        amount_fen: 530_990_000,
        happened_on: on,
      })),
      {
        id: testId(),
        family_id: homes[0]?.id as Uuid,
        kind: 'voucher_issue',
        quantity: 1,
        minutes: 200,
        happened_on: on,
      },
    ]),
  }))
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** The answer without what differs from request to request. */
function bytesOf(answer: TestAnswer): string {
  const { request_id: _, ...body } = answer.body as Record<string, unknown>
  return JSON.stringify([answer.status, body])
}

const issuesOf = (answer: TestAnswer) => ({
  status: answer.status,
  places: (answer.body as { issues?: { place: string }[] }).issues?.map((issue) => issue.place),
})

describe('the export', () => {
  const address = '/api/reports/statement/export'
  const body = { from: '2018-01-01', to: '2018-12-31', format: 'xlsx', purpose: '上报年度工作总结' }

  test('refuses without permission', async () => {
    expect((await app.request(worker, 'POST', address, { body })).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const street = await makeActor(db, 'street_officer', '530103001')
    const ask = (division: number) => app.request(street, 'POST', address, { body: { ...body, division } })
    const foreign = await ask(530_103_002_000)
    expect(foreign.status).toBe(404)
    expect(bytesOf(await ask(530_103_777_000))).toBe(bytesOf(foreign))
    expect(bytesOf(await ask(MISSING))).toBe(bytesOf(foreign))
  })

  test('rejects bad input', async () => {
    const ask = async (more: object) =>
      issuesOf(await app.request(officer, 'POST', address, { body: { ...body, ...more } }))
    expect(await ask({ purpose: '  ' })).toEqual({ status: 400, places: ['purpose'] })
    expect(await ask({ format: 'pdf' })).toEqual({ status: 400, places: ['format'] })
    expect(await ask({ from: '2019-01-01' })).toEqual({ status: 400, places: ['from'] })
    expect(await ask({ from: '1990-01-01' })).toEqual({ status: 400, places: ['to'] })
  })

  test('does it: every figure with its unit stands in the sheet, exact, as a number', async () => {
    const answer = await app.request(officer, 'POST', address, { body })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-disposition']).toContain('statement-530103000000-2018-01-01-2018-12-31.xlsx')
    const book = await readWorkbook(new Uint8Array(answer.raw), { fileName: 'statement.xlsx' })
    const rows = book.sheets[0]?.rows.map((row) => row.map((cell) => cell.value)) ?? []
    expect(rows[0]?.[0]).toBe('云南省昆明市盘龙区计生特殊家庭关怀工作统计 · 2018-01-01 至 2018-12-31')
    expect(rows[1]).toEqual(['类别', '代码', '统计指标', '数值', '金额（元）', '单位', '记录数', '口径来源'])
    const figures = await figuresShown()
    expect(figures.length).toBeGreaterThan(30)
    for (const figure of figures) {
      const row = rows.find((cells) => cells[1] === figure.code)
      const money = figure.unit === 'fen'
      const minutes = figure.unit === 'hour' && figure.value % 60 !== 0
      const value = figure.unit === 'hour' && !minutes ? figure.value / 60 : figure.value
      expect(row?.slice(2, 7)).toEqual([
        figure.name,
        money ? null : value,
        money ? figure.value / 100 : null,
        reportsWords.zh[`unit_exact_${minutes ? 'minute' : figure.unit}`],
        figure.records,
      ])
    }
    expect(rows.find((cells) => cells[1] === 'festival_money')?.[4]).toBe(15_929_700)
    expect(rows.find((cells) => cells[1] === 'voucher_hours')?.slice(3, 6)).toEqual([200, null, '分钟'])
  })

  test('the document says every figure with its unit, as it is read and to the fen', async () => {
    const answer = await app.request(officer, 'POST', address, { body: { ...body, format: 'docx' } })
    const xml = unzip(new Uint8Array(answer.raw)).get('word/document.xml') ?? ''
    const cells = [...xml.matchAll(/<w:tr\b.*?<\/w:tr>/gs)].map(([row]) =>
      [...row.matchAll(/<w:tc\b.*?<\/w:tc>/gs)].map(([cell]) =>
        [...cell.matchAll(/<w:t\b[^>]*>([^<]*)/g)].map((m) => m[1]).join(''),
      ),
    )
    for (const figure of await figuresShown()) {
      const said = readable(figure.value, figure.unit, 'zh')
      expect(cells.find((row) => row[0] === figure.name)?.slice(0, 3)).toEqual([
        figure.name,
        said.text,
        reportsWords.zh[`${said.unit}_other`],
      ])
    }
    expect(cells.find((row) => row[0] === '节日慰问金')).toEqual([
      '节日慰问金',
      '1,592.97',
      '万元',
      '15929700.00 元',
      '3',
    ])
    expect(xml).toContain('盘龙区计划生育协会')
  })

  test('does it once when sent twice: the same figures, one trace with its purpose', async () => {
    const key = `test-${testId()}`
    const late = { ...body, purpose: '报送区里', from: '2018-06-01' }
    const [first, second] = [
      await app.request(officer, 'POST', address, { body: late, key }),
      await app.request(officer, 'POST', address, { body: late, key }),
    ]
    const textOf = async (answer: TestAnswer) => {
      const book = await readWorkbook(new Uint8Array(answer.raw), { fileName: 'statement.xlsx' })
      return book.sheets[0]?.rows.map((row) => row.map((cell) => cell.value))
    }
    expect(await textOf(second)).toEqual(await textOf(first))
    const trace = await db.admin.query(
      `select account_id, detail from audit_entry where district = 530103 and action = 'reports.export' and reason = '报送区里'`,
    )
    expect(trace.rows).toEqual([
      {
        account_id: officer.account_id,
        detail: { division: 530_103_000_000, from: '2018-06-01', to: '2018-12-31', format: 'xlsx' },
      },
    ])
    const other = await app.request(officer, 'POST', address, { body: { ...late, to: '2018-07-31' }, key })
    expect(other.status).toBe(422)
  })

  async function figuresShown(): Promise<Figure[]> {
    const statement = (await app.request(officer, 'GET', '/api/reports/statement?from=2018-01-01&to=2018-12-31'))
      .body as Statement
    return statement.sections.flatMap((section) => section.figures)
  }
})
