import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, COMMUNITY } from '../../../test/support/families.ts'
import {
  closes,
  delivered,
  type Desk,
  leftOut,
  makeDesk,
  mistyped,
  opens,
  opensAnew,
  paidTo,
  pays,
  putsRight,
  runs,
  TODAY,
  unnumbered,
} from '../../../test/support/two-files.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Code } from '../../kernel/division-code.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { cancelRound, findRecoveries, submitRound } from './commands/index.ts'

// A number that was mistyped when she was paid and is put right takes along what she was paid: what is claimed in the whole country is claimed
// for a natural person, and she is known by her number.

let db: TestDatabase
let desk: Desk
let couples = 0

beforeAll(async () => {
  db = await createTestDatabase()
  desk = await makeDesk(db)
})
afterAll(() => db.drop())

test('takes along what she was paid once it is put right', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const old = await opens(desk, mistyped(right, n))
  await runFor(db, desk.pay.officer, civilDate('2026-07-21'))
  await pays(desk, '旧号码')
  expect(await paidTo(desk, old.persons)).toEqual(['2026-H2 3540 paid', '2026-H2 3540 paid'])
  await putsRight(desk, old, right)
  await delivered(desk)
  const anew = await opensAnew(desk, old, right)
  const round = await pays(desk, '改正之后')
  expect(await paidTo(desk, anew.persons)).toEqual([])
  expect(await leftOut(desk, round, anew.persons)).toEqual(['paid_elsewhere'])
})
test('as does one that was not known then', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const old = await opens(desk, unnumbered(right, n))
  await runFor(db, desk.pay.officer, civilDate('2026-07-21'))
  await pays(desk, '没有号码')
  await putsRight(desk, old, right)
  await delivered(desk)
  const anew = await opensAnew(desk, old, right)
  await pays(desk, '补上号码')
  expect(await paidTo(desk, anew.persons)).toEqual([])
})
test('and whoever truly bears the mistyped one is paid', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const wrong = mistyped(right, n)
  const old = await opens(desk, wrong)
  await runFor(db, desk.pay.officer, civilDate('2026-07-21'))
  await pays(desk, '用了别人的号码')
  await putsRight(desk, old, right)
  await delivered(desk)
  const certificates = wrong.certificates.map((one) => ({ ...one, number: `${one.number}9` }))
  const bearer = await opens(desk, { ...wrong, certificates })
  await runs(desk)
  await pays(desk, '号码真正的主人')
  expect(await paidTo(desk, bearer.persons)).toEqual(['2026-H2 3540 paid', '2026-H2 3540 paid'])
})
test('shows that both files were paid: the first gives back what lies after it was closed, the second the rest; until then the query tells', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const first = await opens(desk, right)
  await runFor(db, desk.pay.officer, civilDate('2026-07-21'))
  await pays(desk, '第一份')
  await closes(desk, first)
  const second = await opens(desk, {
    ...mistyped(right, n),
    community: COMMUNITY,
    registered_on: civilDate('2026-11-01'),
  })
  await runs(desk)
  await pays(desk, '第二份')
  await putsRight(desk, second, right)
  expect(await faults()).toEqual([])
  await delivered(desk)
  expect(await faults()).toEqual(['a month that two registrations of one natural person were given'])
  await findRecoveries(db.db, desk.pay.call(desk.pay.officer), { division: PANLONG as Code })
  const { rows } = await db.admin.query(
    `select r.cause, (r.amount_fen / 100)::int as yuan from payment_recovery r join payment p on p.id = r.payment_id where p.person_id = any($1)`,
    [second.persons],
  )
  expect(rows).toEqual(Array.from({ length: 2 }, () => ({ cause: 'elsewhere', yuan: 1770 })))
  expect(await faults()).toEqual([])
  await findRecoveries(db.db, desk.pay.call(desk.pay.officer), { division: PANLONG as Code })
  expect((await db.admin.query('select from payment_recovery where cause = $1', ['elsewhere'])).rows).toHaveLength(2)
})
const faults = async () =>
  (await runChecks(db.admin, findChecks('src/provision'))).map((fault) => String(fault.first['fault']))

test('stops a draft whose months turn out to be paid in another file', async () => {
  const n = couples++
  const right = bereavedCouple(n)
  const paid = await opens(desk, right)
  await runFor(db, desk.pay.officer, civilDate('2026-07-21'))
  await pays(desk, '先付一次')
  await closes(desk, paid)
  const second = await opens(desk, {
    ...mistyped(right, n),
    community: COMMUNITY,
    registered_on: civilDate('2026-11-01'),
  })
  await runs(desk)
  const { id } = await desk.pay.compose('号码不同的第二份', { as_of: TODAY })
  expect(await paidTo(desk, second.persons)).toEqual(['2026-H2 3540 composed', '2026-H2 3540 composed'])
  await putsRight(desk, second, right)
  await delivered(desk)
  const submitted = submitRound(db.db, desk.pay.call(desk.pay.officer), await desk.pay.seen(id))
  await expect(submitted).rejects.toMatchObject({
    code: 'payments.lines_stale',
    issues: [{ code: 'payments.line_held_elsewhere' }, { code: 'payments.line_held_elsewhere' }],
  })
  await cancelRound(db.db, desk.pay.call(desk.pay.officer), { ...(await desk.pay.seen(id)), reason: '名单有误' })
})
