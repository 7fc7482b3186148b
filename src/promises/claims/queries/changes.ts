import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { access } from '../access.ts'
import type { ChangeKind } from '../rules/index.ts'
import type { ClaimRow } from './claims.ts'
import type { Page } from './pieces.ts'

export interface NewChange {
  group_id: Uuid
  kind: ChangeKind
  cause: string
  happens_on: CivilDate
  to_policy_id: Uuid | null
  to_division: number | null
  note: string | null
}

/** One row a claim under one group. @returns the rows' ids in the order of the claims. */
export async function insertChanges(
  tx: Tx,
  call: Call,
  claims: readonly ClaimRow[],
  change: NewChange,
): Promise<Uuid[]> {
  const rows = claims.map(({ district, community, family_id, id }, index) => ({
    district,
    id: index === 0 ? change.group_id : call.newId(),
    community,
    family_id,
    claim_id: id,
    ...change,
    state: 'proposed',
    proposed_by: call.actor.account_id,
    proposed_at: call.now,
    version: 1,
  }))
  await insertRows(tx, 'roll_change', rows)
  return rows.map((row) => row.id)
}

export interface ChangeRow {
  district: number
  id: Uuid
  group_id: Uuid
  community: number
  family_id: Uuid
  claim_id: Uuid
  kind: ChangeKind
  cause: string
  happens_on: CivilDate
  to_policy_id: Uuid | null
  to_division: number | null
  state: 'proposed' | 'confirmed' | 'rejected'
  proposed_by: Uuid
}

/** Locks the rows of one act. Out of reach there are none. */
export async function lockChanges(tx: Tx, call: Call, group_id: Uuid): Promise<ChangeRow[]> {
  const { rows } =
    await sql<ChangeRow>`select r.district, r.id, r.group_id, r.community, r.family_id, r.claim_id, r.kind, r.cause, r.happens_on,
      r.to_policy_id, r.to_division, r.state, r.proposed_by from roll_change r
    where ${withinDistricts(call.actor.scope, 'r.district')} and r.group_id = ${group_id}::uuid and ${within(call.actor.scope, 'r.community')}
    order by r.id for update`.execute(tx)
  return rows
}

export async function settleChanges(
  tx: Tx,
  call: Call,
  rows: readonly ChangeRow[],
  decided: { state: 'confirmed' | 'rejected'; note: string | null; next: ReadonlyMap<Uuid, Uuid> },
): Promise<void> {
  await sql`update roll_change r set state = ${decided.state}, decided_by = ${call.actor.account_id}::uuid, decided_at = ${call.now}::timestamptz,
      decision_note = ${decided.note}, next_claim_id = a.next, version = r.version + 1
    from unnest(${rows.map((row) => row.district)}::int[], ${rows.map((row) => row.id)}::uuid[],
      ${rows.map((row) => decided.next.get(row.claim_id) ?? null)}::uuid[]) a(district, id, next)
    where r.district = a.district and r.id = a.id and r.state = 'proposed'`.execute(tx)
}

export interface ChangeShown {
  group_id: Uuid
  community: number
  community_name: string | null
  family_id: Uuid
  claim_ids: Uuid[]
  names: string[]
  policy_name_zh: string
  policy_name_en: string
  kind: ChangeKind
  cause: string
  happens_on: CivilDate
  to_policy_name_zh: string | null
  to_policy_name_en: string | null
  to_division_name: string | null
  note: string | null
  proposed_by: string | null
  proposed_at: Instant
  own: boolean
}

/** Acts that wait for confirmation, the oldest first; one line an act, however many claims it covers. */
export async function listChanges(
  tx: Tx,
  call: Call,
  { size, cursor }: Page,
): Promise<{ items: ChangeShown[]; next_cursor: string | null }> {
  const after = decodeCursor(cursor, ['instant', 'uuid'])
  const { rows } = await sql<ChangeShown>`
    select x.*, (select d.name from division d where d.code = x.community) as community_name,
      y.name_zh as policy_name_zh, y.name_en as policy_name_en, t.name_zh as to_policy_name_zh, t.name_en as to_policy_name_en,
      (select d.name from division d where d.code = x.to_division) as to_division_name,
      (select a.display_name from account a where a.id = x.by) as proposed_by, x.by = ${call.actor.account_id}::uuid as own
    from (select r.group_id, min(r.community) as community, (array_agg(r.family_id))[1] as family_id, array_agg(r.claim_id order by r.id)::text[] as claim_ids,
        array_agg(p.name order by r.id) as names, (array_agg(c.policy_id))[1] as policy_id, min(r.kind) as kind, min(r.cause) as cause,
        min(r.happens_on) as happens_on, (array_agg(r.to_policy_id))[1] as to_policy_id, min(r.to_division) as to_division, min(r.note) as note,
        (array_agg(r.proposed_by))[1] as by, min(r.proposed_at) as proposed_at
      from roll_change r join claim c on c.district = r.district and c.id = r.claim_id join person p on p.district = c.district and p.id = c.person_id
      where r.state = 'proposed' and ${within(call.actor.scope, 'r.community')} group by r.district, r.group_id) x
    join policy y on y.id = x.policy_id left join policy t on t.id = x.to_policy_id
    where ${after ? sql`(x.proposed_at, x.group_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by x.proposed_at, x.group_id limit ${size + 1}`.execute(tx)
  const items = rows
    .slice(0, size)
    .map((row) => ({ ...row, names: row.names.map((name) => nameFor(call.actor.role, name)) }))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last ? encodeCursor([last.proposed_at, last.group_id]) : null }
}

/** How many acts of `listChanges` wait for the caller's decision: none she asked for herself, none for a role that decides on none. */
export async function countChangesToDecide(tx: Tx, call: Call): Promise<number> {
  const { role, scope, account_id } = call.actor
  if (!isGiven(access['claims.confirm_change'], role)) return 0
  const { rows } = await sql<{ n: number }>`select count(distinct (r.district, r.group_id)) as n from roll_change r
    where r.state = 'proposed' and ${within(scope, 'r.community')} and r.proposed_by <> ${account_id}::uuid`.execute(tx)
  return rows[0]?.n ?? 0
}

export interface ChangeOfClaim {
  change_id: Uuid
  group_id: Uuid
  kind: ChangeKind
  cause: string
  happens_on: CivilDate
  state: ChangeRow['state']
  decided_at: Instant | null
  decided_by: string | null
  reason: string | null
}

/** What was asked of one claim, the latest first, with what became of it. */
export async function changesOfClaim(tx: Tx, claim: { district: number; id: Uuid }) {
  const { rows } =
    await sql<ChangeOfClaim>`select r.id as change_id, r.group_id, r.kind, r.cause, r.happens_on, r.state, r.decided_at,
      (select a.display_name from account a where a.id = r.decided_by) as decided_by,
      case when r.state = 'rejected' then r.decision_note end as reason from roll_change r
    where r.district = ${claim.district}::int and r.claim_id = ${claim.id}::uuid order by r.proposed_at desc, r.id`.execute(
      tx,
    )
  return rows
}

/** The day on which the only child of her family died, as far as the register knows; null while the child lives, or nobody noted a day. */
export async function childDiedOn(tx: Tx, claim: { district: number; person_id: Uuid }): Promise<CivilDate | null> {
  const { rows } = await sql<{ child_died_on: CivilDate | null }>`select child_died_on from person_fact
    where district = ${claim.district}::int and person_id = ${claim.person_id}::uuid`.execute(tx)
  return rows[0]?.child_died_on ?? null
}

/** What identifies a person to the receiving district. */
export async function hmacOf(tx: Tx, claim: { district: number; person_id: Uuid }): Promise<Buffer | null> {
  const { rows } = await sql<{
    id_hmac: Buffer | null
  }>`select id_hmac from person where district = ${claim.district}::int and id = ${claim.person_id}::uuid`.execute(tx)
  return rows[0]?.id_hmac ?? null
}
