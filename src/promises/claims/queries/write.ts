import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import type { Move, Origin, State } from '../rules/index.ts'
import type { ClaimRow } from './claims.ts'

export interface Moving {
  claim: Pick<ClaimRow, 'district' | 'id' | 'version' | 'seq' | 'state' | 'procedure_id'>
  to: State
  due_on: CivilDate | null
}

export interface MoveSpec {
  act: Move['act']
  reason?: string | null | undefined
  detail?: Record<string, unknown>
  /** Whether who does it had the claim in hand: she can then not be the one who confirms it. */
  hand: boolean
  /** Further columns of the claim, `, decision = …`. */
  also?: RawBuilder<unknown>
}

/**
 * Moves claims and writes the event of each in one statement: only rows still in the version that was read are moved.
 * @returns how many were moved; the caller compares.
 */
export async function moveClaims(tx: Tx, call: Call, moving: readonly Moving[], spec: MoveSpec): Promise<number> {
  const hands = spec.hand
    ? sql`, hands = case when ${call.actor.account_id}::uuid = any(c.hands) then c.hands else c.hands || ${call.actor.account_id}::uuid end`
    : sql``
  const { rows } = await sql<{ n: number }>`
    with asked as (
      select * from unnest(${moving.map((m) => m.claim.district)}::int[], ${moving.map((m) => m.claim.id)}::uuid[],
        ${moving.map((m) => m.claim.version)}::int[], ${moving.map((m) => m.claim.state)}::text[], ${moving.map((m) => m.to)}::text[],
        ${moving.map((m) => m.due_on)}::date[]) a(district, id, version, from_state, to_state, due_on)
    ), moved as (
      update claim c set state = a.to_state, seq = c.seq + 1, step_since = ${call.now}::timestamptz, step_due_on = a.due_on, version = c.version + 1
        ${hands} ${spec.also ?? sql``}
      from asked a where c.district = a.district and c.id = a.id and c.version = a.version and c.state = a.from_state
      returning c.district, c.id, c.seq, c.procedure_id, a.from_state, a.to_state
    ), told as (
      insert into claim_event (district, claim_id, seq, prev_seq, procedure_id, from_state, to_state, act, at, account_id, role, reason, detail)
      select m.district, m.id, m.seq, m.seq - 1, m.procedure_id, m.from_state, m.to_state, ${spec.act}, ${call.now}::timestamptz,
        ${call.actor.account_id}::uuid, ${call.actor.role}, ${spec.reason ?? null}, ${JSON.stringify(spec.detail ?? {})}::jsonb from moved m
      returning 1
    ) select count(*) as n from told`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Whoever posts claims has them in hand, as whoever moves them; nothing else of them changes. */
export async function takeInHand(
  tx: Tx,
  call: Call,
  claims: readonly Pick<ClaimRow, 'district' | 'id'>[],
): Promise<void> {
  await sql`update claim c set hands = c.hands || ${call.actor.account_id}::uuid
    from unnest(${claims.map((claim) => claim.district)}::int[], ${claims.map((claim) => claim.id)}::uuid[]) a(district, id)
    where c.district = a.district and c.id = a.id and not ${call.actor.account_id}::uuid = any(c.hands)`.execute(tx)
}

export interface NewClaim {
  district: number
  id: Uuid
  community: number
  family_id: Uuid
  person_id: Uuid
  policy_id: Uuid
  procedure_id: Uuid
  branch: string
  origin: Origin
  continues_id: Uuid | null
  state: 'draft' | 'county_confirmation' | 'filed'
  step_due_on: CivilDate | null
  draft_cipher: Buffer | null
  hands: readonly Uuid[]
  decided_by: Uuid | null
  in_force_from: CivilDate | null
}

/** A claim with its first event. */
export function insertClaim(tx: Tx, call: Call, claim: NewClaim): Promise<void> {
  return insertClaims(tx, call, [claim], claim.decided_by === null ? 'open' : 'continue')
}

/** Claims with their first events, in two statements however many. */
export async function insertClaims(
  tx: Tx,
  call: Call,
  claims: readonly NewClaim[],
  act: 'open' | 'continue' | 'take_over',
): Promise<void> {
  await insertRows(
    tx,
    'claim',
    claims.map((claim) => ({
      ...claim,
      hands: [...claim.hands],
      seq: 1,
      step_since: call.now,
      decision: claim.decided_by === null ? null : 'confirmed',
      decided_at: claim.decided_by === null ? null : call.now,
      created_by: call.actor.account_id,
      created_at: call.now,
    })),
  )
  await insertRows(
    tx,
    'claim_event',
    claims.map((claim) => ({
      district: claim.district,
      claim_id: claim.id,
      seq: 1,
      prev_seq: null,
      procedure_id: claim.procedure_id,
      from_state: 'new',
      to_state: claim.state,
      act,
      at: call.now,
      account_id: call.actor.account_id,
      role: call.actor.role,
    })),
  )
}
