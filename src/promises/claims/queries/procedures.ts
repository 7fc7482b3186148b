import { sql } from 'kysely'
import type { Instant } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { access } from '../access.ts'
import type { Procedure, ProcedureState, Step } from '../rules/index.ts'

export type ProcedureRow = Procedure & {
  division_name: string | null
  policy_name_zh: string | null
  policy_name_en: string | null
  theme: 'allowance' | 'festival' | 'living' | 'health' | 'insurance' | 'travel' | 'safety' | null
  name_zh: string
  name_en: string
  confidence: 'sourced' | 'to_confirm'
  source: string
  shipped: boolean
  state: ProcedureState
  proposed_id: Uuid | null
  proposed_by: string | null
  proposed_at: Instant
  decided_by: string | null
  decided_at: Instant | null
  reason: string | null
  steps: Step[]
}

const COLUMNS = sql`r.id, r.division, (select d.name from division d where d.code = r.division) as division_name, r.policy_id,
  (select p.name_zh from policy p where p.id = r.policy_id) as policy_name_zh,
  (select p.name_en from policy p where p.id = r.policy_id) as policy_name_en, r.theme, r.name_zh, r.name_en, r.valid_from, r.valid_to,
  r.confidence, r.source, r.shipped, r.state, r.created_by as proposed_id,
  (select a.display_name from account a where a.id = r.created_by) as proposed_by, r.created_at as proposed_at,
  (select a.display_name from account a where a.id = r.decided_by) as decided_by, r.decided_at, r.reason,
  (select jsonb_agg(jsonb_build_object('kind', s.kind, 'role', s.role, 'deadline_days', s.deadline_days, 'deadline_on', s.deadline_on,
    'notice_days', s.notice_days, 'confidence', s.confidence) order by s.position) from claim_step s where s.procedure_id = r.id) as steps`

/** The chains in force or to come whose place is one of these, which stand in the order they are to be found in. */
export async function proceduresAround(tx: Tx, ancestors: readonly number[]): Promise<ProcedureRow[]> {
  const { rows } = await sql<ProcedureRow>`select ${COLUMNS} from claim_procedure r
    where r.state = 'approved' and r.division = any(${ancestors}::bigint[])
    order by array_position(${ancestors}::bigint[], r.division), r.valid_from desc, r.id`.execute(tx)
  return rows
}

/**
 * Proposals of the caller's reach for a place, what is around it and what lies in it, the latest first. Of those sent back, unless they are
 * asked for, only what nobody has proposed anew since.
 */
export async function proposalsFor(
  tx: Tx,
  call: Call,
  asked: { division: number; around: readonly number[]; state: Exclude<ProcedureState, 'approved'> | undefined },
): Promise<ProcedureRow[]> {
  const { division, around, state } = asked
  const shown =
    state === undefined
      ? sql`(r.state = 'proposed' or r.state = 'returned' and not exists (select from claim_procedure n where n.division = r.division
          and n.policy_id is not distinct from r.policy_id and n.theme is not distinct from r.theme and n.id <> r.id
          and n.created_at >= r.decided_at))`
      : sql`r.state = ${state}`
  const { rows } = await sql<ProcedureRow>`select ${COLUMNS} from claim_procedure r
    where ${shown} and ${within(call.actor.scope, 'r.division')}
      and (r.division = any(${around}::bigint[]) or ${within(interval(division), 'r.division')})
    order by array_position(array['proposed', 'returned', 'withdrawn'], r.state), r.created_at desc, r.id`.execute(tx)
  return rows
}

/** How many proposals within reach wait for the caller's decision: none of her own, none for a role that decides on none. */
export async function countProceduresToDecide(tx: Tx, call: Call): Promise<number> {
  const { role, scope, account_id } = call.actor
  if (!isGiven(access['claims.approve_procedure'], role)) return 0
  const { rows } = await sql<{ n: number }>`select count(*) as n from claim_procedure r
    where r.state = 'proposed' and ${within(scope, 'r.division')} and r.created_by <> ${account_id}::uuid`.execute(tx)
  return rows[0]?.n ?? 0
}

/** A chain, whoever's it is; with `lock` nobody else decides on it until the transaction ends. */
export async function findProcedure(
  tx: Tx,
  id: Uuid,
  { lock = false }: { lock?: boolean } = {},
): Promise<ProcedureRow | undefined> {
  const { rows } = await sql<ProcedureRow>`select ${COLUMNS} from claim_procedure r where r.id = ${id}::uuid
    ${lock ? sql`for update of r` : sql``}`.execute(tx)
  return rows[0]
}

/** Approves or sends back where it still waits; false where somebody was faster. */
export async function decideProcedure(
  tx: Tx,
  call: Call,
  id: Uuid,
  { state, reason }: { state: 'approved' | 'returned'; reason: string | null },
): Promise<boolean> {
  const result = await sql`update claim_procedure set state = ${state}, reason = ${reason}::text,
      decided_by = ${call.actor.account_id}::uuid, decided_at = ${call.now}::timestamptz
    where id = ${id}::uuid and state = 'proposed'`.execute(tx)
  return result.numAffectedRows === 1n
}

/** Takes back what waits or was sent back; false where it no longer stands so. */
export async function takeBackProcedure(tx: Tx, call: Call, id: Uuid): Promise<boolean> {
  const result = await sql`update claim_procedure set state = 'withdrawn', withdrawn_at = ${call.now}::timestamptz
    where id = ${id}::uuid and state in ('proposed', 'returned') and created_by = ${call.actor.account_id}::uuid`.execute(
    tx,
  )
  return result.numAffectedRows === 1n
}

/** Ends the chain of the same place and aim that runs on the day on which this one begins. */
export async function endProcedureBefore(tx: Tx, next: ProcedureRow): Promise<void> {
  await sql`update claim_procedure set valid_to = ${next.valid_from}::date where division = ${next.division}::bigint and id <> ${next.id}::uuid
    and policy_id is not distinct from ${next.policy_id}::uuid and theme is not distinct from ${next.theme}::text
    and state = 'approved' and valid_from < ${next.valid_from}::date and (valid_to is null or valid_to > ${next.valid_from}::date)`.execute(
    tx,
  )
}

/** The steps of several chains. */
export async function stepsOf(tx: Tx, ids: readonly Uuid[]): Promise<Map<Uuid, Step[]>> {
  const { rows } =
    await sql<ProcedureRow>`select ${COLUMNS} from claim_procedure r where r.id = any(${[...new Set(ids)]}::uuid[])`.execute(
      tx,
    )
  return new Map(rows.map((row) => [row.id, row.steps]))
}
