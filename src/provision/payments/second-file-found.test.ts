import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { enactFor, groupOf } from '../../../test/support/drafts.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple } from '../../../test/support/families.ts'
import {
  closes,
  delivered,
  type Desk,
  enactsFrom,
  faultsAt,
  type File,
  leftOut,
  makeDesk,
  mistyped,
  opens,
  otherCertificates,
  paidTo,
  pays,
  putsRight,
  registeredAnew,
  runs,
  TODAY,
  unnumbered,
} from '../../../test/support/two-files.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Code } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { markPaidBefore } from '../../promises/entitlements/index.ts'
import { approveRound, askToLetGo, cancelRound, decideLetGo, findRecoveries, submitRound } from './commands/index.ts'

// Numbers that stood in each other's rows, that were another's, or that become known while a round is on its way: nobody is asked to give back what
// she was paid once, nobody loses months, and no round goes to the bank with a month that is not hers.

let db: TestDatabase
let desk: Desk
let couples = 300
beforeAll(async () => {
  db = await createTestDatabase()
  desk = await makeDesk(db)
})
afterAll(() => db.drop())

const summer = () => runFor(db, desk.pay.officer, civilDate('2026-07-21'))
/** What is asked back of the people of a file and nobody has settled. */
async function openOf(file: File): Promise<{ id: Uuid; version: number }[]> {
  await askedBack(file)
  const { rows } = await db.admin.query<{ id: Uuid; version: number }>(
    `select r.id, r.version from payment_recovery r join payment p on p.id = r.payment_id where p.person_id = any($1) and r.state = 'open'`,
    [file.persons],
  )
  return rows
}
async function askedBack({ persons }: File): Promise<string[]> {
  await findRecoveries(db.db, desk.pay.call(desk.pay.officer), { division: PANLONG as Code })
  const { rows } = await db.admin.query<{ said: string }>(
    `select r.cause || ' ' || (r.amount_fen / 100)::int as said from payment_recovery r join payment p on p.id = r.payment_id
     where p.person_id = any($1) order by 1`,
    [persons],
  )
  return rows.map(({ said }) => said)
}

test('a number that is taken away takes nothing from whoever truly bears it; known again, it holds what was paid', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const wrong = mistyped(right, n)
  const old = await opens(desk, wrong)
  await summer()
  await pays(desk, '用了别人的号码')
  await putsRight(desk, old, unnumbered(right, n))
  await delivered(desk)
  const bearer = await opens(desk, otherCertificates(wrong))
  await runs(desk)
  await pays(desk, '号码真正的主人')
  expect(await paidTo(desk, bearer.persons)).toEqual(['2026-H2 3540 paid', '2026-H2 3540 paid'])
  await putsRight(desk, old, right)
  await delivered(desk)
  expect(await faultsAt(desk)).toEqual([])
  expect(await askedBack(old)).toEqual([])
})

test('a file is found to be the second one: each month is given back by one of the two, and the mistyped numbers are free', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const wrong = mistyped(right, n)
  const first = await opens(desk, right)
  await summer()
  await pays(desk, '第一份')
  await closes(desk, first)
  const second = await opens(desk, registeredAnew(wrong))
  await runs(desk)
  await pays(desk, '第二份')
  await putsRight(desk, second, right)
  await delivered(desk)
  expect([await askedBack(first), await askedBack(second)]).toEqual([
    ['left 1770', 'left 1770'],
    ['elsewhere 1770', 'elsewhere 1770'],
  ])
  expect(await faultsAt(desk)).toEqual([])
  const bearer = await opens(desk, otherCertificates(wrong))
  await runs(desk)
  await pays(desk, '误用号码的主人')
  expect(await paidTo(desk, bearer.persons)).toEqual(['2026-H2 3540 paid', '2026-H2 3540 paid'])
})

test.each(['on paper', 'by the bank, and let go'])(
  'what the closed file was given %s and does not give back is given back whole by the second',
  async (how) => {
    const n = couples++
    const right = bereavedCouple(n)
    const first = await opens(desk, right)
    await summer()
    const { rows } = await db.admin.query<{ id: Uuid }>(
      `select id from entitlement where family_id = $1 and policy_id = any($2) and state = 'due'`,
      [first.family_id, desk.pay.policies],
    )
    const paper = { happened_on: civilDate('2026-08-01'), paper: '2026 年发放册' }
    const ids = { entitlement_ids: rows.map(({ id }) => id) }
    if (how === 'on paper') await markPaidBefore(db.db, desk.pay.call(desk.pay.officer), { ...ids, ...paper })
    else await pays(desk, '第一份')
    await closes(desk, first)
    for (const one of await openOf(first)) {
      const seen = { recovery_id: one.id, version: one.version }
      await askToLetGo(db.db, desk.pay.call(desk.pay.officer), { ...seen, reason: '当地不追' })
      const decision = { ...seen, version: one.version + 1, agree: true as const }
      await decideLetGo(db.db, desk.pay.call(desk.pay.approver), decision)
    }
    const second = await opens(desk, registeredAnew(mistyped(right, n)))
    await runs(desk)
    await pays(desk, '第二份')
    await putsRight(desk, second, right)
    await delivered(desk)
    expect(await askedBack(second)).toEqual(['elsewhere 3540', 'elsewhere 3540'])
    expect(await faultsAt(desk)).toEqual([])
  },
)

test('a round is neither handed in nor approved once some of its months turn out to be held by another file', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const first = await opens(desk, right)
  await summer()
  await closes(desk, first)
  await pays(desk, '付到销户')
  const second = await opens(desk, registeredAnew(unnumbered(right, n)))
  await runs(desk)
  const { id } = await desk.pay.compose('没有号码', { as_of: TODAY })
  await submitRound(db.db, desk.pay.call(desk.pay.officer), await desk.pay.seen(id))
  await putsRight(desk, second, right)
  await delivered(desk)
  const held = { code: 'payments.lines_stale', issues: [{ code: 'payments.line_held_elsewhere' }, {}] }
  const approved = approveRound(db.db, desk.pay.call(desk.pay.approver), await desk.pay.seen(id))
  await expect(approved).rejects.toMatchObject(held)
  const reason = { reason: '号码有改动' }
  await cancelRound(db.db, desk.pay.call(desk.pay.officer), { ...(await desk.pay.seen(id)), ...reason })
  await pays(desk, '重新编制')
  expect(await paidTo(desk, second.persons)).toEqual(['2026-H2 1770 paid without 3', '2026-H2 1770 paid without 3'])
})

test('months cut because her number was another’s, who was paid them, are made up once it is put right', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const others = mistyped(right, n)
  const neighbour = await opens(desk, otherCertificates(others))
  await summer()
  await closes(desk, neighbour)
  await pays(desk, '另一家')
  const hers = await opens(desk, registeredAnew(others))
  await runs(desk)
  await pays(desk, '误号')
  expect(await paidTo(desk, hers.persons)).toEqual(['2026-H2 1770 paid without 3', '2026-H2 1770 paid without 3'])
  await putsRight(desk, hers, right)
  await delivered(desk)
  const round = await pays(desk, '补发')
  expect(await leftOut(desk, round, hers.persons)).toEqual([])
  expect(await paidTo(desk, hers.persons)).toEqual([
    '2026-H2 1770 paid',
    '2026-H2 1770 paid',
    '2026-H2 1770 paid without 3',
    '2026-H2 1770 paid without 3',
  ])
  expect(await faultsAt(desk)).toEqual([])
})

test('a draft of the higher of a group is not handed in once the lower turns out to be given in another file', async () => {
  const { id: low } = await enactsFrom(desk, 70, { yuan: 50, name_zh: '低档补贴' })
  const { id: high } = await enactsFrom(desk, 78, { yuan: 80, name_zh: '高档补贴' })
  await enactFor(db, desk.pay, groupOf('取其高', [low, high], { valid_from: civilDate('2026-01-02') }))
  const n = 220
  const right = bereavedCouple(n)
  const first = await opens(desk, right)
  await runFor(db, desk.pay.officer, civilDate('2026-07-20'))
  await pays(desk, '第一份', [low, high])
  await closes(desk, first)
  const second = await opens(desk, registeredAnew(mistyped(right, n)))
  await runs(desk)
  const { id } = await desk.pay.compose('高档', { as_of: TODAY, policies: [high] })
  await putsRight(desk, second, right)
  await delivered(desk)
  const submitted = submitRound(db.db, desk.pay.call(desk.pay.officer), await desk.pay.seen(id))
  await expect(submitted).rejects.toMatchObject({ issues: [{ code: 'payments.line_exclusion' }] })
})
