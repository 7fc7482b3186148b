import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { accountRequest } from '../../../test/support/bank-accounts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { COMMUNITY, motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import {
  arrives,
  callThere,
  composeThere,
  leaves,
  lives,
  makeTwoDistricts,
  runThere,
  saidOf,
  THERE,
  type TwoDistricts,
} from '../../../test/support/next-door.ts'
import type { PayRoom } from '../../../test/support/rounds.ts'
import { type CivilDate, civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { approveAccounts, importAccounts } from '../../registry/bank-accounts/index.ts'
import { cancelRound, refreshRound } from './commands/index.ts'

// Who moves is paid every month once: by the district she left until she left, by the one she came to from then on, and nothing is lost
// between them (户籍迁移不丢待遇). 590 yuan a month, 3,540 a half-year.

let db: TestDatabase
let two: TwoDistricts
let pay: PayRoom
let disability: Uuid[]

beforeAll(async () => {
  db = await createTestDatabase()
  two = await makeTwoDistricts(db)
  pay = two.pay
  const { rows } = await db.admin.query<{ id: Uuid }>(
    "select id from policy where code = 'special_assistance_disability'",
  )
  disability = rows.map(({ id }) => id)
})
afterAll(() => db.drop())

const said = (round: Uuid, persons: readonly Uuid[]) => saidOf(two, round, persons)
const cancels = async (round_id: Uuid) =>
  cancelRound(db.db, pay.call(pay.officer), { ...(await pay.seen(round_id)), reason: '名单有误' })

/** How many lines stand for each month of these natural persons in the whole country: no month may have two. */
async function months(persons: readonly Uuid[]): Promise<Record<string, number>> {
  const { rows } = await db.admin.query<{ month: string; lines: number }>(
    `select m.month, count(*)::int as lines from payment p join person n on n.id = p.person_id
       cross join lateral unnest(payment_claims(p.kind, p.period, p.parts)) m(month)
     where p.state in ('composed', 'exported', 'paid') and n.id_hmac in (select h.id_hmac from person h where h.id = any($1))
     group by m.month order by m.month`,
    [persons],
  )
  return Object.fromEntries(rows.map(({ month, lines }) => [month, lines]))
}

const each = (lines: number, from: number, to: number) =>
  Object.fromEntries(
    Array.from({ length: to - from + 1 }, (_, i) => [`2026-${String(from + i).padStart(2, '0')}`, lines]),
  )

describe('a family that moves next door', () => {
  test('after a round that was cancelled is paid the whole half-year where it has come to', async () => {
    const family = await lives(two)
    await runFor(db, pay.officer, civilDate('2026-11-20'))
    const { id } = await pay.compose('十一月')
    expect(await said(id, family.persons)).toEqual(['2026-H2 3540', '2026-H2 3540'])
    await cancels(id)
    await leaves(two, family, '2026-11-21')
    await runFor(db, pay.officer, civilDate('2026-11-21'))
    const arrived = await arrives(two, family, THERE)
    await runThere(two)
    const next = await composeThere(two)
    expect(await said(next.id, arrived)).toEqual(['2026-H2 3540', '2026-H2 3540'])
    expect(await months(family.persons.slice(0, 1))).toEqual(each(1, 7, 12))
  })

  test('is paid until September where it was and from October where it has come to', async () => {
    const family = await lives(two)
    await runFor(db, pay.officer, civilDate('2026-07-20'))
    await leaves(two, family, '2026-09-10')
    const first = await pay.compose('七月到九月')
    expect(await said(first.id, family.persons)).toEqual(['2026-H2 1770 3 left', '2026-H2 1770 3 left'])
    await pay.send(first.id)
    const arrived = await arrives(two, family, THERE)
    await runThere(two)
    const second = await composeThere(two)
    expect(await said(second.id, arrived)).toEqual(['2026-H2 in_round_elsewhere', '2026-H2 in_round_elsewhere'])
    await pay.answer(first.id, await pay.answerTo(first.id))
    await refreshRound(db.db, callThere(two), { round_id: second.id })
    expect(await said(second.id, arrived)).toEqual(['2026-H2 1770 3 elsewhere', '2026-H2 1770 3 elsewhere'])
    expect(await months(family.persons.slice(0, 1))).toEqual(each(1, 7, 12))
  })

  test('whose payment failed here is paid the half-year there, and here no more', async () => {
    const family = await lives(two)
    await runFor(db, pay.officer, civilDate('2026-07-20'))
    await leaves(two, family, '2026-09-10')
    const first = await pay.compose('退票')
    await pay.send(first.id)
    const failed = (await pay.lines(first.id)).map((line) => line.line_no)
    await pay.answer(first.id, await pay.answerTo(first.id, failed))
    const arrived = await arrives(two, family, THERE)
    await runThere(two)
    const second = await composeThere(two)
    expect(await said(second.id, arrived)).toEqual(['2026-H2 3540', '2026-H2 3540'])
    const again = await pay.compose('再发', { same_account: true })
    expect(await said(again.id, family.persons)).toEqual(['2026-H2 in_round_elsewhere', '2026-H2 in_round_elsewhere'])
    expect(await months(family.persons.slice(0, 1))).toEqual(each(1, 7, 12))
  })

  test('and comes back to the same district is paid by both of its files, each month once', async () => {
    const family = await lives(two)
    await runFor(db, pay.officer, civilDate('2026-07-20'))
    await leaves(two, family, '2026-09-10')
    const first = await pay.compose('旧登记')
    expect(await said(first.id, family.persons)).toEqual(['2026-H2 1770 3 left', '2026-H2 1770 3 left'])
    const back = await arrives(two, family, COMMUNITY)
    await runFor(db, pay.officer, civilDate('2026-11-20'))
    const waits = await pay.compose('新登记', { as_of: civilDate('2026-12-15') })
    expect(await said(waits.id, back)).toEqual(['2026-H2 in_round_elsewhere', '2026-H2 in_round_elsewhere'])
    await pay.send(first.id)
    await pay.answer(first.id, await pay.answerTo(first.id))
    const second = await pay.compose('其余月份', { as_of: civilDate('2026-12-15') })
    expect(await said(second.id, back)).toEqual(['2026-H2 1770 3 elsewhere', '2026-H2 1770 3 elsewhere'])
    expect(await months(back.slice(0, 1))).toEqual(each(1, 7, 12))
  })

  test('whose file was closed by mistake is paid by one of its two files, though both were on the roll that day', async () => {
    const family = await lives(two)
    await leaves(two, family, '2026-09-10')
    const { registered_on } = family.draft
    const [again] = await registerForTest(db, pay.officer, [{ ...family.draft, registered_on }])
    const back = again?.person_ids.slice(0, 2) ?? []
    const at = (now: string) => callOf(db, pay.officer, { now: now as Instant })
    const accounts = back.map((person) => accountRequest(person, (two.cards += 1)))
    const { version_ids } = await importAccounts(db.db, at('2026-10-01T02:00:00.000Z'), { accounts })
    await approveAccounts(db.db, callOf(db, pay.approver, { now: '2026-10-01T03:00:00.000Z' as Instant }), {
      version_ids,
    })
    await runFor(db, pay.officer, civilDate('2026-06-20'))
    const first = await pay.compose('上半年', { as_of: civilDate('2026-12-15') })
    const both = [...family.persons, ...back]
    expect((await said(first.id, both)).toSorted()).toEqual([
      '2026-H1 3540',
      '2026-H1 3540',
      '2026-H1 in_round_elsewhere',
      '2026-H1 in_round_elsewhere',
    ])
    await pay.send(first.id)
    await pay.answer(first.id, await pay.answerTo(first.id))
    const second = await pay.compose('再编', { as_of: civilDate('2026-12-15') })
    expect(await said(second.id, both)).toEqual(['2026-H1 paid_elsewhere', '2026-H1 paid_elsewhere'])
  })
})

test('two districts that compose the same people at one moment pay each month once, however often they try', async () => {
  const families = [await lives(two), await lives(two), await lives(two)]
  await runFor(db, pay.officer, civilDate('2026-07-20'))
  for (const family of families) await leaves(two, family, '2026-09-10')
  const arrived = (await Promise.all(families.map((family) => arrives(two, family, THERE)))).flat()
  await runThere(two)
  const people = families.flatMap((family) => family.persons)
  for (let i = 0; i < 6; i++) {
    const [here, next] = await Promise.allSettled([
      pay.compose('同时', { as_of: civilDate('2026-12-15') }),
      composeThere(two),
    ])
    for (const one of [here, next])
      if (one.status === 'rejected')
        expect((one.reason as { code: string }).code).toMatch(/^payments\.(changed_meanwhile|nothing_due)$/)
    for (const person of people) expect(Math.max(0, ...Object.values(await months([person])))).toBeLessThanOrEqual(1)
    if (here.status === 'fulfilled') await cancels(here.value.id)
    if (next.status === 'fulfilled') {
      const { rows } = await db.admin.query<{ version: number; total_fen: number }>(
        'select version, total_fen::int as total_fen from payment_round where id = $1',
        [next.value.id],
      )
      const seen = { round_id: next.value.id, ...(rows[0] as { version: number; total_fen: number }) }
      await cancelRound(db.db, callThere(two), { ...seen, reason: '再来一次' })
    }
  }
  const last = await composeThere(two)
  expect(new Set(await said(last.id, arrived))).toEqual(new Set(['2026-H2 3540']))
})

describe('a family whose first half-year failed before its file was closed', () => {
  const FIRST_HALF = { as_of: civilDate('2026-06-20') as CivilDate }

  test('is paid it all the same: husband and wife', async () => {
    const family = await lives(two)
    await runFor(db, pay.officer, civilDate('2026-06-20'))
    const first = await pay.compose('六月', FIRST_HALF)
    await pay.send(first.id)
    const mine = (await pay.lines(first.id)).filter((line) => family.persons.includes(line.person_id))
    const failed = mine.map((line) => line.line_no)
    await pay.answer(first.id, await pay.answerTo(first.id, failed))
    await leaves(two, family, '2026-09-10')
    const again = await pay.compose('六月再发', { same_account: true })
    const lines = await said(again.id, family.persons)
    expect(lines.filter((line) => line.startsWith('2026-H1'))).toEqual(['2026-H1 3540', '2026-H1 3540'])
  })

  test('is paid it all the same: the mother of a disabled child', async () => {
    const family = await lives(two, motherOfDisabledChild(900 + two.couples++))
    await runFor(db, pay.officer, civilDate('2026-06-20'))
    const first = await pay.compose('伤残六月', { ...FIRST_HALF, policies: disability })
    await pay.send(first.id)
    await pay.answer(first.id, await pay.answerTo(first.id, [1]))
    await leaves(two, family, '2026-09-10')
    const again = await pay.compose('伤残再发', { same_account: true, policies: disability })
    expect(await said(again.id, family.persons)).toEqual(['2026-H1 2760'])
  })
})
