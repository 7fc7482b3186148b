import { sql } from 'kysely'
import { contains } from '../../../kernel/division-code.ts'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { findPolicyAt, policiesInForce, type PolicyAt, reaches } from '../../policies/index.ts'
import { childDiedOn, type ClaimRow, findApplicants, lockClaims } from '../queries/index.ts'
import { leadsToDeath, mayWithdraw } from '../rules/index.ts'

type OnRoll = Pick<ClaimRow, 'district' | 'person_id' | 'policy_id'>

/** The promises a claim can go on under when the child has died: of its kind, for the other branch, in force where she is asked for. */
export async function otherBranchOf(tx: Tx, call: Call, claim: OnRoll, on: CivilDate): Promise<PolicyAt[]> {
  const [applicant] = await findApplicants(tx, call, [claim.person_id])
  const from = await findPolicyAt(tx, claim.policy_id, on)
  if (!applicant || !from) return []
  const { community, hukou_division } = applicant
  return (await policiesInForce(tx, on)).filter((to) => {
    const place = to.place_asked === 'hukou' ? (hukou_division ?? community) : community
    return leadsToDeath(from, to) && reaches(to, place) && !to.replaced_in.some((other) => contains(other, place))
  })
}

/**
 * Asked when a change of branch is proposed, and again when it is decided: between the two the register may have learnt otherwise.
 * @throws Refusal `claims.change.same_policy`, `claims.policy_unknown`, `claims.change.other_branch`, `claims.change.death_unknown`, and
 *   conflict `claims.change.other_open` where a claim of hers under the other policy is open, or has her on its roll
 */
export async function refuseBranch(
  tx: Tx,
  call: Call,
  claim: OnRoll,
  asked: { to_policy_id: Uuid; happens_on: CivilDate },
  places: { policy: string; day: string } = { policy: 'change.to_policy_id', day: 'change.happens_on' },
): Promise<void> {
  const { to_policy_id, happens_on } = asked
  const place = places.policy
  if (to_policy_id === claim.policy_id) refuse('bad_input', 'claims.change.same_policy', { place })
  if (!(await findPolicyAt(tx, to_policy_id, happens_on))) refuse('bad_input', 'claims.policy_unknown', { place })
  const offered = await otherBranchOf(tx, call, claim, happens_on)
  if (!offered.some((policy) => policy.id === to_policy_id))
    refuse('bad_input', 'claims.change.other_branch', { place, next: 'claims.change.other_branch_next' })
  const died_on = await childDiedOn(tx, claim)
  if (died_on === null || died_on > happens_on)
    refuse('bad_input', 'claims.change.death_unknown', {
      place: places.day,
      params: { on: happens_on },
      next: 'claims.change.death_unknown_next',
    })
  await refuseOpen(tx, call, { ...claim, policy_id: to_policy_id }, place)
}

/** The change opens a claim under the other policy: she can have but one (`claim_once`). */
async function refuseOpen(
  tx: Tx,
  call: Call,
  { district, person_id, policy_id }: OnRoll,
  place: string,
): Promise<void> {
  const [open] = await lockClaims(
    tx,
    call,
    sql`c.district = ${district}::int and c.person_id = ${person_id}::uuid and c.policy_id = ${policy_id}::uuid
      and c.state not in ('withdrawn', 'exited') and c.decision is distinct from 'refused'`,
  )
  if (!open) return
  const policy = await findPolicyAt(tx, policy_id, call.today)
  const params = {
    name: nameFor(call.actor.role, open.name),
    policy: (call.locale === 'zh' ? policy?.name_zh : policy?.name_en) ?? '',
    state: open.state,
  }
  const next = mayWithdraw(open.state) ? 'claims.change.other_open_next' : 'claims.change.other_on_roll_next'
  refuse('conflict', 'claims.change.other_open', { place, params, next })
}

/** What the page offers for a change of branch today. */
export async function showOtherBranch(tx: Tx, call: Call, claim: OnRoll) {
  const died_on = await childDiedOn(tx, claim)
  return {
    death_known: died_on !== null && died_on <= call.today,
    policies: (await otherBranchOf(tx, call, claim, call.today)).map(({ id, name_zh, name_en }) => {
      return { policy_id: id, name_zh, name_en }
    }),
  }
}
