import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { Reachable, State } from '../rules/index.ts'
import { payingRoom } from './by-round.ts'

export type Locked = Reachable & {
  state: State
  void_by: 'run' | 'hand' | 'exit' | null
  /** The room that alone pays it and says so; null where it is handed over by people. */
  paying_room: string | null
  /** In a payment round that has not ended: neither a person nor a run touches it. */
  paying: boolean
  policy_code: string
  period: Period
  /** The day on which a run last found it so. */
  found_on: CivilDate
  /** Since when the version of the policy is in force by which it is owed. */
  in_force_from: CivilDate
  /** Since when the person belongs to the family; null for what a family is owed. */
  member_from: CivilDate | null
  community: number
}

/** The living parents of the family on the day: whom an act for the family reached. */
const parentsOn = (on: CivilDate): RawBuilder<Uuid[]> => sql<Uuid[]>`case when e.person_id is null then
  coalesce((select array_agg(p.id order by p.birth_date, p.id)::text[] from person p where p.district = e.district and p.family_id = e.family_id
    and p.relation = 'parent' and (p.died_on is null or p.died_on >= ${on}::date) and p.member_from <= ${on}::date
    and (p.member_to is null or p.member_to > ${on}::date)), '{}') else '{}' end`

/** Reads and locks entitlements of the caller's district and scope, always in the same order, until the transaction ends. */
export async function lockEntitlements(
  tx: Tx,
  call: Call,
  which: RawBuilder<boolean>,
  on: CivilDate,
): Promise<Locked[]> {
  const { rows } = await sql<Locked>`
    select e.district, e.id, e.community, e.family_id, e.person_id, e.policy_id, p.code as policy_code, p.care_kind, k.units as kind_units,
      ${payingRoom} as paying_room,
      e.unit, e.amount_fen::bigint as amount_fen, e.quantity, e.version, e.state, e.void_by,
      e.paying_round_id is not null as paying, ${parentsOn(on)} as parents, e.period, coalesce(e.found_again_on, e.due_from) as found_on,
      v.valid_from as in_force_from, n.member_from
    from entitlement e join policy p on p.id = e.policy_id join care_kind k on k.code = p.care_kind
    join policy_version v on v.policy_id = e.policy_id and v.version = e.policy_version
    left join person n on n.district = e.district and n.id = e.person_id and n.family_id = e.family_id
    where e.district = ${call.actor.district}::int and ${within(call.actor.scope, 'e.community')} and ${which}
    order by e.community, e.id for update of e`.execute(tx)
  return rows
}

export const byIds = (ids: readonly Uuid[]): RawBuilder<boolean> => sql<boolean>`e.id = any(${ids}::uuid[])`
export const byRecord = (id: Uuid): RawBuilder<boolean> => sql<boolean>`e.record_id = ${id}::uuid`

interface Ref {
  district: number
  id: Uuid
  version: number
}

/** What a move writes beside the state; everything that belongs to another state is emptied. */
export interface Move {
  to: State
  reached?: { on: CivilDate; record_ids: readonly Uuid[] }
  held?: { reason: string; review_on: CivilDate }
  /** By a person's hand unless an exit from the roll says so. */
  void?: { reason: string; by?: 'exit' }
}

/**
 * The conditional update: only rows still in the version that was read are moved.
 * @returns how many were moved; the caller compares.
 */
export async function moveEntitlements(tx: Tx, rows: readonly Ref[], move: Move): Promise<number> {
  const { numAffectedRows } = await sql`
    update entitlement e set state = ${move.to}, version = e.version + 1,
      reached_on = ${move.reached?.on ?? null}::date, record_id = a.record_id,
      held_reason = ${move.held?.reason ?? null}, review_on = ${move.held?.review_on ?? null}::date,
      void_reason = ${move.void?.reason ?? null}, void_by = ${move.void ? (move.void.by ?? 'hand') : null}
    from unnest(${rows.map((row) => row.district)}::int[], ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.version)}::int[],
      ${move.reached ? [...move.reached.record_ids] : rows.map(() => null)}::uuid[]) a(district, id, version, record_id)
    where e.district = a.district and e.id = a.id and e.version = a.version`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
