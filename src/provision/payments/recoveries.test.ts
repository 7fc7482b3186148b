import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import {
  compose,
  type HalfYearOffice,
  learnDeath,
  makeHalfYearOffice,
  paidCouple,
  raise,
  recoveriesOfPerson,
  type RecoveryLine,
  walk,
} from '../../../test/support/paid.ts'
import { PANLONG } from '../../../test/support/entitlements.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { readIn } from '../../platform/database/transact.ts'
import {
  askToLetGo,
  decideLetGo,
  findRecoveries,
  previewRecoveries,
  returnRecovery,
  showRecovery,
} from './commands/index.ts'

let db: TestDatabase
let office: HalfYearOffice

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeHalfYearOffice(db)
})
afterAll(() => db.drop())

const find = () => findRecoveries(db.db, office.call(office.officer), { division: PANLONG })
const preview = () => previewRecoveries(db.db, office.call(office.officer), { division: PANLONG })
const takeBack = ({ id, version }: RecoveryLine) =>
  returnRecovery(db.db, office.call(office.finance), {
    recovery_id: id,
    version,
    returned_on: civilDate('2026-11-21'),
    voucher: '回单 20261121-7',
  })
const one = <T>(rows: readonly T[]): T => {
  const [row] = rows
  if (row === undefined || rows.length !== 1) throw new Error(`One was expected, there are ${rows.length}.`)
  return row
}
const number = async (sql: string, values: unknown[] = []) =>
  (await db.admin.query<{ n: number }>(`select coalesce((${sql}), 0)::int as n`, values)).rows[0]?.n ?? 0

/** What the three books say was given for a payment: its act of care, the ledger of funds, the roll-up of the district. */
const books = async (payment_id: Uuid) => ({
  care: await number(
    `select sum(sign * amount_fen) from care_record where source_room = 'payments' and source_id = $1`,
    [payment_id],
  ),
  spent: await number('select sum(spent_fen) from appropriation'),
  rollup: await number('select sum(amount_fen) from care_rollup'),
})
const entitlementOf = async (payment_id: Uuid) => {
  const { rows } = await db.admin.query<{ state: string; amount: number | null; void_reason: string | null }>(
    `select e.state, c.amount_fen::int as amount, e.void_reason from payment p join entitlement e on e.id = p.entitlement_id
       left join care_record c on c.id = e.record_id where p.id = $1`,
    [payment_id],
  )
  return one(rows)
}

describe('a death found late', () => {
  let person: Uuid
  beforeAll(async () => {
    person = (await paidCouple(office)).persons[0] as Uuid
    expect(await preview()).toEqual({ sums: [] })
    await learnDeath(office, person, '2026-09-10')
  })

  test('is shown before anything is written, found once, month by month', async () => {
    expect(await preview()).toEqual({ sums: [{ cause: 'died', recoveries: 1, persons: 1, fen: 30_000 }] })
    expect(await recoveriesOfPerson(office, person)).toEqual([])
    expect(await find()).toEqual({ recoveries: 1, total_fen: 30_000 })
    expect(await find()).toEqual({ recoveries: 0, total_fen: 0 })
    expect(await preview()).toEqual({ sums: [] })
    const { id } = one(await recoveriesOfPerson(office, person))
    const call = office.call(office.officer)
    const shown = await readIn(db.db, call, (tx) => showRecovery(tx, call, id))
    expect(shown.recovery).toMatchObject({ cause: 'died', amount_fen: 30_000, state: 'open', asked: false })
    expect(shown.months.map(({ from, was_fen, now_fen, back_fen }) => [from, was_fen, now_fen, back_fen])).toEqual([
      ['2026-10-01', 10_000, 0, 10_000],
      ['2026-11-01', 10_000, 0, 10_000],
      ['2026-12-01', 10_000, 0, 10_000],
    ])
    expect(shown.mine).toEqual({ found: true, asked: false })
  })

  test('is searched by many at once and found once', async () => {
    const other = (await paidCouple(office)).persons[0] as Uuid
    await learnDeath(office, other, '2026-11-02')
    const found = await Promise.all(Array.from({ length: 6 }, () => find()))
    expect(found.map((answer) => answer.recoveries).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 1])
  })

  test('comes back into funds and out of what was given, to the fen, once', async () => {
    const line = one(await recoveriesOfPerson(office, person))
    const before = await books(line.payment_id)
    const answers = await Promise.allSettled([takeBack(line), takeBack(line), takeBack(line)])
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1)
    const after = await books(line.payment_id)
    expect(after).toEqual({
      care: before.care - 30_000,
      spent: before.spent - 30_000,
      rollup: before.rollup - 30_000,
    })
    expect(await entitlementOf(line.payment_id)).toEqual({ state: 'reached', amount: 30_000, void_reason: null })
    expect(await number('select sum(reserved_fen) from fund_reservation')).toBe(0)
  })

  test('known to be even earlier gives the further months alone', async () => {
    await learnDeath(office, person, '2026-08-10')
    expect(await find()).toEqual({ recoveries: 1, total_fen: 10_000 })
    const [, further] = await recoveriesOfPerson(office, person)
    if (!further) throw new Error('There is a further one.')
    expect(further).toMatchObject({ nth: 2, amount_fen: 10_000 })
    await takeBack(further)
    expect(await entitlementOf(further.payment_id)).toMatchObject({ state: 'reached', amount: 20_000 })
  })

  test('before the period gives all of it back, and nothing of the period is owed', async () => {
    await learnDeath(office, person, '2026-06-30')
    expect(await find()).toMatchObject({ total_fen: 20_000 })
    const rest = (await recoveriesOfPerson(office, person)).at(-1)
    if (!rest) throw new Error('There is the rest.')
    await takeBack(rest)
    expect(await entitlementOf(rest.payment_id)).toEqual({
      state: 'void',
      amount: null,
      void_reason: '回单 20261121-7',
    })
    expect((await books(rest.payment_id)).care).toBe(0)
    expect(await find()).toMatchObject({ recoveries: 0 })
  })

  test('that was a mistake is made up by the next round', async () => {
    await learnDeath(office, person, null)
    const { id, item_count } = await compose(office, '更正')
    expect(item_count).toBe(1)
    await walk(office, id)
    const { rows } = await db.admin.query(
      'select amount_fen::int as amount_fen, kind from payment where round_id = $1',
      [id],
    )
    expect(rows).toEqual([{ amount_fen: 60_000, kind: 'arrears' }])
  })
})

describe('money that is let go', () => {
  let line: RecoveryLine
  let person: Uuid
  const colleague = () => makeActor(db, 'district_approver', '530103')
  beforeAll(async () => {
    person = (await paidCouple(office)).persons[1] as Uuid
    await learnDeath(office, person, '2026-10-31')
    await find()
    line = one(await recoveriesOfPerson(office, person))
  })
  const ask = (version = line.version) =>
    askToLetGo(db.db, office.call(office.officer), { recovery_id: line.id, version, reason: '家人已无力退回' })
  const decide = async (agree: boolean, version: number) =>
    decideLetGo(db.db, office.call(await colleague()), {
      recovery_id: line.id,
      version,
      ...(agree ? { agree } : { agree, reason: '家中尚有存款' }),
    })

  test('is asked for by one and decided by another, who may say no', async () => {
    await expect(decide(true, line.version)).rejects.toMatchObject({ code: 'payments.let_go_not_asked' })
    const asked = await ask()
    expect(asked).toMatchObject({ state: 'open', version: 2 })
    await expect(ask(2)).rejects.toMatchObject({ code: 'payments.let_go_asked' })
    await expect(
      decideLetGo(db.db, office.call(office.officer), { recovery_id: line.id, version: 2, agree: true }),
    ).rejects.toMatchObject({ code: 'payments.asker_decides_not' })
    expect(await decide(false, 2)).toMatchObject({ state: 'open', version: 3 })
    await expect(decide(true, 3)).rejects.toMatchObject({ code: 'payments.let_go_not_asked' })
    await ask(3)
    const before = await books(line.payment_id)
    expect(await decide(true, 4)).toMatchObject({ state: 'let_go' })
    expect(await books(line.payment_id)).toEqual(before)
  })

  test('refused, says why, by whom and when to whoever asked, beside her own reason, until she asks anew', async () => {
    const other = (await paidCouple(office)).persons[0] as Uuid
    await learnDeath(office, other, '2026-10-31')
    await find()
    const recovery_id = one(await recoveriesOfPerson(office, other)).id
    const call = office.call(office.officer)
    const shown = () => readIn(db.db, call, (tx) => showRecovery(tx, call, recovery_id))
    const says = (version: number, reason: string) =>
      askToLetGo(db.db, office.call(office.officer), { recovery_id, version, reason })
    await says(1, '家人已无力退回')
    const approver = office.call(office.approver)
    await decideLetGo(db.db, approver, { recovery_id, version: 2, agree: false, reason: '家中尚有存款' })
    expect(await shown()).toMatchObject({
      recovery: { state: 'open', asked: false, version: 3 },
      reason: '家人已无力退回',
      asked_by: office.officer.display_name,
      refused: { name: office.approver.display_name, at: approver.now, reason: '家中尚有存款' },
    })
    await says(3, '存款已用于治病')
    expect(await shown()).toMatchObject({ recovery: { asked: true }, reason: '存款已用于治病', refused: null })
  })

  test('is never asked for again', async () => {
    expect(await find()).toEqual({ recoveries: 0, total_fen: 0 })
    await expect(takeBack({ ...line, version: 5 })).rejects.toMatchObject({ code: 'payments.recovery_settled' })
  })
})

describe('a payment made up by arrears', () => {
  test('gives back each sum by itself', async () => {
    const person = (await paidCouple(office)).persons[0] as Uuid
    await raise(office, civilDate('2026-10-01'), 150)
    const { id } = await compose(office, '补差')
    await walk(office, id)
    await learnDeath(office, person, '2026-10-20')
    await find()
    const lines = await recoveriesOfPerson(office, person)
    expect(lines.map((line) => line.amount_fen).toSorted((a, b) => a - b)).toEqual([10_000, 20_000])
    for (const line of lines) await takeBack(line)
    for (const line of lines) {
      const paid = await number('select amount_fen from payment where id = $1', [line.payment_id])
      expect((await books(line.payment_id)).care).toBe(paid - line.amount_fen)
    }
  })
})

describe('the database refuses, whoever asks for it', () => {
  const attempt = (sql: string, values: unknown[] = []) => db.admin.query(sql, values)
  test('another sum than the months come to, a finder who takes the money, one person who lets it go or says no', async () => {
    const person = (await paidCouple(office)).persons[0] as Uuid
    await learnDeath(office, person, '2026-09-10')
    await find()
    const line = one(await recoveriesOfPerson(office, person))
    await expect(
      attempt('update payment_recovery set amount_fen = amount_fen + 1 where id = $1', [line.id]),
    ).rejects.toThrow('payment_recovery_sum')
    await expect(
      attempt(
        `update payment_recovery set state = 'returned', settled_by = found_by, settled_on = '2026-11-21', settled_at = '2026-11-21', reason = '回单',
           counter_id = (select record_id from payment where id = payment_id) where id = $1`,
        [line.id],
      ),
    ).rejects.toThrow('payment_recovery_four_eyes')
    await expect(
      attempt(
        `update payment_recovery set state = 'let_go', asked_by = found_by, settled_by = found_by, settled_on = '2026-11-21',
           settled_at = '2026-11-21', reason = '免退' where id = $1`,
        [line.id],
      ),
    ).rejects.toThrow('payment_recovery_let_go')
    const refusals = [
      "asked_by, refused_reason = '不同意'",
      'found_by, refused_reason = null',
      "null, refused_reason = '不同意'",
    ]
    for (const who of refusals)
      await expect(
        attempt(
          `update payment_recovery set asked_by = '${testId()}', refused_at = '2026-11-21', refused_by = ${who} where id = $1`,
          [line.id],
        ),
      ).rejects.toThrow('payment_recovery_refused')
    await expect(
      attempt(
        `insert into payment_recovery (district, id, community, family_id, payment_id, amount_fen, cause, nth, explanation, found_by, found_at)
         select district, $2, community, family_id, payment_id, amount_fen, cause, nth, explanation, found_by, found_at from payment_recovery where id = $1`,
        [line.id, testId()],
      ),
    ).rejects.toThrow('payment_recovery_once')
  })
})
