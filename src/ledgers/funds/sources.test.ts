import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type FundsOffice, makeFundsOffice } from '../../../test/support/funds.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { SOURCE_KINDS, type SourceKind } from './rules.ts'

let db: TestDatabase
let app: TestApp
let office: FundsOffice
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makeFundsOffice(db)
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** 财政、彩票公益金、捐赠、协会经费, with what each of them gave and what of it was spent. */
const GIVEN: Record<SourceKind, { name: string; appropriated_fen: number; spent_fen: number }> = {
  treasury: { name: '昆明市财政局', appropriated_fen: 1_000_000, spent_fen: 400_001 },
  lottery: { name: '彩票公益金', appropriated_fen: 2_000_000, spent_fen: 400_002 },
  donation: { name: '爱心企业捐赠', appropriated_fen: 3_000_000, spent_fen: 400_003 },
  association: { name: '盘龙区计生协', appropriated_fen: 4_000_000, spent_fen: 400_004 },
}

async function send<T>(actor: Actor, path: string, body?: unknown): Promise<T> {
  const answer = await app.request(actor, body === undefined ? 'GET' : 'POST', `/api/funds${path}`, { body })
  expect(answer).toMatchObject({ status: 200 })
  return answer.body as T
}

/** The source is written down, its money entered by finance and confirmed by the approver, and some of it spent. */
async function spendsFrom(kind: SourceKind): Promise<{ source_id: Uuid; appropriation_id: Uuid; spending_id: Uuid }> {
  const { name, appropriated_fen, spent_fen } = GIVEN[kind]
  const [source_id, appropriation_id, spending_id] = [testId(), testId(), testId()]
  await send(office.finance, '/sources', { id: source_id, division: 530_103_000_000, kind, name })
  const stated = { year: 2026, source_id, purpose: 'festival', stated_fen: appropriated_fen }
  await send(office.finance, '/appropriations', { id: appropriation_id, ...stated })
  await send(office.approver, `/appropriations/${appropriation_id}/confirm`, {})
  const spent = { appropriation_id, amount_fen: spent_fen, happened_on: '2026-11-20', memo: '节日慰问品' }
  await send(office.finance, '/spendings', { id: spending_id, ...spent })
  return { source_id, appropriation_id, spending_id }
}

interface Statement {
  lines: Record<string, unknown>[]
  total: Record<string, number>
}
const statement = () => send<Statement>(officer, '/statement?year=2026')

describe('money of every kind of source', () => {
  test.each(SOURCE_KINDS)('is entered, appropriated, spent, and stands in the statement: %s', async (kind) => {
    const { name, appropriated_fen, spent_fen } = GIVEN[kind]
    const { source_id, appropriation_id, spending_id } = await spendsFrom(kind)
    const available_fen = appropriated_fen - spent_fen
    const sources = await send<{ items: object[] }>(officer, '/sources')
    expect(sources.items).toContainEqual(expect.objectContaining({ id: source_id, kind, name }))
    const appropriations = await send<{ items: { id: Uuid }[] }>(officer, '/appropriations?year=2026')
    expect(appropriations.items.find((one) => one.id === appropriation_id)).toMatchObject({
      source_kind: kind,
      source_name: name,
      state: 'confirmed',
      appropriated_fen,
      spent_fen,
      available_fen,
    })
    const { lines } = await statement()
    const mine = lines.filter((line) => line['source_kind'] === kind)
    const figures = {
      appropriated_fen,
      spent_fen,
      available_fen,
      carried_in_fen: 0,
      reserved_fen: 0,
      carried_out_fen: 0,
    }
    expect(mine).toEqual([expect.objectContaining({ source_id, source_name: name, purpose: 'festival', ...figures })])
    const spent = await send<{ items: object[] }>(
      officer,
      `/transfers?year=2026&figure=spent&source_id=${source_id}&purpose=festival`,
    )
    expect(spent.items).toMatchObject([{ source_name: name, amount_fen: spent_fen, ref_id: spending_id }])
  })

  test('adds up in the statement, every kind on its own line', async () => {
    const { lines, total } = await statement()
    expect(new Set(lines.map((line) => line['source_kind']))).toEqual(new Set(SOURCE_KINDS))
    expect(lines).toHaveLength(SOURCE_KINDS.length)
    expect(total).toMatchObject({ appropriated_fen: 10_000_000, spent_fen: 1_600_010, available_fen: 8_399_990 })
  })
})
