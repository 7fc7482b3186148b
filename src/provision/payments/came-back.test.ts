import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attackerOf } from '../../../test/support/attack.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple } from '../../../test/support/families.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import {
  arrives,
  callThere,
  composeThere,
  type Here,
  leaves,
  lives,
  makeTwoDistricts,
  runThere,
  saidOf,
  THERE,
  type TwoDistricts,
} from '../../../test/support/next-door.ts'
import { closes, type Desk, faultsAt, opens, paidTo, pays, runs } from '../../../test/support/two-files.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { askToLetGo, decideLetGo, findRecoveries, refreshRound, returnRecovery } from './commands/index.ts'

// Whoever was paid the whole half-year and then left gives back the months after; those are hers where she has come to (户籍迁移不丢待遇).
// 590 yuan a month, 3,540 a half-year.

let db: TestDatabase
let two: TwoDistricts
beforeAll(async () => {
  db = await createTestDatabase()
  two = await makeTwoDistricts(db)
})
afterAll(() => db.drop())

/** Paid July to December, gone since 10 September, registered next door and found there. */
async function movesAfterItWasPaid(): Promise<Here & { arrived: Uuid[] }> {
  const family = await lives(two)
  await runFor(db, two.pay.officer, civilDate('2026-07-20'))
  const { id } = await two.pay.compose('下半年')
  await two.pay.send(id)
  await two.pay.answer(id, await two.pay.answerTo(id))
  await leaves(two, family, '2026-09-10')
  const arrived = await arrives(two, family, THERE)
  await runThere(two)
  return { ...family, arrived }
}

interface Asked {
  id: Uuid
  version: number
}

/** What is asked back of these people. */
async function askedBack({ persons }: Pick<Here, 'persons'>): Promise<Asked[]> {
  await findRecoveries(db.db, two.pay.call(two.pay.officer), { division: PANLONG })
  const { rows } = await db.admin.query<Asked>(
    `select r.id, r.version from payment_recovery r join payment p on p.id = r.payment_id where p.person_id = any($1) and r.state = 'open' order by r.id`,
    [persons],
  )
  return rows
}
const returns = ({ id, version }: Asked) =>
  returnRecovery(db.db, two.pay.call(two.pay.finance), {
    recovery_id: id,
    version,
    returned_on: civilDate('2026-12-15'),
    voucher: '回单 20261215-1',
  })
/** The lines of the draft next door, made up anew. */
async function nextDoor(round_id: Uuid, { arrived }: { arrived: Uuid[] }): Promise<string[]> {
  await refreshRound(db.db, callThere(two), { round_id })
  return saidOf(two, round_id, arrived)
}
/** How many months of both parents are held where they were. */
async function held({ persons }: Here) {
  const { rows } = await db.admin.query('select count(*)::int as months from payment_claim where person_id = any($1)', [
    persons,
  ])
  return rows[0] as unknown
}
test('months that have come back are paid where she has come to, and not before', async () => {
  const family = await movesAfterItWasPaid()
  const { id } = await composeThere(two)
  expect(await saidOf(two, id, family.arrived)).toEqual(['2026-H2 paid_elsewhere', '2026-H2 paid_elsewhere'])
  const asked = await askedBack(family)
  expect(asked).toHaveLength(2)
  expect(await nextDoor(id, family)).toEqual(['2026-H2 paid_elsewhere', '2026-H2 paid_elsewhere'])
  for (const one of asked) await returns(one)
  // What is final is given back by nobody: another deletion as the application finds nothing more.
  await attackerOf(db, two.pay.officer.scope).said(sql`delete from payment_claim`)
  expect(await held(family)).toEqual({ months: 6 })
  expect(await nextDoor(id, family)).toEqual(['2026-H2 1770 3 elsewhere', '2026-H2 1770 3 elsewhere'])
  expect(await faultsAt(two)).toEqual([])
})

test('months that two people let go stay paid where they were', async () => {
  const family = await movesAfterItWasPaid()
  const { id } = await composeThere(two)
  for (const { id: recovery_id, version } of await askedBack(family)) {
    await askToLetGo(db.db, two.pay.call(two.pay.officer), { recovery_id, version, reason: '当地不追' })
    const decision = { recovery_id, version: version + 1, agree: true as const }
    await decideLetGo(db.db, two.pay.call(two.pay.approver), decision)
  }
  expect(await nextDoor(id, family)).toEqual(['2026-H2 paid_elsewhere', '2026-H2 paid_elsewhere'])
})

test('a month that comes back after her new file was paid the others is made up there', async () => {
  const desk: Desk = { db, pay: two.pay, cards: 900 }
  const draft = bereavedCouple(two.couples++)
  const first = await opens(desk, draft)
  await runFor(db, two.pay.officer, civilDate('2026-07-20'))
  await closes(desk, first)
  await pays(desk, '到九月为止')
  const second = await opens(desk, { ...draft, registered_on: civilDate('2026-11-01') })
  await runs(desk)
  await pays(desk, '其余月份')
  expect(await paidTo(desk, second.persons)).toEqual(['2026-H2 1770 paid without 3', '2026-H2 1770 paid without 3'])
  // They had left a month before they were said to.
  await db.admin.query(`update person set member_to = '2026-08-10' where id = any($1)`, [first.persons])
  await db.admin.query(`update person_fact set member_to = '2026-08-10' where person_id = any($1)`, [first.persons])
  const asked = await askedBack(first)
  expect(asked).toHaveLength(2)
  for (const one of asked) await returns(one)
  await pays(desk, '补发九月')
  expect(await paidTo(desk, second.persons)).toEqual([
    '2026-H2 1770 paid without 3',
    '2026-H2 1770 paid without 3',
    '2026-H2 590 paid',
    '2026-H2 590 paid',
  ])
  expect(await faultsAt(two)).toEqual([])
})
