import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, groupOf } from '../../../test/support/drafts.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, COMMUNITY } from '../../../test/support/families.ts'
import {
  closes,
  type Desk,
  type File,
  leftOut,
  makeDesk,
  opens,
  opensAnew,
  paidTo,
  pays,
  runs,
} from '../../../test/support/two-files.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { markReached } from '../../promises/entitlements/index.ts'
import { undoReach } from '../../promises/entitlements/commands/index.ts'

// A file closed by mistake and opened anew is the same people: whatever they were given under the old one, by the bank or by hand, under this
// promise or one of its group, is not given again.

let db: TestDatabase
let desk: Desk
let couples = 0

beforeAll(async () => {
  db = await createTestDatabase()
  desk = await makeDesk(db)
})
afterAll(() => db.drop())

async function dueTo({ family_id }: File, policy: Uuid): Promise<Uuid[]> {
  const { rows } = await db.admin.query<{ id: Uuid }>(
    `select id from entitlement where family_id = $1 and policy_id = $2 and state = 'due' order by id`,
    [family_id, policy],
  )
  return rows.map(({ id }) => id)
}
const handsOver = (entitlement_ids: Uuid[], happened_on: CivilDate = civilDate('2026-12-10')) =>
  markReached(db.db, desk.pay.call(desk.pay.officer), { entitlement_ids, happened_on }).then(
    ({ reached }) => `${reached.rows} given`,
    (refusal: { code: string; issues: { place: string; code: string }[] }) => [
      refusal.code,
      ...refusal.issues.map(({ place, code }) => `${place} ${code}`),
    ],
  )
async function takesBack({ family_id }: File): Promise<void> {
  const { rows } = await db.admin.query<{ record_id: Uuid }>(
    `select distinct record_id from entitlement where family_id = $1 and state = 'reached' and record_id is not null`,
    [family_id],
  )
  for (const { record_id } of rows)
    await undoReach(db.db, desk.pay.call(desk.pay.officer), { record_id, reason: '没有交到手上' })
}

async function enacts(yuan: number, name_zh: string, ages: [number, number], per: 'month' | 'occasion' = 'month') {
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: 'between', value: ages }] }
  const once = per === 'occasion'
  const version = cashOf(yuan, { rule, per, ...(once ? { cadence: 'once' as const } : {}) })
  const { policy_id } = await enactFor(
    db,
    desk.pay,
    createOf(version, { name_zh, care_kind: once ? 'condolence_cash' : 'assistance_payment' }),
  )
  return policy_id as Uuid
}

describe('money that was handed over once', () => {
  let old: File
  let anew: File
  let policy: Uuid
  beforeAll(async () => {
    policy = await enacts(500, '一次慰问', [60, 100], 'occasion')
    old = await opens(desk, bereavedCouple(couples++))
    await runFor(db, desk.pay.officer, civilDate('2026-07-20'))
    expect(await handsOver(await dueTo(old, policy), civilDate('2026-08-01'))).toBe('2 given')
    anew = await opensAnew(desk, old)
  })
  test('is not paid again by the bank in the new file', async () => {
    const round = await pays(desk, '一次慰问', [policy])
    expect(await paidTo(desk, anew.persons)).toEqual([])
    expect(await leftOut(desk, round, anew.persons)).toEqual(['paid_elsewhere'])
  })
  test('nor handed over again; each that must not be is named', async () => {
    expect(await handsOver(await dueTo(anew, policy))).toEqual([
      'entitlements.given_before',
      'entitlement_ids.0 entitlements.is_given_before',
      'entitlement_ids.1 entitlements.is_given_before',
    ])
  })
  test('until it turns out never to have reached them, and is taken back', async () => {
    await takesBack(old)
    expect(await handsOver(await dueTo(anew, policy))).toBe('2 given')
  })
})

describe('money handed over to a household', () => {
  test('is held by both parents: a second file of either is not given it', async () => {
    const input = createOf(cashOf(300, { per: 'occasion', cadence: 'festival' }), {
      name_zh: '节日慰问金',
      beneficiary: 'family',
      care_kind: 'condolence_cash',
    })
    const policy = (await enactFor(db, desk.pay, input)).policy_id as Uuid
    const old = await opens(desk, bereavedCouple(couples++))
    await runFor(db, desk.pay.officer, civilDate('2026-09-05'))
    expect(await handsOver(await dueTo(old, policy), civilDate('2026-09-08'))).toBe('1 given')
    await closes(desk, old)
    const [, mother] = old.draft.members
    const anew = await opens(desk, { ...old.draft, community: COMMUNITY, registered_on: civilDate('2026-09-11') })
    expect(mother?.relation).toBe('parent')
    await runFor(db, desk.pay.officer, civilDate('2026-09-20'))
    const due = await dueTo(anew, policy)
    expect(due).toHaveLength(1)
    expect(await handsOver(due, civilDate('2026-09-22'))).toEqual([
      'entitlements.given_before',
      'entitlement_ids.0 entitlements.is_given_before',
    ])
  })
})

describe('of a group only the highest', () => {
  test('is paid to the same people in two files: months given under the lower are not given under the higher', async () => {
    const born = couples + 220
    const low = await enacts(50, '低档补贴', [70, 100])
    const high = await enacts(80, '高档补贴', [78, 100])
    await enactFor(db, desk.pay, groupOf('取其高', [low, high], { valid_from: civilDate('2026-01-02') }))
    const old = await opens(desk, bereavedCouple(born))
    await runFor(db, desk.pay.officer, civilDate('2026-07-20'))
    await closes(desk, old)
    await pays(desk, '旧登记', [low, high])
    const anew = await opens(desk, { ...old.draft, registered_on: civilDate('2026-11-01') })
    await runs(desk)
    await pays(desk, '新登记', [low, high])
    const { rows } = await db.admin.query<{ lines: number }>(
      `select max(c.lines)::int as lines from (select n.id_hmac, m.month, count(*) as lines from payment p join person n on n.id = p.person_id
         cross join lateral unnest(payment_claims(p.kind, p.period, p.parts)) m(month)
       where p.policy_id in ($1, $2) and p.state = 'paid' and p.person_id = any($3) group by 1, 2) c`,
      [low, high, [...old.persons, ...anew.persons]],
    )
    expect(rows).toEqual([{ lines: 1 }])
    expect(await paidTo(desk, old.persons)).toEqual(['2026-H2 150 paid', '2026-H2 150 paid'])
    expect(await paidTo(desk, anew.persons)).toEqual(['2026-H2 150 paid without 3', '2026-H2 240 paid without 3'])
  })
  test('is handed over', async () => {
    const [low, high] = [
      await enacts(500, '一次低档', [60, 100], 'occasion'),
      await enacts(800, '一次高档', [60, 100], 'occasion'),
    ]
    const old = await opens(desk, bereavedCouple(couples++))
    await runFor(db, desk.pay.officer, civilDate('2026-07-20'))
    await enactFor(db, desk.pay, groupOf('一次取其高', [low, high], { valid_from: civilDate('2026-01-02') }))
    const beside = [
      'entitlements.given_before',
      'entitlement_ids.0 entitlements.is_beside_group',
      'entitlement_ids.1 entitlements.is_beside_group',
    ]
    // The higher is due: the lower is not given before it, nor after it, nor in a second file.
    expect(await handsOver(await dueTo(old, low))).toEqual(beside)
    expect(await handsOver(await dueTo(old, high))).toBe('2 given')
    expect(await handsOver(await dueTo(old, low))).toEqual(beside)
    const anew = await opensAnew(desk, old)
    const lower = await dueTo(anew, low)
    if (lower.length > 0) expect(await handsOver(lower)).toEqual(beside)
    expect(await handsOver(await dueTo(anew, high))).toMatchObject(['entitlements.given_before', {}, {}])
  })
})
