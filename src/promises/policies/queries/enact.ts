import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { GroupInput, PromiseInput, RateInput, VersionInput } from '../rules/draft.ts'

/** The draft that is being approved: what every row written by it names. */
export interface By {
  draft_id: Uuid
  written_by: Uuid
}

/** The new policy; it stands behind those there are, in the order of lists and of ties. */
export async function insertPolicy(
  tx: Tx,
  { id, code, division, ...promise }: PromiseInput & { id: Uuid; code: string; division: number },
  draft_id: Uuid,
): Promise<void> {
  await sql`insert into policy (id, code, division, level, theme, name_zh, name_en, beneficiary, asked, place_asked, care_kind, replaces_id,
      root_id, state, position, draft_id)
    select ${id}::uuid, ${code}, ${division}::bigint, ${promise.level}, ${promise.theme}, ${promise.name_zh}, ${promise.name_en},
      ${promise.beneficiary}, ${promise.asked}, ${promise.place_asked}, ${promise.care_kind}, ${promise.replaces_id}::uuid,
      coalesce((select r.root_id from policy r where r.id = ${promise.replaces_id}::uuid), ${id}::uuid), 'active',
      coalesce(max(position), 0) + 10, ${draft_id}::uuid from policy`.execute(tx)
}

/** Ends what is in force on the day, once and by this draft. Returns how many versions were ended. */
export async function endVersions(tx: Tx, policy_id: Uuid, on: CivilDate, draft_id: Uuid): Promise<number> {
  const result = await sql`update policy_version set valid_to = ${on}::date, closed_by = ${draft_id}::uuid
    where policy_id = ${policy_id}::uuid and valid_from < ${on}::date and (valid_to is null or valid_to > ${on}::date)`.execute(
    tx,
  )
  return Number(result.numAffectedRows ?? 0)
}

export async function endRates(tx: Tx, policy_id: Uuid, on: CivilDate, draft_id: Uuid): Promise<void> {
  await sql`update policy_rate set valid_to = ${on}::date, closed_by = ${draft_id}::uuid
    where policy_id = ${policy_id}::uuid and valid_from < ${on}::date and (valid_to is null or valid_to > ${on}::date)`.execute(
    tx,
  )
}

export async function insertVersion(
  tx: Tx,
  call: Call,
  policy_id: Uuid,
  version: VersionInput,
  by: By,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into policy_version (policy_id, version, valid_from, valid_to, planned_to, rule, grant_kind, grant_quantity, grant_unit, cadence,
      document_number, document_title, document_id, document_edition, confidence, source, claim_required, origin, draft_id, written_by,
      approved_by, approved_at)
    select ${policy_id}::uuid, coalesce(max(version), 0) + 1, ${version.valid_from}::date, ${version.valid_to}::date, ${version.valid_to}::date,
      ${JSON.stringify(version.rule)}::jsonb, ${version.grant_kind}, ${version.grant_quantity}::int, ${version.grant_unit}, ${version.cadence},
      ${version.document_number}::text, ${version.document_title}, ${version.document_id}::uuid, ${version.document_edition}::int,
      ${version.confidence}, ${version.source}, ${version.claim_required}, 'approved', ${by.draft_id}::uuid, ${by.written_by}::uuid,
      ${call.actor.account_id}::uuid, ${call.now}::timestamptz
    from policy_version where policy_id = ${policy_id}::uuid returning version`.execute(tx)
  return rows[0]?.version ?? 0
}

export async function insertRates(
  tx: Tx,
  call: Call,
  policy_id: Uuid,
  rates: readonly RateInput[],
  { draft_id, confidence, source }: { draft_id: Uuid; confidence: string; source: string },
): Promise<void> {
  const rows = rates.map((rate) => ({ ...rate, id: call.newId() }))
  await sql`insert into policy_rate (id, policy_id, division, branch, hukou_kind, valid_from, valid_to, planned_to, amount_fen, per,
      document_number, confidence, source, draft_id)
    select r.id, ${policy_id}::uuid, r.division, r.branch, r.hukou_kind, r.valid_from, r.valid_to, r.valid_to, r.amount_fen, r.per,
      r.document_number, ${confidence}, ${source}, ${draft_id}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, division bigint, branch text, hukou_kind text, valid_from date,
      valid_to date, amount_fen bigint, per text, document_number text)`.execute(tx)
}

export async function markRetired(tx: Tx, policy_id: Uuid): Promise<void> {
  await sql`update policy set state = 'retired' where id = ${policy_id}::uuid and state = 'active'`.execute(tx)
}

/** Ends a group on the day; false when it has ended or does not belong to the division. */
export async function endGroup(
  tx: Tx,
  group: { id: Uuid; division: number },
  on: CivilDate,
  draft_id: Uuid,
): Promise<boolean> {
  const result = await sql`update exclusion_group set valid_to = ${on}::date, closed_by = ${draft_id}::uuid
    where id = ${group.id}::uuid and division = ${group.division}::bigint and closed_by is null and valid_from < ${on}::date
      and (valid_to is null or valid_to > ${on}::date)`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function insertGroup(
  tx: Tx,
  call: Call,
  { id, division, ...group }: GroupInput & { id: Uuid; division: number },
  by: By,
): Promise<void> {
  await sql`insert into exclusion_group (id, division, name_zh, name_en, valid_from, valid_to, planned_to, document_number, document_title,
      source, draft_id, written_by, approved_by, approved_at)
    values (${id}::uuid, ${division}::bigint, ${group.name_zh}, ${group.name_en}, ${group.valid_from}::date, ${group.valid_to}::date,
      ${group.valid_to}::date, ${group.document_number}::text, ${group.document_title}, ${group.source}, ${by.draft_id}::uuid,
      ${by.written_by}::uuid, ${call.actor.account_id}::uuid, ${call.now}::timestamptz)`.execute(tx)
  await sql`insert into exclusion_member (group_id, policy_id) select ${id}::uuid, unnest(${group.policy_ids}::uuid[])`.execute(
    tx,
  )
}
