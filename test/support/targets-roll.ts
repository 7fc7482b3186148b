import { civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { proposeProcedure } from '../../src/promises/claims/commands/index.ts'
import {
  confirmRoll,
  decideChange,
  fileRoll,
  openReview,
  proposeChange,
  takeOverRoll,
} from '../../src/promises/claims/index.ts'
import { callOf, makeActor, testId } from './app.ts'
import { DEATH } from './claims.ts'
import type { TestDatabase } from './database.ts'
import { bereavedCouple, registerForTest } from './families.ts'

/** Where nobody of the matrix reaches: whoever moves from here into a place is told of there alone. */
const AFAR = 110_101_001_001

interface Place {
  district: number
  community: number
  canary: string
}

interface Office {
  officer: Actor
  approver: Actor
}

/** An office of one community only, so that what it confirms together is that community's. */
async function officeOf(test: TestDatabase, community: number): Promise<Office> {
  return {
    officer: await makeActor(test, 'district_officer', community),
    approver: await makeActor(test, 'district_approver', community),
  }
}

async function onRoll(test: TestDatabase, { officer, approver }: Office, person_id: Uuid): Promise<Uuid> {
  await takeOverRoll(test.db, callOf(test, officer), { policy_id: DEATH, person_ids: [person_id] })
  const start = { policy_id: DEATH, in_force_from: civilDate('2026-01-01') }
  await confirmRoll(test.db, callOf(test, approver), start)
  await fileRoll(test.db, callOf(test, officer), { policy_id: DEATH })
  const { rows } = await test.admin.query<{ id: Uuid }>('select id from claim where person_id = $1', [person_id])
  const [claim] = rows
  if (!claim) throw new Error('Whoever was taken over has a claim.')
  return claim.id
}

/**
 * A couple of the place: one on the roll, with an exit that waits for its second hand, and on the list of a yearly review; the other
 * taken over and not yet confirmed. Besides, a chain that nobody has approved, and a claim that arrives from another province.
 */
export async function makeRollTarget(
  test: TestDatabase,
  place: Place,
  couple: { n: number; person_ids: readonly Uuid[] },
): Promise<Record<'roll_claim_id' | 'group_id' | 'review_id' | 'procedure_id' | 'transfer_id', Uuid>> {
  const [first, second] = couple.person_ids as [Uuid, Uuid]
  const { community, canary } = place
  const office = await officeOf(test, community)
  const roll_claim_id = await onRoll(test, office, first)
  const group_id = testId()
  await proposeChange(test.db, callOf(test, office.officer), {
    claim_id: roll_claim_id,
    id: group_id,
    change: { kind: 'exit', cause: 'rebirth', happens_on: civilDate('2026-11-20'), note: `${canary}变` },
  })
  const review_id = testId()
  await openReview(test.db, callOf(test, office.officer), {
    id: review_id,
    division: community,
    year: 2025,
    due_on: civilDate('2026-12-31'),
  })
  await takeOverRoll(test.db, callOf(test, office.officer), { policy_id: DEATH, person_ids: [second] })
  const procedure_id = await makeProcedure(test, office.officer, { division: community, canary })
  return { roll_claim_id, group_id, review_id, procedure_id, transfer_id: await arriving(test, place, couple.n) }
}

/** A chain of steps for a place that nobody has approved. */
export async function makeProcedure(
  test: TestDatabase,
  officer: Actor,
  { division, canary }: { division: number; canary: string },
): Promise<Uuid> {
  const id = testId()
  await proposeProcedure(test.db, callOf(test, officer), {
    id,
    division,
    policy_id: null,
    theme: null,
    name_zh: `${canary}程`,
    name_en: 'A trial',
    valid_from: civilDate('2027-01-01'),
    source: `${canary}据`,
    steps: TRIAL_STEPS,
  })
  return id
}

async function arriving(test: TestDatabase, { community, canary }: Place, n: number): Promise<Uuid> {
  const office = await officeOf(test, AFAR)
  const draft = bereavedCouple(n, { community: AFAR })
  const members = draft.members.map((member, i) => (i === 0 ? { ...member, name: `${canary}来` } : member))
  const [family] = await registerForTest(test, office.officer, [{ ...draft, members }])
  const claim_id = await onRoll(test, office, family?.person_ids[0] as Uuid)
  const id = testId()
  const change = { kind: 'transfer' as const, to_division: community, happens_on: civilDate('2026-11-19'), note: '' }
  await proposeChange(test.db, callOf(test, office.officer), { claim_id, id, change })
  await decideChange(test.db, callOf(test, office.approver), { group_id: id, decision: 'confirmed', note: '' })
  const { rows } = await test.admin.query<{ id: Uuid }>('select id from claim_transfer where claim_id = $1', [claim_id])
  const [transfer] = rows
  if (!transfer) throw new Error('Whoever moves away is told of where she goes.')
  return transfer.id
}

/** The shortest chain there may be. */
export const TRIAL_STEPS = [
  ...(['declaration', 'village_review'] as const).map((kind) => stepOf(kind, 'community_worker')),
  { ...stepOf('village_notice', 'community_worker'), notice_days: 3 },
  stepOf('county_confirmation', 'district_approver'),
  ...(['notice_of_decision', 'filed'] as const).map((kind) => stepOf(kind, 'district_officer')),
]

type Kind = 'declaration' | 'village_review' | 'village_notice' | 'county_confirmation' | 'notice_of_decision' | 'filed'

function stepOf(kind: Kind, role: 'community_worker' | 'district_officer' | 'district_approver') {
  const confidence = 'sourced' as const
  return { kind, role, deadline_days: null, deadline_on: null, notice_days: null as number | null, confidence }
}
