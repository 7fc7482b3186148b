import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import {
  at,
  claimHands,
  DEATH,
  declarationOf,
  draftClaim,
  type Hands,
  standing,
  walkClaim,
} from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import {
  concludeNotice,
  decideClaim,
  findOn,
  openClaim,
  postNotices,
  recordObjection,
  returnClaim,
  reviewClaim,
  submitClaim,
  withdrawClaim,
} from './commands/index.ts'

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

describe('a claim walks its chain', () => {
  test('from the declaration over two notices to the roll, and is there for runs', async () => {
    const filed = await walkClaim(db, hands, fresh(), 'filed')
    expect(filed.state).toBe('filed')
    const { rows } = await db.admin.query(
      'select from_state, to_state, act from claim_event where claim_id = $1 order by seq',
      [filed.claim_id],
    )
    expect(rows.map((row: { to_state: string }) => row.to_state)).toEqual([
      'draft',
      'village_review',
      'village_notice',
      'township_review',
      'public_notice',
      'county_confirmation',
      'notice_of_decision',
      'filed',
    ])
    const claimed = await db.admin.query('select valid_from::text, valid_to from claimed where claim_id = $1', [
      filed.claim_id,
    ])
    expect(claimed.rows).toEqual([{ valid_from: '2026-11-18', valid_to: null }])
  })

  test('says at each field what a declaration lacks', async () => {
    const person = fresh()
    const draft = await draftClaim(db, hands.worker, person)
    const content = { ...(await declarationOf(db, hands.worker, person)), reason: '', born: { male: 2, female: 0 } }
    const sent = submitClaim(db.db, callOf(db, hands.worker), {
      claim_id: draft.claim_id,
      version: 1,
      content,
      pledged: false,
    })
    await expect(sent).rejects.toMatchObject({
      code: 'claims.form_incomplete',
      issues: [{ place: 'content.children' }, { place: 'content.reason' }, { place: 'pledged' }],
    })
    expect((await standing(db, draft.claim_id)).state).toBe('draft')
  })

  test('allows one open claim for a person under a policy, and another after it was withdrawn', async () => {
    const person = fresh()
    const draft = await draftClaim(db, hands.worker, person)
    const content = await declarationOf(db, hands.worker, person)
    const again = () =>
      openClaim(db.db, callOf(db, hands.worker), { id: testId(), person_id: person, policy_id: DEATH, content })
    expect(await code(again())).toBe('claims.already_open')
    await withdrawClaim(db.db, callOf(db, hands.worker), {
      claim_id: draft.claim_id,
      version: draft.version,
      reason: '家人想再考虑',
    })
    expect(await code(again())).toBe('done')
  })

  test('goes back to the step before with the reason, past a notice, and the declaration opens again', async () => {
    const county = await walkClaim(db, hands, fresh(), 'county')
    const { claim_id } = county
    const back = (actor: Hands[keyof Hands], version: number) =>
      returnClaim(db.db, callOf(db, actor), { claim_id, version, reason: '材料需要补正' })
    const street = await back(hands.approver, county.version)
    expect(street.state).toBe('township_review')
    const village = await back(hands.street, street.version)
    expect(village.state).toBe('village_review')
    expect((await back(hands.worker, village.version)).state).toBe('draft')
    const { rows } = await db.admin.query('select draft_cipher is not null as open from claim where id = $1', [
      claim_id,
    ])
    expect(rows).toEqual([{ open: true }])
    // Who returned it from the county had it in hand: another confirms it.
    expect((await standing(db, claim_id)).hands).toContain(hands.approver.account_id)
  })

  test('refuses the post whose step it is not, and a version that is no longer the claim’s', async () => {
    const submitted = await walkClaim(db, hands, fresh(), 'submitted')
    const review = { claim_id: submitted.claim_id, ...REVIEW, held_on: civilDate('2026-11-21') }
    expect(await code(reviewClaim(db.db, callOf(db, hands.street), { ...review, version: submitted.version }))).toBe(
      'claims.not_your_step',
    )
    expect(await code(reviewClaim(db.db, callOf(db, hands.worker), { ...review, version: 1 }))).toBe(
      'claims.changed_meanwhile',
    )
    expect(
      await code(
        reviewClaim(db.db, callOf(db, hands.worker), {
          ...review,
          version: submitted.version,
          held_on: civilDate('2026-10-01'),
        }),
      ),
    ).toBe('claims.held_too_early')
  })
})

describe('notices and objections', () => {
  test('a notice is concluded after its last day only, and moves what nobody objects to', async () => {
    const claim = await walkClaim(db, hands, fresh(), 'village_notice')
    const { notices } = await postNotices(db.db, callOf(db, hands.worker, { now: at('2026-11-02') }), [claim.claim_id])
    const id = notices[0]?.notice_id as Uuid
    expect(notices[0]?.closes_on).toBe('2026-11-09')
    expect(await code(postNotices(db.db, callOf(db, hands.worker, { now: at('2026-11-03') }), [claim.claim_id]))).toBe(
      'claims.not_to_post',
    )
    expect(await code(concludeNotice(db.db, callOf(db, hands.worker, { now: at('2026-11-09') }), id))).toBe(
      'claims.notice_still_hangs',
    )
    expect(await concludeNotice(db.db, callOf(db, hands.worker, { now: at('2026-11-10') }), id)).toEqual({
      moved: 1,
      waiting: 0,
    })
    expect(await code(concludeNotice(db.db, callOf(db, hands.worker, { now: at('2026-11-10') }), id))).toBe(
      'claims.notice_concluded',
    )
  })

  test('an objection holds the claim until somebody who reviewed nothing has found on it', async () => {
    const claim = await walkClaim(db, hands, fresh(), 'public_notice')
    const { claim_id } = claim
    const { notices } = await postNotices(db.db, callOf(db, hands.street, { now: at('2026-11-10') }), [claim_id])
    const notice_id = notices[0]?.notice_id as Uuid
    const id = testId()
    const object = (received_on: string) =>
      recordObjection(db.db, callOf(db, hands.street, { now: at('2026-11-12') }), {
        claim_id,
        id,
        received_on: civilDate(received_on),
        text: '对情况有不同了解',
        name: '',
        contact: '',
      })
    expect(await code(object('2026-11-01'))).toBe('claims.objection_day')
    await object('2026-11-12')
    // Also where nothing moves, concluding is for whose step it is.
    expect(await code(concludeNotice(db.db, callOf(db, hands.worker, { now: at('2026-11-18') }), notice_id))).toBe(
      'claims.not_your_step',
    )
    expect(await concludeNotice(db.db, callOf(db, hands.street, { now: at('2026-11-18') }), notice_id)).toEqual({
      moved: 0,
      waiting: 1,
    })
    const find = (actor: Hands[keyof Hands]) =>
      findOn(db.db, callOf(db, actor, { now: at('2026-11-18') }), {
        objection_id: id,
        version: 1,
        outcome: 'dismissed',
        finding: '已核实，情况属实',
      })
    expect(await code(find(hands.street))).toBe('claims.own_review')
    expect(await find(hands.officer)).toEqual({ objection_id: id, open: 0 })
    expect(await concludeNotice(db.db, callOf(db, hands.street, { now: at('2026-11-18') }), notice_id)).toEqual({
      moved: 1,
      waiting: 0,
    })
  })

  test('an objection found at the county’s door stops the confirmation; upheld, only a refusal or a return is left', async () => {
    const county = await walkClaim(db, hands, fresh(), 'county')
    const { claim_id } = county
    const id = testId()
    const call = (actor: Hands[keyof Hands]) => callOf(db, actor, { now: at('2026-11-19') })
    await recordObjection(db.db, call(hands.officer), {
      claim_id,
      id,
      received_on: civilDate('2026-11-15'),
      text: '另有情况反映',
      name: '',
      contact: '',
    })
    const confirm = async () =>
      decideClaim(db.db, call(hands.approver), {
        claim_id,
        version: (await standing(db, claim_id)).version,
        decision: 'confirmed',
        in_force_from: civilDate('2026-11-19'),
      })
    expect(await code(confirm())).toBe('claims.objections_open')
    await findOn(db.db, call(hands.officer), {
      objection_id: id,
      version: 1,
      outcome: 'upheld',
      finding: '反映的情况属实',
    })
    expect(await code(confirm())).toBe('claims.objection_upheld')
    const { version } = await standing(db, claim_id)
    const refused = await decideClaim(db.db, call(hands.approver), {
      claim_id,
      version,
      decision: 'refused',
      finding: '经核实不符合条件',
    })
    expect(refused.state).toBe('notice_of_decision')
  })

  test('a withdrawal ends what is open', async () => {
    const county = await walkClaim(db, hands, fresh(), 'county')
    const { claim_id } = county
    const call = (actor: Hands[keyof Hands]) => callOf(db, actor, { now: at('2026-11-19') })
    await recordObjection(db.db, call(hands.officer), {
      claim_id,
      id: testId(),
      received_on: civilDate('2026-11-15'),
      text: '另有情况反映',
      name: '',
      contact: '',
    })
    const { version } = await standing(db, claim_id)
    expect((await withdrawClaim(db.db, call(hands.officer), { claim_id, version, reason: '家人不再申请' })).state).toBe(
      'withdrawn',
    )
    const { rows } = await db.admin.query('select outcome from claim_objection where claim_id = $1', [claim_id])
    expect(rows).toEqual([{ outcome: 'moot' }])
  })
})
