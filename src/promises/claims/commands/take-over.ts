import { sql } from 'kysely'
import { addYears, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { noteClaimed } from '../../entitlements/index.ts'
import type { PolicyAt } from '../../policies/index.ts'
import {
  type Applicant,
  type ClaimRow,
  findApplicants,
  insertClaims,
  lockClaims,
  moveClaims,
  type MoveSpec,
  proceduresAround,
  type ProcedureRow,
} from '../queries/index.ts'
import { chooseProcedure, dueOn, type State, stepAt } from '../rules/index.ts'
import { getClaimable } from './form.ts'
import { news } from './move.ts'
import { placesAround } from './procedures.ts'

/**
 * Takes over a roll that was kept before: everybody on the list, confirmed and posted under the former procedure, waits for the county's
 * confirmation without declaring again. Whoever lists is a hand and confirms none of them.
 *
 * @returns how many wait now.
 * @throws Refusal not_found `claims.person_not_found` with an issue for each out of reach, unprocessable `claims.policy_unknown`,
 *   conflict `claims.already_open` where one of them has a claim already.
 */
export function takeOverRoll(
  db: Database,
  call: Call,
  input: { policy_id: Uuid; person_ids: readonly Uuid[] },
): Promise<{ claims: number }> {
  return command(db, call, { name: 'claims.take_over', input }, async (tx) => {
    const policy = await getClaimable(tx, call, input.policy_id)
    const ids = [...new Set(input.person_ids)]
    const found = await findApplicants(tx, call, ids)
    const there = new Set(found.filter((one) => one.family_active).map((one) => one.person_id))
    const issues = ids.flatMap((id, index) =>
      there.has(id) ? [] : [{ place: `person_ids.${index}`, code: 'claims.person_not_found' }],
    )
    if (issues.length > 0) refuse('not_found', 'claims.person_not_found', { issues: issues.slice(0, 100) })
    const claims = await rowsFor(tx, call, policy, found)
    try {
      await insertClaims(tx, call, claims, 'take_over')
    } catch (error) {
      if (constraintOf(error) === 'claim_once')
        refuse('conflict', 'claims.already_open', { next: 'claims.already_open_next' })
      throw error
    }
    const [first] = claims
    if (first) await news(tx, call, first)
    return { result: { claims: claims.length }, detail: { policy_id: policy.id, claims: claims.length } }
  })
}

async function rowsFor(tx: Tx, call: Call, policy: PolicyAt, applicants: readonly Applicant[]) {
  const placeOf = (one: Applicant) =>
    policy.place_asked === 'hukou' ? (one.hukou_division ?? one.community) : one.community
  const chains = await chainsFor(tx, call, policy, [...new Set(applicants.map(placeOf))])
  return applicants.map((applicant) => {
    const chain = chains.get(placeOf(applicant)) ?? refuse('unprocessable', 'claims.no_procedure')
    const step = stepAt(chain.steps, 'county_confirmation')
    const { district, community, family_id, person_id, branch } = applicant
    return {
      district,
      id: call.newId(),
      community,
      family_id,
      person_id,
      policy_id: policy.id,
      procedure_id: chain.id,
      branch,
      origin: 'taken_over' as const,
      continues_id: null,
      state: 'county_confirmation' as const,
      step_due_on: step === undefined ? null : dueOn(step, call.today),
      draft_cipher: null,
      hands: [call.actor.account_id],
      decided_by: null,
      in_force_from: null,
    }
  })
}

/** The chain of each place, all asked at once. */
async function chainsFor(
  tx: Tx,
  call: Call,
  policy: PolicyAt,
  places: readonly number[],
): Promise<Map<number, ProcedureRow>> {
  const around = [...new Set(places.flatMap((place) => placesAround(place)))]
  const approved = await proceduresAround(tx, around)
  const asked = { policy_id: policy.id, theme: policy.theme, on: call.today }
  return new Map(
    places.flatMap((place) => {
      const chosen = chooseProcedure(approved, { place, ...asked })
      return chosen ? [[place, chosen] as const] : []
    }),
  )
}

/**
 * Confirms everybody of a policy who was taken over and waits, by another account than listed them. Where the sender says how many she
 * saw, nobody who was listed since is confirmed with them.
 * @throws Refusal not_allowed `claims.own_hands`, bad_input `claims.start_range`, and of `refuseUnlessSeen`.
 */
export function confirmRoll(
  db: Database,
  call: Call,
  input: { policy_id: Uuid; in_force_from: CivilDate; claims?: number },
): Promise<{ claims: number }> {
  const { in_force_from: from } = input
  return command(db, call, { name: 'claims.confirm_roll', input }, async (tx) => {
    refuseStart(call, from)
    const claims = await waiting(tx, call, input.policy_id, 'county_confirmation')
    refuseUnlessSeen(claims, input.claims)
    if (claims.some((claim) => claim.hands.includes(call.actor.account_id)))
      refuse('not_allowed', 'claims.own_hands', { next: 'claims.other_account_next' })
    await moveAll(tx, call, claims, 'notice_of_decision', {
      act: 'decide',
      hand: false,
      detail: { decision: 'confirmed' },
      also: sql`, decision = 'confirmed', decided_by = ${call.actor.account_id}::uuid, decided_at = ${call.now}::timestamptz,
        in_force_from = ${from}::date`,
    })
    await noteClaimed(
      tx,
      claims.map(({ district, id, community, family_id, person_id, policy_id }) => {
        return { district, claim_id: id, community, family_id, person_id, policy_id, valid_from: from }
      }),
    )
    return { result: { claims: claims.length }, detail: { claims: claims.length, decision: 'confirmed' } }
  })
}

/** Files everybody of a policy who was taken over and confirmed, with a letter to each. */
export function fileRoll(
  db: Database,
  call: Call,
  input: { policy_id: Uuid; claims?: number },
): Promise<{ claims: number }> {
  return command(db, call, { name: 'claims.file_roll', input }, async (tx) => {
    const claims = await waiting(tx, call, input.policy_id, 'notice_of_decision')
    refuseUnlessSeen(claims, input.claims)
    const detail = { delivered_on: call.today, delivered_by: 'letter', received_by: '' }
    await moveAll(tx, call, claims, 'filed', { act: 'file', hand: false, detail })
    return { result: { claims: claims.length }, detail: { claims: claims.length } }
  })
}

/** Not before anybody was promised anything under the scheme that long ago, not more than a year ahead. */
export function refuseStart(call: Call, from: CivilDate): void {
  if (from < addYears(call.today, -5) || from > addYears(call.today, 1))
    refuse('bad_input', 'claims.start_range', {
      place: 'in_force_from',
      params: { from: addYears(call.today, -5), to: addYears(call.today, 1) },
    })
}

/** @throws Refusal not_found `claims.none_taken_over`, conflict `claims.list_changed` where others wait than the sender saw. */
function refuseUnlessSeen(claims: readonly ClaimRow[], seen: number | undefined): void {
  if (seen === undefined || seen === claims.length) return
  if (claims.length === 0) refuse('not_found', 'claims.none_taken_over')
  refuse('conflict', 'claims.list_changed', { params: { count: claims.length }, next: 'claims.look_again' })
}

function waiting(tx: Tx, call: Call, policy_id: Uuid, state: State): Promise<ClaimRow[]> {
  return lockClaims(tx, call, sql`c.policy_id = ${policy_id}::uuid and c.origin = 'taken_over' and c.state = ${state}`)
}

async function moveAll(tx: Tx, call: Call, claims: readonly ClaimRow[], to: State, spec: MoveSpec): Promise<void> {
  const moved = await moveClaims(
    tx,
    call,
    claims.map((claim) => ({ claim, to, due_on: null })),
    spec,
  )
  if (moved !== claims.length) refuse('conflict', 'claims.changed_meanwhile', { next: 'claims.look_again' })
  const [first] = claims
  if (first) await news(tx, call, first)
}
