import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, groupOf } from '../../../test/support/drafts.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple } from '../../../test/support/families.ts'
import {
  closes,
  delivered,
  type Desk,
  enactsFrom,
  faultsAt,
  type File,
  makeDesk,
  mistyped,
  opens,
  paidTo,
  pays,
  putsRight,
  registeredAnew,
  runs,
  TODAY,
} from '../../../test/support/two-files.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { undoReach } from '../../promises/entitlements/commands/index.ts'
import { markReached, runEligibility } from '../../promises/entitlements/index.ts'
import type { FamilyDraft } from '../../registry/families/rules/draft.ts'
import { findRecoveries } from './commands/index.ts'

// 取其高, where one person has two files: of a group she is given one for a month, whichever file it is in; what both were given before anybody
// knew that they are hers is asked back.

let db: TestDatabase
let desk: Desk
let couples = 220
beforeAll(async () => {
  db = await createTestDatabase()
  desk = await makeDesk(db)
})
afterAll(() => db.drop())

test('paid under both before her number was put right, she gives back what the second file was paid', async () => {
  const { id: low } = await enactsFrom(desk, 70, { yuan: 50, name_zh: '低档补贴' })
  const { id: high } = await enactsFrom(desk, 78, { yuan: 80, name_zh: '高档补贴' })
  await enactFor(db, desk.pay, groupOf('取其高', [low, high], { valid_from: civilDate('2026-01-02') }))
  const n = couples++
  const right = bereavedCouple(n)
  const first = await opens(desk, right)
  await runFor(db, desk.pay.officer, civilDate('2026-07-20'))
  await pays(desk, '第一份', [low])
  await closes(desk, first)
  const second = await opens(desk, registeredAnew(mistyped(right, n)))
  await runs(desk)
  await pays(desk, '第二份', [high])
  await putsRight(desk, second, right)
  await delivered(desk)
  expect([await paidTo(desk, first.persons), await paidTo(desk, second.persons)]).toEqual([
    ['2026-H2 300 paid', '2026-H2 300 paid'],
    ['2026-H2 480 paid'],
  ])
  expect(await faultsAt(desk)).toContain('a month that two registrations of one natural person were given')
  await findRecoveries(db.db, desk.pay.call(desk.pay.officer), { division: PANLONG })
  const { rows } = await db.admin.query(
    `select r.cause, (r.amount_fen / 100)::int as yuan, jsonb_array_length(r.explanation) as months, p.policy_id = $2 as high
     from payment_recovery r join payment p on p.id = r.payment_id where p.person_id = any($1) order by high, r.id`,
    [[...first.persons, ...second.persons], high],
  )
  // From the first file October to December, after it was closed; from the second the months before.
  expect(rows).toEqual([
    { cause: 'left', yuan: 150, months: 3, high: false },
    { cause: 'left', yuan: 150, months: 3, high: false },
    { cause: 'elsewhere', yuan: 240, months: 3, high: true },
  ])
  expect(await faultsAt(desk)).toEqual([])
})

test('of a group that ended before the second file was found due, the months of the first are not given again', async () => {
  const low = await enactsFrom(desk, 70, { yuan: 50, name_zh: '先有的低档' })
  const high = await enactsFrom(desk, 78, { yuan: 80, name_zh: '后来的高档' })
  const days = { valid_from: civilDate('2026-01-02'), valid_to: civilDate('2026-10-01') }
  await enactFor(db, desk.pay, groupOf('取其高到九月', [low.id, high.id], days))
  const draft = bereavedCouple(217)
  const first = await opens(desk, draft)
  await runFor(db, desk.pay.officer, civilDate('2026-07-21'), [low.code])
  await closes(desk, first)
  await pays(desk, '低档', [low.id])
  const second = await opens(desk, { ...draft, registered_on: civilDate('2026-11-01') })
  await runFor(db, desk.pay.officer, civilDate('2026-11-20'), [high.code])
  await pays(desk, '高档', [high.id])
  expect(await paidTo(desk, second.persons)).toEqual(['2026-H2 240 paid without 3'])
  expect(await faultsAt(desk)).toEqual([])
})

describe.each(['person', 'family'] as const)('of two of a group for each %s, in two files', (beneficiary) => {
  interface Given {
    old: File
    again: File
    high: Uuid
    low: Uuid
    right: FamilyDraft
  }

  /** The higher is due in a file that was closed since, the lower in the one that was opened anew. */
  async function isDue(second: (draft: FamilyDraft, n: number) => FamilyDraft): Promise<Given> {
    const n = couples++
    const made: { id: Uuid; code: string }[] = []
    for (const [yuan, name_zh] of [
      [500, '高档慰问'],
      [300, '低档慰问'],
    ] as const) {
      const about = { name_zh: `${name_zh}${n}`, beneficiary, care_kind: 'condolence_cash' }
      const input = createOf(cashOf(yuan, { per: 'occasion', cadence: 'once' }), about)
      const id = (await enactFor(db, desk.pay, input)).policy_id as Uuid
      const { rows } = await db.admin.query<{ code: string }>('select code from policy where id = $1', [id])
      made.push({ id, code: rows[0]?.code ?? '' })
    }
    const [high, low] = made as [(typeof made)[0], (typeof made)[0]]
    const right = bereavedCouple(n)
    const old = await opens(desk, right)
    await runFor(db, desk.pay.officer, civilDate('2026-07-21'), [high.code])
    await closes(desk, old)
    const again = await opens(desk, registeredAnew(second(right, n)))
    const run = { division: PANLONG, as_of: TODAY, apply: true, policy_codes: [low.code] }
    await runEligibility(db.db, desk.pay.call(desk.pay.officer), run)
    await enactFor(db, desk.pay, groupOf('取其高', [low.id, high.id], { valid_from: civilDate('2026-01-02') }))
    return { old, again, high: high.id, low: low.id, right }
  }

  /** Hands over what is due to the file under the policy; says how it went. */
  async function handsOver({ family_id }: File, policy: Uuid, on: CivilDate): Promise<string> {
    const { rows } = await db.admin.query<{ id: Uuid }>(
      `select id from entitlement where family_id = $1 and policy_id = $2 and state = 'due' order by id`,
      [family_id, policy],
    )
    const input = { entitlement_ids: rows.map(({ id }) => id), happened_on: on }
    const given = markReached(db.db, desk.pay.call(desk.pay.officer), input)
    return given.then(
      () => 'given',
      (error: { code: string; issues: { code: string }[] }) => error.issues[0]?.code ?? error.code,
    )
  }
  const AUGUST = civilDate('2026-08-01')

  test('one is handed over, though two people mark them at the same moment', async () => {
    const { old, again, high, low } = await isDue((draft) => draft)
    const said = await Promise.all([handsOver(old, high, AUGUST), handsOver(again, low, TODAY)])
    expect(said.toSorted()).toEqual(['entitlements.is_beside_group', 'given'])
    expect(await faultsAt(desk)).toEqual([])
  })

  test('both handed over before her number was put right are told, until one is taken back', async () => {
    const { old, again, high, low, right } = await isDue(mistyped)
    expect([await handsOver(old, high, AUGUST), await handsOver(again, low, TODAY)]).toEqual(['given', 'given'])
    await putsRight(desk, again, right)
    await delivered(desk)
    expect(await faultsAt(desk)).toEqual(['handed over to one natural person twice'])
    const { rows } = await db.admin.query<{ record_id: Uuid }>(
      'select distinct record_id from entitlement where family_id = $1 and policy_id = $2 and record_id is not null',
      [old.family_id, high],
    )
    for (const { record_id } of rows)
      await undoReach(db.db, desk.pay.call(desk.pay.officer), { record_id, reason: '另一份档案已给' })
    expect(await faultsAt(desk)).toEqual([])
    expect(await handsOver(old, high, AUGUST)).toBe('entitlements.is_beside_group')
  })
})
