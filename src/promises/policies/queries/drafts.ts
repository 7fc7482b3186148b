import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { DraftAct, DraftInput, DraftKind, DraftState } from '../rules/draft.ts'

export interface DraftRow {
  id: Uuid
  kind: DraftKind
  division: number
  policy_id: Uuid | null
  base_version: number | null
  content: DraftInput
  state: DraftState
  written_by: Uuid
  written_by_name: string | null
  updated_at: Instant
  decided_by_name: string | null
  decision_reason: string | null
  version: number
  /** The name of the policy it is about, for drafts that do not carry it themselves. */
  policy_name_zh: string | null
  policy_name_en: string | null
}

const COLUMNS = sql`d.id, d.kind, d.division, d.policy_id, d.base_version, d.content, d.state, d.written_by, w.display_name as written_by_name,
  d.updated_at, x.display_name as decided_by_name, d.decision_reason, d.version, p.name_zh as policy_name_zh, p.name_en as policy_name_en`
const TABLES = sql`policy_draft d left join account w on w.id = d.written_by left join account x on x.id = d.decided_by
  left join policy p on p.id = d.policy_id`

/** A draft within the caller's jurisdiction; with `lock` nobody else decides on it until the transaction ends. */
export async function findDraft(
  tx: Tx,
  call: Call,
  id: Uuid,
  { lock = false }: { lock?: boolean } = {},
): Promise<DraftRow | undefined> {
  const { rows } = await sql<DraftRow>`select ${COLUMNS} from ${TABLES}
    where d.id = ${id}::uuid and ${within(call.actor.scope, 'd.division')} ${lock ? sql`for update of d` : sql``}`.execute(
    tx,
  )
  return rows[0]
}

export async function listDraftRows(
  tx: Tx,
  call: Call,
  { state, limit, cursor }: { state?: DraftState | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: DraftRow[]; next: string | null }> {
  const after = decodeCursor(cursor, ['instant', 'uuid'])
  const { rows } = await sql<DraftRow>`select ${COLUMNS} from ${TABLES}
    where ${within(call.actor.scope, 'd.division')} and ${state === undefined ? sql`true` : sql`d.state = ${state}`}
      and ${after ? sql`(d.updated_at, d.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by d.updated_at desc, d.id desc limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? encodeCursor([last.updated_at, last.id]) : null }
}

/** Drafts handed in for the places given that the caller did not write, the latest first. */
export async function listDraftRowsOfOthers(tx: Tx, call: Call, places: Interval, limit: number): Promise<DraftRow[]> {
  const { rows } = await sql<DraftRow>`select ${COLUMNS} from ${TABLES}
    where ${within(call.actor.scope, 'd.division')} and ${within(places, 'd.division')} and d.state = 'submitted'
      and d.written_by <> ${call.actor.account_id}::uuid
    order by d.updated_at desc, d.id desc limit ${limit}`.execute(tx)
  return rows
}

export async function insertDraft(
  tx: Tx,
  call: Call,
  row: Pick<DraftRow, 'id' | 'kind' | 'division' | 'policy_id' | 'base_version' | 'content'>,
): Promise<void> {
  const { account_id, post_id } = call.actor
  await sql`insert into policy_draft (id, kind, division, policy_id, base_version, content, written_by, written_post, created_at, updated_at)
    values (${row.id}::uuid, ${row.kind}, ${row.division}::bigint, ${row.policy_id}::uuid, ${row.base_version}::int,
      ${JSON.stringify(row.content)}::jsonb, ${account_id}::uuid, ${post_id}::uuid, ${call.now}::timestamptz, ${call.now}::timestamptz)`.execute(
    tx,
  )
}

export interface DraftMove {
  state: DraftState
  content?: DraftInput | undefined
  base_version?: number | null | undefined
  submitted?: boolean
  decided?: { reason: string | null } | undefined
}

/** Moves the draft on where it still is at `version`; false when somebody was faster. */
export async function moveDraft(tx: Tx, call: Call, draft: DraftRow, move: DraftMove): Promise<boolean> {
  const { decided } = move
  const result =
    await sql`update policy_draft set state = ${move.state}, updated_at = ${call.now}::timestamptz, version = version + 1,
      content = coalesce(${move.content === undefined ? null : JSON.stringify(move.content)}::jsonb, content),
      base_version = coalesce(${move.base_version ?? null}::int, base_version),
      submitted_at = case when ${move.submitted ?? false} then ${call.now}::timestamptz else submitted_at end,
      decided_by = case when ${decided !== undefined} then ${call.actor.account_id}::uuid else decided_by end,
      decided_at = case when ${decided !== undefined} then ${call.now}::timestamptz else decided_at end,
      decision_reason = case when ${decided !== undefined} then ${decided?.reason ?? null}::text else decision_reason end
    where id = ${draft.id}::uuid and version = ${draft.version}::int and state = ${draft.state}`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function insertStep(
  tx: Tx,
  call: Call,
  step: { draft_id: Uuid; act: DraftAct; reason: string | null; content: DraftInput },
): Promise<void> {
  await sql`insert into policy_draft_step (draft_id, position, act, reason, content, by_account, at)
    select ${step.draft_id}::uuid, count(*) + 1, ${step.act}, ${step.reason}::text, ${JSON.stringify(step.content)}::jsonb,
      ${call.actor.account_id}::uuid, ${call.now}::timestamptz
    from policy_draft_step where draft_id = ${step.draft_id}::uuid`.execute(tx)
}

export interface DraftStep {
  act: DraftAct
  by_name: string | null
  at: Instant
  reason: string | null
}

export async function stepsOf(tx: Tx, draft_id: Uuid): Promise<DraftStep[]> {
  const { rows } = await sql<DraftStep>`
    select s.act, a.display_name as by_name, s.at, s.reason from policy_draft_step s left join account a on a.id = s.by_account
    where s.draft_id = ${draft_id}::uuid order by s.position`.execute(tx)
  return rows
}

/** Whether the kind of act is one the care records know. */
export async function isCareKind(tx: Tx, code: string): Promise<boolean> {
  const row = await tx.selectFrom('care_kind').select('code').where('code', '=', code).executeTakeFirst()
  return row !== undefined
}

/** The first day that has a version of the policy from `from` on, other than one begun before; for saying what is in the way. */
export async function versionFrom(
  tx: Tx,
  policy_id: Uuid,
  from: CivilDate,
): Promise<{ version: number; valid_from: CivilDate } | undefined> {
  const { rows } = await sql<{ version: number; valid_from: CivilDate }>`
    select version, valid_from from policy_version where policy_id = ${policy_id}::uuid and valid_from >= ${from}::date
    order by valid_from limit 1`.execute(tx)
  return rows[0]
}
