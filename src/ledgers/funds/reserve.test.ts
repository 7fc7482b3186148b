import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from '../../../test/support/funds.ts'
import { claimLastYuan } from '../../../test/torture/last-yuan.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { command } from '../../platform/database/transact.ts'
import { askToClose, bookSpending, closeYear, keepOpen } from './commands/index.ts'
import { balancesOf, type Movement, release, reserve, spend, unspend } from './index.ts'
import { readIn } from '../../platform/database/transact.ts'

const district = 530103
const PURPOSES = ['special_assistance', 'festival', 'insurance', 'medical', 'home', 'service', 'operations']
let db: TestDatabase
let office: FundsOffice

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeFundsOffice(db)
})
afterAll(() => db.drop())

const round = () => ({ kind: 'trial', id: testId() })
const of = (ref: Movement['ref'], operation: string, amount: number): Movement => ({
  ref,
  operation,
  amount_fen: fen(amount),
})

type Act = 'release' | 'spend' | 'unspend'
const acts = { release, spend, unspend }
function act(kind: Act, movements: readonly Movement[], on = db.db) {
  const call = callOf(db, office.finance)
  return command(on, call, { name: `test.${kind}`, input: movements }, async (tx) => ({
    result: await acts[kind](tx, call, { district, movements }),
  }))
}
function hold(appropriation_id: Uuid, movements: readonly Movement[], on = db.db) {
  const call = callOf(db, office.finance)
  return command(on, call, { name: 'test.reserve', input: movements }, async (tx) => ({
    result: await reserve(tx, call, { district, appropriation_id, movements }),
  }))
}
const left = async (id: Uuid) => {
  const call = callOf(db, office.finance)
  const one = (await readIn(db.db, call, (tx) => balancesOf(tx, call, { district }))).find((row) => row.id === id)
  return [one?.available_fen, one?.reserved_fen, one?.spent_fen]
}
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'done').catch((error: Refusal) => error.code)

describe('money of a round', () => {
  test('is not taken from a year that has not begun', async () => {
    const id = await makeAppropriation(db, office, 100_000, { year: 2027 })
    await expect(hold(id, [of(round(), 'reserve', 60_000)])).rejects.toMatchObject({
      code: 'funds.year_ahead',
      place: 'appropriation_id',
      next: 'funds.year_ahead_next',
    })
    expect(await left(id)).toEqual([100_000, 0, 0])
  })

  test('is reserved, spent, comes back and is released, each operation once', async () => {
    const id = await makeAppropriation(db, office, 100_000)
    const ref = round()
    expect(await hold(id, [of(ref, 'reserve', 60_000)])).toEqual({ posted: 1, already: 0 })
    expect(await hold(id, [of(ref, 'reserve', 60_000)])).toEqual({ posted: 0, already: 1 })
    const lines = [of(ref, 'line 1', 20_000), of(ref, 'line 2', 20_000), of(ref, 'line 3', 10_000)]
    expect(await act('spend', [...lines, ...lines])).toEqual({ posted: 3, already: 3 })
    expect(await act('spend', lines)).toEqual({ posted: 0, already: 3 })
    expect(await act('unspend', [of(ref, 'back 2', 20_000)])).toEqual({ posted: 1, already: 0 })
    expect(await act('release', [of(ref, 'rest', 30_000)])).toEqual({ posted: 1, already: 0 })
    expect(await left(id)).toEqual([70_000, 0, 30_000])
  })

  test('is refused beyond what the thing holds, though the appropriation has more', async () => {
    const id = await makeAppropriation(db, office, 100_000)
    const [mine, other] = [round(), round()]
    await hold(id, [of(mine, 'reserve', 1_000), of(other, 'reserve', 50_000)])
    expect(await codeOf(act('spend', [of(mine, 'a', 600), of(mine, 'b', 500)]))).toBe('funds.insufficient')
    expect(await codeOf(act('unspend', [of(mine, 'a', 1)]))).toBe('funds.insufficient')
    expect(await codeOf(act('spend', [of(round(), 'a', 1)]))).toBe('funds.nothing_reserved')
    expect(await left(id)).toEqual([49_000, 51_000, 0])
  })

  test('is refused when the same operation comes with another sum or from another appropriation', async () => {
    const [id, second] = [await makeAppropriation(db, office, 10_000), await makeAppropriation(db, office, 10_000)]
    const ref = round()
    await hold(id, [of(ref, 'reserve', 5_000)])
    expect(await codeOf(hold(id, [of(ref, 'reserve', 5_001)]))).toBe('funds.operation_differs')
    expect(await codeOf(act('spend', [of(ref, 'reserve', 5_000)]))).toBe('funds.operation_differs')
    expect(await codeOf(hold(second, [of(ref, 'more', 1)]))).toBe('funds.other_appropriation')
    expect(await codeOf(hold(testId(), [of(round(), 'more', 1)]))).toBe('funds.appropriation_not_found')
  })

  test('says what is missing', async () => {
    const id = await makeAppropriation(db, office, 10_000)
    await expect(hold(id, [of(round(), 'reserve', 12_345)])).rejects.toMatchObject({
      code: 'funds.insufficient',
      params: { there: '100.00', missing: '23.45' },
    })
  })
})

test('I13: of 200 who claim the last yuan at once exactly one gets it', async () => {
  expect(await claimLastYuan(db, office, 200)).toMatchObject({
    got_it: 1,
    said: { 'got it': 1, 'funds.insufficient': 199 },
    left: [0, 100, 0],
  })
})

test('one operation asked for by twenty at once is posted once', async () => {
  const id = await makeAppropriation(db, office, 1_000)
  const ref = round()
  const answers = await Promise.all(Array.from({ length: 20 }, () => hold(id, [of(ref, 'reserve', 700)])))
  expect(answers.reduce((sum, one) => sum + one.posted, 0)).toBe(1)
  expect(await left(id)).toEqual([300, 700, 0])
})

test('many lines are many transfers and few statements', async () => {
  const id = await makeAppropriation(db, office, 10_000_000)
  const ref = round()
  await hold(id, [of(ref, 'reserve', 6_000_000)])
  const lines = Array.from({ length: 3_000 }, (_, n) => of(ref, `line ${n}`, 1_990))
  expect(await act('spend', lines)).toEqual({ posted: 3_000, already: 0 })
  expect(await left(id)).toEqual([4_000_000, 30_000, 5_970_000])
})

describe('closing a year', () => {
  const spendNow = (id: Uuid, amount: number) =>
    bookSpending(db.db, callOf(db, office.finance), {
      id: testId(),
      appropriation_id: id,
      amount_fen: fen(amount),
      happened_on: '2025-12-30' as never,
      memo: '年末支出',
    })

  test('takes two accounts, carries each rest over under its source and purpose, and opens again only before', async () => {
    const ids = []
    for (const purpose of PURPOSES) ids.push(await makeAppropriation(db, office, 10_000, { year: 2023, purpose }))
    const [first, second] = ids as [Uuid, Uuid]
    const ref = round()
    await hold(first, [of(ref, 'reserve', 4_000)])
    expect(await codeOf(askToClose(db.db, callOf(db, office.finance), 2026))).toBe('funds.year_not_over')
    expect(await codeOf(askToClose(db.db, callOf(db, office.finance), 2023))).toBe('funds.still_reserved')
    await act('spend', [of(ref, 'all', 4_000)])
    await spendNow(second, 10_000)
    await askToClose(db.db, callOf(db, office.finance), 2023)
    expect(await codeOf(spendNow(first, 1))).toBe('funds.year_not_open')
    expect(await codeOf(closeYear(db.db, callOf(db, office.finance), 2023))).toBe('funds.own_closing')
    await keepOpen(db.db, callOf(db, office.approver), 2023)
    await spendNow(first, 1)
    await askToClose(db.db, callOf(db, office.finance), 2023)
    // The second was spent to the last fen and leaves nothing.
    expect(await closeYear(db.db, callOf(db, office.approver), 2023)).toMatchObject({ state: 'closed', carried: 6 })
    expect(await codeOf(keepOpen(db.db, callOf(db, office.approver), 2023))).toBe('funds.year_not_closing')
    expect(await codeOf(spendNow(first, 1))).toBe('funds.year_not_open')
    const call = callOf(db, office.finance)
    const next = await readIn(db.db, call, (tx) => balancesOf(tx, call, { district, year: 2024 }))
    expect(next.map((row) => [row.purpose, row.origin, row.available_fen])).toEqual(
      PURPOSES.filter((purpose) => purpose !== 'festival').map((purpose) => [
        purpose,
        'carry_over',
        purpose === 'special_assistance' ? 5_999 : 10_000,
      ]),
    )
  })

  test('I15: of postings racing with the closing each is either in the year before it, or refused', async () => {
    const id = await makeAppropriation(db, office, 10_000, { year: 2021 })
    const spendings = Array.from({ length: 30 }, () => codeOf(spendNow(id, 100)))
    const closing = codeOf(askToClose(db.db, callOf(db, office.finance), 2021))
    const [asked, ...said] = await Promise.all([closing, ...spendings])
    expect(asked).toBe('done')
    const posted = said.filter((code) => code === 'done').length
    expect(new Set(said).isSubsetOf(new Set(['done', 'funds.year_not_open']))).toBe(true)
    await closeYear(db.db, callOf(db, office.approver), 2021)
    const { rows } = await db.admin.query<{ spent: number; carried: number }>(
      'select spent_fen::int as spent, carried_out_fen::int as carried from appropriation where id = $1',
      [id],
    )
    expect(rows).toEqual([{ spent: posted * 100, carried: 10_000 - posted * 100 }])
  })
})
