import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { at, claimHands, hang, type Hands, standing, walkClaim } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { COMMUNITY } from '../../../test/support/families.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { concludeNotice, decideClaim, postNotices, returnClaim, reviewClaim } from './commands/index.ts'

let db: TestDatabase
let app: TestApp
let hands: Hands
/** The community's worker, at her other post in the street. */
let standIn: Actor
let families: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  hands = await claimHands(db)
  standIn = { ...hands.street, account_id: hands.worker.account_id, display_name: hands.worker.display_name }
  families = await makeFamilies(db, COMMUNITY, 8)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const fresh = (): Uuid => (families.pop() as TestFamily).parents[0]
const on = (day: string, actor: Actor) => callOf(db, actor, { now: at(day) })
const said = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string; next?: string }) => [error.code, error.next],
  )
const OTHER = ['claims.own_hands_review', 'claims.own_hands_review_next']
async function reviews(actor: Actor, claim_id: Uuid, day = '2026-11-20') {
  const { version } = await standing(db, claim_id)
  const opinion = { opinion: 'agree' as const, text: '情况属实', present: ['评议员甲'], held_on: civilDate(day) }
  return reviewClaim(db.db, on(day, actor), { claim_id, version, ...opinion })
}
const may = async (actor: Actor, claim_id: Uuid) =>
  ((await app.request(actor, 'GET', `/api/claims/${claim_id}`)).body as { may: string[] }).may

describe('the township’s review is by somebody the claim has not passed through', () => {
  test('the village review may be by the one who took the declaration down; the township’s not', async () => {
    const { claim_id } = await walkClaim(db, hands, fresh(), 'township_review')
    expect(await may(standIn, claim_id)).not.toContain('review')
    expect(await said(reviews(standIn, claim_id))).toEqual(OTHER)
    expect(await may(hands.street, claim_id)).toContain('review')
    expect(await said(reviews(hands.street, claim_id))).toBe('done')
  })

  test('nor by who only posted the village’s notice, or only concluded it', async () => {
    const colleague = await makeActor(db, 'community_worker', '530103001000')
    const atStreet = { ...hands.street, account_id: colleague.account_id }
    const posted = await walkClaim(db, hands, fresh(), 'village_notice')
    const concluded = await walkClaim(db, hands, fresh(), 'village_notice')
    const ids: Uuid[] = []
    for (const [claim, poster] of [
      [posted, { ...colleague, scope: hands.worker.scope }],
      [concluded, hands.worker],
    ] as const)
      ids.push((await postNotices(db.db, on('2026-11-02', poster), [claim.claim_id])).notices[0]?.notice_id as Uuid)
    await concludeNotice(db.db, on('2026-11-10', hands.worker), ids[0] as Uuid)
    await concludeNotice(db.db, on('2026-11-10', { ...colleague, scope: hands.worker.scope }), ids[1] as Uuid)
    for (const { claim_id } of [posted, concluded]) expect(await said(reviews(atStreet, claim_id))).toEqual(OTHER)
    expect((await standing(db, posted.claim_id)).hands).toContain(colleague.account_id)
  })

  test('who reviewed for the street does so again when the county gives the claim back; nobody of below does', async () => {
    const { claim_id } = await walkClaim(db, hands, fresh(), 'county')
    const { version } = await standing(db, claim_id)
    await returnClaim(db.db, on('2026-11-19', hands.approver), { claim_id, version, reason: '请补充走访记录' })
    expect(await said(reviews(standIn, claim_id))).toEqual(OTHER)
    expect(await said(reviews(hands.street, claim_id))).toBe('done')
  })

  test('who gave it back to the village handled nothing of below', async () => {
    const { claim_id, version } = await walkClaim(db, hands, fresh(), 'township_review')
    await returnClaim(db.db, on('2026-11-18', hands.street), { claim_id, version, reason: '请补充评议记录' })
    await reviews(hands.worker, claim_id, '2026-11-18')
    await hang(db, hands.worker, claim_id, at('2026-11-18'), at('2026-11-26'))
    expect(await said(reviews(hands.street, claim_id, '2026-11-26'))).toBe('done')
  })
})

test('the county does not confirm what it posted', async () => {
  const { claim_id } = await walkClaim(db, hands, fresh(), 'public_notice')
  const poster = { ...hands.street, account_id: hands.approver.account_id }
  const { notices } = await postNotices(db.db, on('2026-11-10', poster), [claim_id])
  await concludeNotice(db.db, on('2026-11-18', hands.street), notices[0]?.notice_id as Uuid)
  const { version } = await standing(db, claim_id)
  const decides = decideClaim(db.db, on('2026-11-18', hands.approver), {
    claim_id,
    version,
    decision: 'confirmed',
    in_force_from: civilDate('2026-11-18'),
  })
  expect(await said(decides)).toEqual(['claims.own_hands', 'claims.other_account_next'])
})
