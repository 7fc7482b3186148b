import { civilDateOf } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import type { Stood } from '../contract/index.ts'
import { type ClaimRow, findClaim, moveClaims, type MoveSpec, stepsOf } from '../queries/index.ts'
import { doesStep, dueOn, type State, type Step, stepAt } from '../rules/index.ts'

export interface Held {
  claim: ClaimRow
  steps: readonly Step[]
}

/**
 * One claim, locked, in the version the sender saw.
 * @throws Refusal not_found `claims.not_found` (unknown or out of reach, alike), conflict `claims.changed_meanwhile`
 */
export async function holdClaim(tx: Tx, call: Call, id: Uuid, version?: number): Promise<Held> {
  const claim = (await findClaim(tx, call, id)) ?? refuse('not_found', 'claims.not_found')
  const steps = (await stepsOf(tx, [claim.procedure_id])).get(claim.procedure_id) ?? []
  if (version !== undefined && claim.version !== version)
    refuse('conflict', 'claims.changed_meanwhile', { params: { version: claim.version }, next: 'claims.look_again' })
  return { claim, steps }
}

/** @throws Refusal conflict `claims.not_here` where the claim stands at another step, not_allowed `claims.not_your_step`. */
export function refuseUnlessStep(call: Call, { claim, steps }: Held, states: readonly State[]): void {
  if (!states.includes(claim.state))
    refuse('conflict', 'claims.not_here', { params: { state: claim.state }, next: 'claims.look_again' })
  if (!doesStep(stepAt(steps, claim.state), call.actor.role)) refuse('not_allowed', 'claims.not_your_step')
}

/** Moves one claim on and tells those who watch. */
export async function moveOn(tx: Tx, call: Call, held: Held, to: State, spec: MoveSpec): Promise<Stood> {
  const { claim, steps } = held
  const step = stepAt(steps, to)
  const due_on = step === undefined ? null : dueOn(step, civilDateOf(call.now))
  const moved = await moveClaims(tx, call, [{ claim, to, due_on }], spec)
  if (moved !== 1) refuse('conflict', 'claims.changed_meanwhile', { next: 'claims.look_again' })
  await news(tx, call, claim)
  return { claim_id: claim.id, state: to, version: claim.version + 1 }
}

export async function news(tx: Tx, call: Call, claim: Pick<ClaimRow, 'district' | 'community' | 'id'>): Promise<void> {
  await tell(tx, call, claim.district, {
    topic: 'claims',
    dedupe_key: `claim ${claim.id} ${call.newId()}`,
    payload: { community: claim.community, claim_id: claim.id },
  })
}

export const subjectOf = (id: Uuid) => ({ kind: 'claim', id })
