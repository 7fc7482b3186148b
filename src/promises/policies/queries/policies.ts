import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { PolicyAt } from '../rules/policy.ts'
import type { Rate } from '../rules/rates.ts'

/** The policies of one answer, each with the version in force on the date and the places where another one replaces it. */
async function select(tx: Tx, on: CivilDate, condition: RawBuilder<boolean>): Promise<PolicyAt[]> {
  const { rows } = await sql<PolicyAt>`
    select p.id, p.code, p.division, p.level, p.theme, p.name_zh, p.name_en, p.beneficiary, p.asked, p.place_asked, p.care_kind,
      p.replaces_id, p.position, v.version, v.valid_from, v.valid_to, v.rule, v.grant_kind, v.grant_quantity, v.grant_unit, v.cadence,
      v.document_number, v.document_title, v.confidence, v.source,
      (select coalesce(jsonb_agg(q.division order by q.division), '[]') from policy q join policy_version qv on qv.policy_id = q.id
        where q.replaces_id = p.id and q.state = 'active' and ${inForce('qv', on)}) as replaced_in
    from policy p join policy_version v on v.policy_id = p.id
    where p.state = 'active' and ${inForce('v', on)} and ${condition}
    order by p.position, p.code`.execute(tx)
  return rows
}

function inForce(alias: 'v' | 'qv' | 'r', on: CivilDate): RawBuilder<boolean> {
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

export type PolicyVersion = Pick<
  PolicyAt,
  | 'version'
  | 'valid_from'
  | 'valid_to'
  | 'rule'
  | 'grant_kind'
  | 'grant_quantity'
  | 'grant_unit'
  | 'cadence'
  | 'document_number'
  | 'document_title'
  | 'confidence'
  | 'source'
>

/** All versions of a policy, the newest first. */
export async function versionsOf(tx: Tx, id: Uuid): Promise<PolicyVersion[]> {
  const { rows } = await sql<PolicyVersion>`
    select version, valid_from, valid_to, rule, grant_kind, grant_quantity, grant_unit, cadence, document_number,
      document_title, confidence, source
    from policy_version where policy_id = ${id}::uuid order by valid_from desc`.execute(tx)
  return rows
}

/** All rates of a policy, the newest first. */
export async function ratesOf(tx: Tx, id: Uuid): Promise<Rate[]> {
  const { rows } = await sql<Rate>`
    select id, division, branch, hukou_kind, valid_from, valid_to, amount_fen, per, document_number, confidence, source
    from policy_rate where policy_id = ${id}::uuid order by valid_from desc, division, branch, hukou_kind`.execute(tx)
  return rows
}
