import { type RawBuilder, sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { VersionFields } from '../rules/lawbook.ts'
import { type ExclusionGroup, type Overlay, replacedIn } from '../rules/overlay.ts'
import type { PolicyAt } from '../rules/policy.ts'
import type { Rate } from '../rules/rates.ts'

type Row = Omit<PolicyAt, 'replaced_in'>

/**
 * The policies of one answer, each with the version in force on the date and the places where another one stands in its place.
 * The date decides, not the state: a policy retired later was in force before.
 */
async function select(tx: Tx, on: CivilDate, condition: RawBuilder<boolean>): Promise<PolicyAt[]> {
  const { rows } = await sql<Row>`
    select p.id, p.code, p.division, p.level, p.theme, p.name_zh, p.name_en, p.beneficiary, p.asked, p.place_asked, p.care_kind,
      p.replaces_id, p.position, v.version, v.valid_from, v.valid_to, v.rule, v.grant_kind, v.grant_quantity, v.grant_unit, v.cadence,
      v.document_number, v.document_title, v.confidence, v.source, v.claim_required, v.document_id, v.document_edition
    from policy p join policy_version v on v.policy_id = p.id
    where ${inForce('v', on)} and ${condition}
    order by p.position, p.code`.execute(tx)
  if (rows.length === 0) return []
  const overlays = await overlaysOf(
    tx,
    rows.map((row) => row.id),
    on,
  )
  return rows.map((row) => ({ ...row, replaced_in: replacedIn(row, overlays) }))
}

/** The policies with all that replace them or that they replace, and what replaces those: the families of overlays they belong to. */
export function overlaysOf(tx: Tx, ids: readonly Uuid[], on: CivilDate): Promise<Map<string, Overlay>> {
  return overlays(tx, ids, inForce('v', on))
}

/** The same, each in force when it is on any day of the span (the last exclusive, null: without end; a span of no days has none). */
export function overlaysBetween(tx: Tx, ids: readonly Uuid[], span: Span): Promise<Map<string, Overlay>> {
  return overlays(tx, ids, meets('v', span))
}

async function overlays(tx: Tx, ids: readonly Uuid[], counts: RawBuilder<unknown>): Promise<Map<string, Overlay>> {
  const { rows } = await sql<Overlay>`
    with recursive up as (
      select id, replaces_id from policy where id = any(${ids}::uuid[])
      union select p.id, p.replaces_id from policy p join up on up.replaces_id = p.id
    ), tree as (
      select p.id, p.replaces_id, p.division from policy p join up on up.id = p.id where p.replaces_id is null
      union select q.id, q.replaces_id, q.division from policy q join tree t on q.replaces_id = t.id
    )
    select t.id, t.replaces_id, t.division,
      exists (select from policy_version v where v.policy_id = t.id and ${counts}) as in_force
    from tree t`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

interface Span {
  valid_from: CivilDate
  valid_to: CivilDate | null
}

function meets(alias: 'v' | 'g', { valid_from, valid_to }: Span): RawBuilder<boolean> {
  const [from, to] = [sql.ref(`${alias}.valid_from`), sql.ref(`${alias}.valid_to`)]
  return sql`greatest(${from}, ${valid_from}::date) < least(${to}, ${valid_to}::date, 'infinity'::date)`
}

function inForce(alias: 'v' | 'g', on: CivilDate): RawBuilder<boolean> {
  const [from, to] = [sql.ref(`${alias}.valid_from`), sql.ref(`${alias}.valid_to`)]
  return sql`${from} <= ${on}::date and (${to} is null or ${to} > ${on}::date)`
}

/** The policy as it reads on the date; undefined when it is unknown, retired, or not in force then. */
export async function findPolicyAt(tx: Tx, id: Uuid, on: CivilDate): Promise<PolicyAt | undefined> {
  return (await select(tx, on, sql`p.id = ${id}::uuid`))[0]
}

/** The same, found by its stable code. */
export async function findPolicyByCode(tx: Tx, code: string, on: CivilDate): Promise<PolicyAt | undefined> {
  return (await select(tx, on, sql`p.code = ${code}`))[0]
}

/** Whether there is such a policy at all, by its code or its id, in force or not. */
export async function knowsPolicy(tx: Tx, code_or_id: string): Promise<boolean> {
  const { rows } = await sql`select from policy where code = ${code_or_id} or id::text = ${code_or_id}`.execute(tx)
  return rows.length > 0
}

/** Every policy in force on the date, wherever it belongs. */
export function policiesInForce(tx: Tx, on: CivilDate): Promise<PolicyAt[]> {
  return select(tx, on, sql`true`)
}

/** What policies there are at all, whether in force or not. */
export async function findPolicyHead(tx: Tx, id: Uuid) {
  const { rows } = await sql<PolicyHead>`
    select id, code, division, level, theme, name_zh, name_en, beneficiary, asked, place_asked, care_kind, replaces_id, state
    from policy where id = ${id}::uuid`.execute(tx)
  return rows[0]
}

export type PolicyHead = Omit<PolicyAt, keyof PolicyVersion | 'position' | 'replaced_in'> & {
  state: 'active' | 'retired'
}

export type PolicyVersion = Pick<PolicyAt, VersionFields> & {
  origin: 'shipped' | 'approved'
  written_by_name: string | null
  approved_by_name: string | null
  approved_at: Instant | null
}

/** All versions of a policy, the newest first. */
export async function versionsOf(tx: Tx, id: Uuid): Promise<PolicyVersion[]> {
  const { rows } = await sql<PolicyVersion>`
    select v.version, v.valid_from, v.valid_to, v.rule, v.grant_kind, v.grant_quantity, v.grant_unit, v.cadence, v.document_number,
      v.document_title, v.confidence, v.source, v.claim_required, v.document_id, v.document_edition, v.origin,
      w.display_name as written_by_name, a.display_name as approved_by_name, v.approved_at
    from policy_version v left join account w on w.id = v.written_by left join account a on a.id = v.approved_by
    where v.policy_id = ${id}::uuid order by v.valid_from desc`.execute(tx)
  return rows
}

export type GivenFrom = Pick<PolicyVersion, 'valid_from' | 'grant_kind' | 'cadence'> & { policy_id: Uuid }

/** What each of the policies gives on any day of the span, and how often, in the order of time. */
export async function givenBetween(tx: Tx, ids: readonly Uuid[], span: Span): Promise<GivenFrom[]> {
  const { rows } = await sql<GivenFrom>`
    select v.policy_id, v.valid_from, v.grant_kind, v.cadence from policy_version v
    where v.policy_id = any(${ids}::uuid[]) and ${meets('v', span)} order by v.valid_from, v.policy_id`.execute(tx)
  return rows
}

/** All rates of a policy, the newest first. */
export async function ratesOf(tx: Tx, id: Uuid): Promise<Rate[]> {
  const { rows } = await sql<Rate>`
    select id, division, branch, hukou_kind, valid_from, valid_to, amount_fen, per, document_number, confidence, source
    from policy_rate where policy_id = ${id}::uuid order by valid_from desc, division, branch, hukou_kind`.execute(tx)
  return rows
}

export type GroupAt = ExclusionGroup & {
  valid_from: CivilDate
  valid_to: CivilDate | null
  document_number: string | null
  document_title: string
}

/** The exclusion groups in force on the date, each with its policies. */
export function groupsInForce(tx: Tx, on: CivilDate): Promise<GroupAt[]> {
  return groups(tx, inForce('g', on))
}

/** Those in force on any day of the span. */
export function groupsBetween(tx: Tx, span: Span): Promise<GroupAt[]> {
  return groups(tx, meets('g', span))
}

async function groups(tx: Tx, condition: RawBuilder<boolean>): Promise<GroupAt[]> {
  const { rows } = await sql<GroupAt>`
    select g.id, g.division, g.name_zh, g.name_en, g.valid_from, g.valid_to, g.document_number, g.document_title,
      (select coalesce(jsonb_agg(m.policy_id order by m.policy_id), '[]') from exclusion_member m where m.group_id = g.id) as policy_ids
    from exclusion_group g where ${condition} order by g.division, g.valid_from, g.id`.execute(tx)
  return rows
}

export interface Named {
  id: Uuid
  name_zh: string
  name_en: string
}

/** What policies are called, in the order of their places in the lists. */
export async function namesOfPolicies(tx: Tx, ids: readonly Uuid[]): Promise<(Named & { division: number })[]> {
  const { rows } = await sql<Named & { division: number }>`
    select id, name_zh, name_en, division from policy where id = any(${ids}::uuid[]) order by position, code`.execute(
    tx,
  )
  return rows
}

/** Those that take a policy's place somewhere, in force on the day or later. */
export async function replacersOf(tx: Tx, id: Uuid, from: CivilDate): Promise<(Named & { division: number })[]> {
  const { rows } = await sql<Named & { division: number }>`
    select p.id, p.name_zh, p.name_en, p.division from policy p
    where p.replaces_id = ${id}::uuid
      and exists (select from policy_version v where v.policy_id = p.id and ${meets('v', { valid_from: from, valid_to: null })})
    order by p.position, p.code`.execute(tx)
  return rows
}

export async function nameOfGroup(tx: Tx, id: Uuid): Promise<Named | undefined> {
  const { rows } = await sql<Named>`select id, name_zh, name_en from exclusion_group where id = ${id}::uuid`.execute(tx)
  return rows[0]
}

export interface VersionOnDocument {
  policy_id: Uuid
  name_zh: string
  name_en: string
  division: number
  version: number
  document_edition: number
  valid_from: CivilDate
  valid_to: CivilDate | null
}

/** What rests on a document of the library. */
export async function versionsOnDocument(tx: Tx, document_id: Uuid): Promise<VersionOnDocument[]> {
  const { rows } = await sql<VersionOnDocument>`
    select p.id as policy_id, p.name_zh, p.name_en, p.division, v.version, v.document_edition, v.valid_from, v.valid_to
    from policy_version v join policy p on p.id = v.policy_id
    where v.document_id = ${document_id}::uuid order by p.position, p.code, v.version desc`.execute(tx)
  return rows
}
