import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { at, claimHands, type Hands, walkClaim } from '../../../test/support/claims.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import {
  compose,
  type HalfYearOffice,
  learnDeath,
  makeHalfYearOffice,
  paidCouple,
  raise,
  recoveriesOfPerson,
  walk,
} from '../../../test/support/paid.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { decideChange, proposeChange } from '../../promises/claims/index.ts'
import { cancelRound, findRecoveries, submitRound } from './commands/index.ts'

// What becomes known long after it happened.

let db: TestDatabase
let office: HalfYearOffice

beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeHalfYearOffice(db)
})
afterAll(() => db.drop())

const find = () => findRecoveries(db.db, office.call(office.officer), { division: PANLONG })

describe('she had died before she was registered', () => {
  let person: Uuid
  let other: Uuid
  beforeAll(async () => {
    ;[person, other] = (await paidCouple(office)).persons as [Uuid, Uuid]
    await learnDeath(office, person, '2015-12-30')
    expect((await db.admin.query('select from person_fact where person_id = $1', [person])).rows).toEqual([])
  })

  test('everything she was paid is found, once', async () => {
    expect(await find()).toEqual({ recoveries: 1, total_fen: 60_000 })
    expect(await find()).toEqual({ recoveries: 0, total_fen: 0 })
    expect(await recoveriesOfPerson(office, person)).toMatchObject([{ cause: 'died', amount_fen: 60_000 }])
  })

  test('nothing more is paid to her when the rate is raised backwards', async () => {
    await raise(office, civilDate('2026-10-01'), 150)
    const { id } = await compose(office, '补差')
    expect((await office.lines(id)).map((line) => line.person_id)).toEqual([other])
    await cancelRound(db.db, office.call(office.officer), { ...(await office.seen(id)), reason: '改日再发' })
  })
})

test.each([
  ['before she was registered', '2015-12-30'],
  ['in November, after the months that are made up', '2026-11-05'],
])('arrears in a draft are not submitted when it has become known that she died %s', async (_, died_on) => {
  const own = await makeHalfYearOffice(db)
  const person = (await paidCouple(own)).persons[0] as Uuid
  await raise(own, civilDate('2026-07-01'), 150)
  await raise(own, civilDate('2026-11-01'), 100)
  const { id } = await compose(own, '补差')
  const hers = (await own.lines(id)).find((line) => line.person_id === person)
  await learnDeath(own, person, died_on)
  await expect(submitRound(db.db, own.call(own.officer), await own.seen(id))).rejects.toMatchObject({
    code: 'payments.lines_stale',
    issues: [expect.objectContaining({ place: `lines.${hers?.line_no}` })],
  })
})

test('a death in August that was known when the half-year was composed: in the end she was given July and August', async () => {
  const own = await makeHalfYearOffice(db)
  const [family] = await registerForTest(db, own.officer, [bereavedCouple(90)])
  const person = family?.person_ids[0] as Uuid
  await own.giveAccounts([person], { from: 180 })
  await learnDeath(own, person, '2026-08-30')
  await runFor(db, own.officer, civilDate('2026-07-01'))
  await walk(own, (await compose(own, '下半年')).id)
  await find()
  const { rows } = await db.admin.query<{ fen: number }>(
    `select (sum(p.amount_fen) - coalesce(sum(r.fen), 0))::int as fen from payment p left join lateral (select sum(b.amount_fen) as fen
       from payment_recovery b where b.payment_id = p.id) r on true where p.person_id = $1 and p.state = 'paid'`,
    [person],
  )
  expect(rows).toEqual([{ fen: 20_000 }])
})

describe('an exit from the roll found late, in June, after May to September had been paid', () => {
  let hands: Hands
  let couples = 100
  beforeAll(async () => {
    hands = await claimHands(db)
  })

  async function paidAndOut(): Promise<{ person: Uuid; policy_id: Uuid }> {
    const [family] = await registerForTest(db, office.officer, [bereavedCouple((couples += 1))])
    const person = family?.person_ids[0] as Uuid
    await office.giveAccounts([person], { from: 2 * couples })
    const monthly = cashOf(100, { cadence: 'monthly', claim_required: true })
    const policy_id = (await enactFor(db, office, createOf(monthly, { name_zh: `申报${couples}` }))).policy_id as Uuid
    const { claim_id } = await walkClaim(db, hands, person, 'filed', {
      policy_id,
      in_force_from: civilDate('2026-01-01'),
    })
    for (const month of ['05', '06', '07', '08', '09']) await runFor(db, office.officer, civilDate(`2026-${month}-01`))
    await walk(office, (await office.compose('九月发放', { policies: [policy_id] })).id)
    const id = testId()
    const change = { kind: 'exit', cause: 'ineligible', happens_on: civilDate('2026-06-15'), note: '' } as const
    const late = { now: at('2026-11-21') }
    await proposeChange(db.db, callOf(db, hands.officer, late), { claim_id, id, change })
    await decideChange(db.db, callOf(db, hands.approver, late), { group_id: id, decision: 'confirmed', note: '' })
    return { person, policy_id }
  }
  const found = async (person: Uuid) => {
    await find()
    return (await recoveriesOfPerson(office, person)).map(({ cause, amount_fen }) => [cause, amount_fen])
  }
  const three = Array.from({ length: 3 }, () => ['conditions', 10_000])

  test('is asked back from July on', async () => {
    const { person } = await paidAndOut()
    expect(await found(person)).toEqual(three)
  })

  test('is asked back all the same of who is on the roll again by a claim of December', async () => {
    const { person, policy_id } = await paidAndOut()
    const december = { policy_id, begins: civilDate('2026-11-22'), in_force_from: civilDate('2026-12-10') }
    await walkClaim(db, hands, person, 'filed', december)
    expect(await found(person)).toEqual(three)
  })
})
