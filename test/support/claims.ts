import { addDays, type CivilDate, civilDate, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import {
  addProof,
  concludeNotice,
  decideClaim,
  fileClaim,
  openClaim,
  postNotices,
  prefill,
  reviewClaim,
  type Stood,
  submitClaim,
} from '../../src/promises/claims/index.ts'
import { callOf, makeActor, type TestApp, TEST_NOW, testId } from './app.ts'
import type { TestDatabase } from './database.ts'

export const DEATH = '00500000-0000-8000-8000-000000000001' as Uuid
export const DISABILITY = '00500000-0000-8000-8000-000000000002' as Uuid
/** A file that is a PNG by its first bytes. */
export const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

export const at = (day: string): Instant => `${day}T02:00:00.000Z` as Instant

export interface Hands {
  worker: Actor
  street: Actor
  officer: Actor
  approver: Actor
}

/** One account for each role of the chain, at Panlong. */
export async function claimHands(test: TestDatabase): Promise<Hands> {
  return {
    worker: await makeActor(test, 'community_worker', '530103001001'),
    street: await makeActor(test, 'street_officer', '530103001'),
    officer: await makeActor(test, 'district_officer', '530103'),
    approver: await makeActor(test, 'district_approver', '530103'),
  }
}

/** A declaration as the register fills it in, with what a person adds. */
export async function declarationOf(test: TestDatabase, actor: Actor, person_id: Uuid, policy_id: Uuid = DEATH) {
  const { content } = await prefill(test.db, callOf(test, actor, { idempotency_key: null }), { person_id, policy_id })
  return {
    ...content,
    ...withAddresses(content),
    reason: '符合条件，申请扶助',
    children: content.children.map((child) => ({
      ...child,
      origin: child.origin ?? ('both' as const),
      confirmed_by: '社区居委会',
    })),
  }
}

const withAddresses = <A extends { hukou_address: string }>(form: { applicant: A; spouse: A | null }) => ({
  applicant: { ...form.applicant, hukou_address: '试验路1号' },
  spouse: form.spouse === null ? null : { ...form.spouse, hukou_address: '试验路1号' },
})

/** Begins a declaration with one proof, not yet submitted. */
export async function draftClaim(
  test: TestDatabase,
  actor: Actor,
  person_id: Uuid,
  more: { policy_id?: Uuid; now?: Instant } = {},
): Promise<Stood> {
  const policy_id = more.policy_id ?? DEATH
  const content = await declarationOf(test, actor, person_id, policy_id)
  const call = () => callOf(test, actor, { now: more.now ?? TEST_NOW })
  const opened = await openClaim(test.db, call(), { id: testId(), person_id, policy_id, content })
  const bytes = Uint8Array.from([...PNG, ...Buffer.from(opened.claim_id)])
  await addProof(test.db, call(), { claim_id: opened.claim_id, kind: 'id_card', bytes })
  return opened
}

export type Until =
  | 'submitted'
  | 'village_notice'
  | 'township_review'
  | 'public_notice'
  | 'county'
  | 'confirmed'
  | 'filed'

/** Walks a claim along the short chain until a step, with the days each takes: it begins on 1 November 2026 unless said. */
export async function walkClaim(
  test: TestDatabase,
  hands: Hands,
  person_id: Uuid,
  until: Until,
  more: { policy_id?: Uuid; begins?: CivilDate; in_force_from?: CivilDate } = {},
): Promise<{ claim_id: Uuid; version: number; state: string }> {
  const day = (n: number) => at(addDays(more.begins ?? civilDate('2026-11-01'), n))
  const stood = await draftClaim(test, hands.worker, person_id, { ...more, now: day(0) })
  const { claim_id } = stood
  const content = await declarationOf(test, hands.worker, person_id, more.policy_id)
  let now: Stood = await submitClaim(test.db, callOf(test, hands.worker, { now: day(0) }), {
    claim_id,
    version: stood.version,
    content,
    pledged: true,
  })
  if (until === 'submitted') return now
  const review = { opinion: 'agree' as const, text: '情况属实', present: ['评议员甲', '评议员乙'] }
  now = await reviewClaim(test.db, callOf(test, hands.worker, { now: day(1) }), {
    claim_id,
    version: now.version,
    ...review,
    held_on: civilDate(day(1).slice(0, 10)),
  })
  if (until === 'village_notice') return now
  await hang(test, hands.worker, claim_id, day(1), day(9))
  now = await standing(test, claim_id)
  if (until === 'township_review') return now
  now = await reviewClaim(test.db, callOf(test, hands.street, { now: day(9) }), {
    claim_id,
    version: now.version,
    ...review,
    held_on: civilDate(day(9).slice(0, 10)),
  })
  if (until === 'public_notice') return now
  await hang(test, hands.street, claim_id, day(9), day(17))
  now = await standing(test, claim_id)
  if (until === 'county') return now
  now = await decideClaim(test.db, callOf(test, hands.approver, { now: day(17) }), {
    claim_id,
    version: now.version,
    decision: 'confirmed',
    in_force_from: more.in_force_from ?? civilDate(day(17).slice(0, 10)),
  })
  if (until === 'confirmed') return now
  return fileClaim(test.db, callOf(test, hands.officer, { now: day(18) }), {
    claim_id,
    version: now.version,
    delivered_by: 'in_person',
    received_by: '本人',
    delivered_on: civilDate(day(18).slice(0, 10)),
  })
}

/** Posts one claim and concludes its notice after its days. */
export async function hang(
  test: TestDatabase,
  actor: Actor,
  claim_id: Uuid,
  from: Instant,
  to: Instant,
): Promise<Uuid> {
  const { notices } = await postNotices(test.db, callOf(test, actor, { now: from }), [claim_id])
  const notice_id = notices[0]?.notice_id
  if (!notice_id) throw new Error('A claim is posted on a notice.')
  await concludeNotice(test.db, callOf(test, actor, { now: to }), notice_id)
  return notice_id
}

/** What is really there, past row security. */
export async function standing(
  test: TestDatabase,
  claim_id: Uuid,
): Promise<Stood & { open_objections: number; hands: Uuid[] }> {
  const { rows } = await test.admin.query<Stood & { open_objections: number; hands: Uuid[] }>(
    'select id as claim_id, state, version, open_objections, hands::text[] as hands from claim where id = $1',
    [claim_id],
  )
  const [row] = rows
  if (!row) throw new Error('There is such a claim.')
  return row
}

/** The register learns of a child's death, or, with null, that it was a mistake. */
export async function registerDeath(
  test: TestDatabase,
  by: { app: TestApp; worker: Actor },
  { child, died_on }: { child: Uuid; died_on: string | null },
): Promise<void> {
  const { rows } = await test.admin.query<{ id: Uuid; version: number }>(
    'select f.id, f.version from family f join person p on p.family_id = f.id where p.id = $1',
    [child],
  )
  const [family] = rows
  const back = died_on === null ? { set: { branch: 'disability', children_surviving: 1 } } : {}
  const body = { version: family?.version, change: { members: [{ person_id: child, set: { died_on } }], ...back } }
  const answer = await by.app.request(by.worker, 'POST', `/api/families/${family?.id}/change`, { body })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}
