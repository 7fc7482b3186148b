import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { findPolicyAt } from '../../policies/index.ts'
import type { TakeOver } from '../contract/index.ts'
import { countCandidates, countTakenOver, listCandidates } from '../queries/index.ts'
import { claimableIn, getClaimable } from './form.ts'

const NONE = { waiting: 0, own: 0, to_file: 0, taken_over: 0 }

/** By policy: who could be listed, who waits, who is to be filed. A policy nobody claims under has no roll to take over. */
export async function showTakeOvers(tx: Tx, call: Call): Promise<TakeOver[]> {
  const counts = await countTakenOver(tx, call)
  const claimable = await claimableIn(tx, call, call.actor.division)
  const ids = new Set<Uuid>(claimable.filter((one) => one.claim_required).map((one) => one.policy_id))
  for (const id of counts.keys()) ids.add(id)
  const items: TakeOver[] = []
  for (const policy_id of ids) {
    const policy = await findPolicyAt(tx, policy_id, call.today)
    if (!policy) continue
    const { name_zh: policy_name_zh, name_en: policy_name_en } = policy
    const candidates = await countCandidates(tx, call, policy)
    const { policy_id: _, ...stand } = counts.get(policy_id) ?? { policy_id, ...NONE }
    items.push({ policy_id, policy_name_zh, policy_name_en, candidates, ...stand })
  }
  return items
}

/** @throws Refusal unprocessable `claims.policy_unknown` */
export async function showCandidates(
  tx: Tx,
  call: Call,
  { policy_id, division }: { policy_id: Uuid; division?: number | undefined },
  page: { size: number; cursor?: string | undefined },
) {
  return listCandidates(tx, call, { policy: await getClaimable(tx, call, policy_id), division }, page)
}
