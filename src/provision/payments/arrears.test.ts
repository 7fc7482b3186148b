import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  compose,
  type HalfYearOffice,
  learnDeath,
  makeHalfYearOffice,
  paidCouple,
  raise,
  walk,
} from '../../../test/support/paid.ts'
import { cashOf, enactFor } from '../../../test/support/drafts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { readIn } from '../../platform/database/transact.ts'
import { refreshRound, reperform, showArrears, showRound, submitRound } from './commands/index.ts'

let db: TestDatabase
let office: HalfYearOffice

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeHalfYearOffice(db)
})
afterAll(() => db.drop())

interface Line {
  person_id: Uuid
  kind: string
  adjustment: number
  attempt: number
  amount_fen: number
  state: string
}
async function linesOf(round_id: Uuid): Promise<Line[]> {
  const { rows } = await db.admin.query<Line>(
    `select person_id, kind, adjustment, attempt, amount_fen::int as amount_fen, state from payment where round_id = $1 order by line_no`,
    [round_id],
  )
  return rows
}
const arrearsOf = async (round_id: Uuid) => (await linesOf(round_id)).filter((line) => line.kind === 'arrears')
const leftOut = async (round_id: Uuid) => {
  const { rows } = await db.admin.query<{ reason: string; arrears_fen: number }>(
    'select reason, arrears_fen::int as arrears_fen from payment_left_out where round_id = $1 order by reason',
    [round_id],
  )
  return rows
}
const nothingDue = (title: string) =>
  expect(compose(office, title)).rejects.toMatchObject({ code: 'payments.nothing_due' })
const given = async (person: Uuid) => {
  const { rows } = await db.admin.query<{ fen: number }>(
    `select sum(sign * amount_fen)::int as fen from care_record where source_room = 'payments' and id in
       (select record_id from care_record_person where person_id = $1)`,
    [person],
  )
  return rows[0]?.fen
}

describe('a rate raised backwards', () => {
  let persons: Uuid[]
  beforeAll(async () => {
    persons = (await paidCouple(office)).persons
    await nothingDue('没有新的')
    await raise(office, civilDate('2026-10-01'), 150)
  })

  test('is made up by lines of their own, with the months and the document, apart in the sums', async () => {
    const { id, item_count } = await compose(office, '补差')
    expect(item_count).toBe(2)
    expect(await arrearsOf(id)).toEqual(
      [...persons].toSorted().map((person_id) => ({
        person_id,
        kind: 'arrears',
        adjustment: 1,
        attempt: 1,
        amount_fen: 15_000,
        state: 'composed',
      })),
    )
    const call = office.call(office.officer)
    const { round } = await readIn(db.db, call, (tx) => showRound(tx, call, id))
    expect(round).toMatchObject({ item_count: 2, total_fen: 30_000, arrears: 2, arrears_fen: 30_000 })
    const shown = await readIn(db.db, call, (tx) => showArrears(tx, call, id, { limit: 10 }))
    expect(shown.items[0]?.parts).toEqual([
      expect.objectContaining({
        from: '2026-10-01',
        months: 3,
        was_fen: 10_000,
        now_fen: 15_000,
        rate_fen: 5_000,
        cause: 'rate',
        document_number: '盘卫〔2026〕9号',
      }),
    ])
    // Composing again, into this draft or another, gives nothing new.
    expect(await refreshRound(db.db, call, { round_id: id })).toMatchObject({ item_count: 2, total_fen: 30_000 })
    await nothingDue('又一批')

    await walk(office, id)
    expect((await arrearsOf(id)).map((line) => line.state)).toEqual(['paid', 'paid'])
    expect(await given(persons[0] ?? id)).toBe(60_000 + 15_000)
    await nothingDue('补过了')
  })

  test('raised once more gives the further difference alone; what the bank refused is tried again', async () => {
    await raise(office, civilDate('2026-11-01'), 160, '盘卫〔2026〕10号')
    const first = await compose(office, '再补')
    await walk(office, first.id, [2])
    const [, failed] = await linesOf(first.id)
    expect(failed).toMatchObject({ adjustment: 2, attempt: 1, amount_fen: 2_000, state: 'failed' })

    const waits = await compose(office, '账户没换')
    expect([waits.item_count, await leftOut(waits.id)]).toEqual([0, [{ reason: 'same_account', arrears_fen: 2_000 }]])
    const again = await compose(office, '银行好了', { same_account: true })
    expect(await linesOf(again.id)).toMatchObject([{ adjustment: 2, attempt: 2, amount_fen: 2_000 }])
    await walk(office, again.id)
    await nothingDue('补齐了')
  })

  test('is worked out again from what was frozen, whatever has changed since, and a changed line is named', async () => {
    const { rows } = await db.admin.query<{ round_id: Uuid }>(
      `select distinct round_id from payment where kind = 'arrears' and state = 'paid'`,
    )
    await learnDeath(office, persons[0] as Uuid, '2026-08-01')
    for (const { round_id } of rows) {
      expect((await reperform(db.db, office.call(office.supervisor), round_id)).differences).toEqual([])
    }
    await learnDeath(office, persons[0] as Uuid, null)
    const [one] = rows
    const round_id = one?.round_id as Uuid
    const change = (by: string) =>
      db.admin.query(
        `update payment set parts = jsonb_set(jsonb_set(parts, '{0,was_fen}', ((parts -> 0 ->> 'was_fen')::int - ${by})::text::jsonb), '{0,now_fen}',
           ((parts -> 0 ->> 'now_fen')::int - ${by})::text::jsonb) where round_id = $1 and kind = 'arrears'`,
        [round_id],
      )
    await change('1')
    const told = await reperform(db.db, office.call(office.supervisor), round_id)
    expect(told.differences.length).toBeGreaterThan(0)
    expect(told.differences.every((line) => line.what === 'altered')).toBe(true)
    await change('-1')
  })
})

describe('arrears that no longer fit', () => {
  test('stop the submission of a draft and are composed anew', async () => {
    await paidCouple(office)
    await raise(office, civilDate('2026-11-15'), 200)
    const draft = await compose(office, '草稿')
    expect(draft.total_fen).toBeGreaterThan(0)
    await raise(office, civilDate('2026-11-16'), 210)
    await expect(submitRound(db.db, office.call(office.officer), await office.seen(draft.id))).rejects.toMatchObject({
      code: 'payments.lines_stale',
    })
  })
})

test('a month that is raised is made up, though another of the same half-year is lowered by more', async () => {
  const own = await makeHalfYearOffice(db)
  await paidCouple(own)
  const version = cashOf(100, { valid_from: civilDate('2026-11-01') })
  const rates = (version.rates ?? []).flatMap((rate) => [
    { ...rate, amount_fen: fen(1_000), valid_to: civilDate('2026-12-01') },
    { ...rate, amount_fen: fen(11_000), valid_from: civilDate('2026-12-01') },
  ])
  await enactFor(db, own, { kind: 'version', policy_id: own.policy_id, version: { ...version, rates } })
  const { id } = await compose(own, '十二月提高')
  expect(new Set((await arrearsOf(id)).map((line) => line.amount_fen))).toEqual(new Set([1_000]))
})

describe('arrears of somebody who has died or left', () => {
  test('are written down with the sum, not paid', async () => {
    const other = await makeOther()
    await learnDeath(other.office, other.person, '2026-11-05')
    await raise(other.office, civilDate('2026-09-01'), 300)
    const { id } = await compose(other.office, '身后')
    expect(await leftOut(id)).toEqual([{ reason: 'departed', arrears_fen: 60_000 }])
    expect((await arrearsOf(id)).map((line) => line.person_id)).not.toContain(other.person)
  })

  async function makeOther() {
    const own = await makeHalfYearOffice(db)
    const { persons } = await paidCouple(own)
    return { office: own, person: persons[0] as Uuid }
  }
})
