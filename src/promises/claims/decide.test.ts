import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { at, claimHands, hang, type Hands, standing, walkClaim } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { decideClaim, readDecision, returnClaim, reviewClaim } from './commands/index.ts'

let db: TestDatabase
let hands: Hands
let families: TestFamily[]
let next = 0
const COMMUNITY = 530_103_001_001

beforeAll(async () => {
  db = await createTestDatabase()
  hands = await claimHands(db)
  families = await makeFamilies(db, COMMUNITY, 30)
})
afterAll(() => db.drop())

/** A parent nobody has claimed for yet. */
const fresh = (): Uuid => families[next++]?.parents[1] ?? fresh()
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )
const REVIEW = { opinion: 'agree' as const, text: '情况属实', present: ['评议员甲'] }

describe('the county', () => {
  test('never confirms what it handled before', async () => {
    const county = await walkClaim(db, hands, fresh(), 'county')
    const returned = await returnClaim(db.db, callOf(db, hands.approver), { ...county, reason: '请补充走访记录' })
    const again = await reviewClaim(db.db, callOf(db, hands.street), {
      claim_id: county.claim_id,
      version: returned.version,
      ...REVIEW,
      held_on: civilDate('2026-11-21'),
    })
    await hang(db, hands.street, again.claim_id, at('2026-11-21'), at('2026-11-29'))
    const { version } = await standing(db, county.claim_id)
    const decided = decideClaim(db.db, callOf(db, hands.approver, { now: at('2026-11-29') }), {
      claim_id: county.claim_id,
      version,
      decision: 'confirmed',
      in_force_from: civilDate('2026-11-29'),
    })
    expect(await code(decided)).toBe('claims.own_hands')
  })

  test('says in a refusal only what failed', async () => {
    const person = fresh()
    const county = await walkClaim(db, hands, person, 'county')
    // A second child that the family did not declare comes to light before the decision.
    await db.admin.query(
      'update family set children_born = 2 where id = (select family_id from person where id = $1)',
      [person],
    )
    await db.admin.query('update person_fact set children_born = 2 where person_id = $1', [person])
    await db.admin.query(
      'update person_fact set children_born = 2 where family_id = (select family_id from person where id = $1)',
      [person],
    )
    const refused = await decideClaim(db.db, callOf(db, hands.approver), {
      ...county,
      decision: 'refused',
      finding: '',
    })
    expect(refused.state).toBe('notice_of_decision')
    const notice = await readDecision(db.db, callOf(db, hands.officer, { idempotency_key: null }), county.claim_id)
    expect(notice.reasons).toHaveLength(1)
    expect(notice.reasons[0]?.text).toContain('1')
  })

  test('cannot refuse without a reason where every condition is met', async () => {
    const county = await walkClaim(db, hands, fresh(), 'county')
    expect(
      await code(decideClaim(db.db, callOf(db, hands.approver), { ...county, decision: 'refused', finding: '' })),
    ).toBe('claims.refusal_without_reason')
  })
})
