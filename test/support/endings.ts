import type { Role } from '../../src/kernel/role.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { civilDate } from '../../src/kernel/calendar.ts'
import { cancelRound, composeRound } from '../../src/provision/payments/commands/index.ts'
import { rooms } from '../../src/rooms.ts'
import { aimAt } from './aim.ts'
import { callOf, makeActor, type TestApp, testId } from './app.ts'
import { DEATH } from './claims.ts'
import type { TestDatabase } from './database.ts'
import { chanceOf } from './nasty.ts'
import { samples } from './samples.ts'
import type { Target } from './targets.ts'

interface Ending {
  by: Role
  endpoint: string
  /** Other ids than the target's first of the kind. */
  of?: Record<string, string>
  /** What the sample body says otherwise. */
  body?: Record<string, unknown>
  /** Asked for as it stands now: the table and the id by which it is known. */
  version?: 'claim_id'
}

/** Everything of a place that can be ended, withdrawn, cancelled, countered or closed, in an order in which each still may. */
const ENDINGS: readonly Ending[] = [
  { by: 'district_officer', endpoint: 'claims.take_down_claim_notice' },
  { by: 'district_officer', endpoint: 'claims.withdraw_claim', version: 'claim_id' },
  {
    by: 'district_officer',
    endpoint: 'claims.withdraw_claim',
    of: { claim_id: 'draft_claim_id' },
    version: 'claim_id',
  },
  { by: 'district_approver', endpoint: 'claims.decide_roll_change', body: { decision: 'confirmed' } },
  { by: 'district_officer', endpoint: 'claims.close_annual_review' },
  { by: 'district_officer', endpoint: 'payments.ask_to_let_payment_recovery_go' },
  {
    by: 'district_approver',
    endpoint: 'payments.decide_to_let_payment_recovery_go',
    body: { version: 2, agree: true, reason: undefined },
  },
  { by: 'district_officer', endpoint: 'contacts.close_visit_round' },
  { by: 'district_officer', endpoint: 'entitlements.void_entitlements' },
  { by: 'district_officer', endpoint: 'entitlements.undo_reached_entitlements' },
  { by: 'district_officer', endpoint: 'bank_accounts.cancel' },
  { by: 'district_officer', endpoint: 'care_records.correct_care_act' },
  { by: 'district_officer', endpoint: 'policies.withdraw_draft' },
  { by: 'finance', endpoint: 'funds.withdraw_appropriation' },
  { by: 'finance', endpoint: 'funds.reverse_transfer' },
  { by: 'district_officer', endpoint: 'contacts.end_contacts', body: { on: '2026-11-21' } },
  { by: 'district_officer', endpoint: 'library.add_edition' },
  { by: 'community_worker', endpoint: 'imports.discard' },
  { by: 'district_officer', endpoint: 'families.close' },
  { by: 'administrator', endpoint: 'staff.end_staff_sessions' },
  { by: 'administrator', endpoint: 'staff.end_post' },
  { by: 'administrator', endpoint: 'staff.disable_account' },
]

/** Ends what a target has, each thing by its own route and by whoever may. */
export async function endTarget(test: TestDatabase, app: TestApp, target: Target): Promise<Target> {
  for (const ending of ENDINGS) {
    const route = rooms.flatMap((room) => room.routes).find((one) => one.endpoint.name === ending.endpoint)
    if (!route) throw new Error(`There is no ${ending.endpoint}.`)
    const others = Object.entries(ending.of ?? {}).map(([name, other]) => [name, target.ids[other]] as const)
    const aimedAt = { ...target, ids: { ...target.ids, ...(Object.fromEntries(others) as Target['ids']) } }
    const { url, body } = aimAt(route, aimedAt, chanceOf(1), samples, testId)
    const version = ending.version ? { version: await versionOfClaim(test, aimedAt.ids['claim_id'] as Uuid) } : {}
    const actor = await makeActor(
      test,
      ending.by,
      ending.by === 'community_worker' ? target.community : target.district,
    )
    const answer = await app.request(actor, route.endpoint.method, url, {
      body: { ...(body as object), ...version, ...ending.body },
    })
    if (answer.status !== 200)
      throw new Error(`${ending.endpoint} of ${target.name}: ${answer.status} ${answer.raw.toString('utf8')}`)
  }
  const payment_round_id = await cancelledRound(test, target)
  return {
    ...target,
    canaries: [...target.canaries, payment_round_id],
    ids: { ...target.ids, payment_round_id },
  }
}

/** A round of its own: money was asked back of the one the target has. */
async function cancelledRound(test: TestDatabase, target: Target): Promise<Uuid> {
  const officer = await makeActor(test, 'district_officer', target.district)
  const id = testId()
  await composeRound(test.db, callOf(test, officer), {
    id,
    division: target.district * 1_000_000,
    title: `${target.canaries[0]}消`,
    policy_ids: [DEATH],
    as_of: civilDate('2026-11-20'),
  })
  const { rows } = await test.admin.query<{ version: number; total_fen: number }>(
    'select version, total_fen::int as total_fen from payment_round where id = $1',
    [id],
  )
  const [seen] = rows
  if (!seen) throw new Error('What was composed is there.')
  await cancelRound(test.db, callOf(test, officer), { round_id: id, ...seen, reason: '试验取消' })
  return id
}

async function versionOfClaim(test: TestDatabase, id: Uuid): Promise<number> {
  const { rows } = await test.admin.query<{ version: number }>('select version from claim where id = $1', [id])
  return rows[0]?.version ?? 0
}
