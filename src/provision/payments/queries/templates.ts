import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { withinDistricts } from '../../../platform/database/scope.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { BankTemplate, TemplateState } from '../rules/index.ts'

export interface TemplateRow extends BankTemplate {
  district: number
  id: Uuid
  state: TemplateState
  bank_zh: string | null
  bank_en: string | null
  proposed_id: Uuid
  proposed_by: string | null
  proposed_at: Instant
  decided_by: string | null
  decided_at: Instant | null
  ended_by: string | null
  ended_at: Instant | null
  reason: string | null
  /** Over everything the layout says. */
  sha256: string
}

const nameOf = (column: string) => sql`(select a.display_name from account a where a.id = ${sql.ref(column)})`
const COLUMNS = sql`t.district, t.id, t.code, t.version, t.bank_code, t.name_zh, t.name_en, t.format, t.encoding, t.width_in, t.headed, t.amount_in,
  t.line, t.answer, t.paid, t.failed, t.state, b.name_zh as bank_zh, b.name_en as bank_en, t.proposed_by as proposed_id,
  ${nameOf('t.proposed_by')} as proposed_by, t.proposed_at, ${nameOf('t.decided_by')} as decided_by, t.decided_at,
  ${nameOf('t.ended_by')} as ended_by, t.ended_at, t.reason, encode(bank_template_hash(t), 'hex') as sha256`

function selectTemplates(where: RawBuilder<unknown>): RawBuilder<TemplateRow> {
  return sql<TemplateRow>`select ${COLUMNS} from bank_template t left join bank b on b.code = t.bank_code where ${where}`
}

/** The template in the caller's area; `lock`ed in her own district, where it is decided on, until the transaction ends. */
export async function findTemplate(
  tx: Tx,
  call: Call,
  id: Uuid,
  lock: 'lock' | 'look' = 'look',
): Promise<TemplateRow | undefined> {
  const { district, scope } = call.actor
  const mine = lock === 'lock' ? sql`t.district = ${district}::int` : withinDistricts(scope, 't.district')
  const end = lock === 'lock' ? sql`for update of t` : sql``
  const { rows } = await selectTemplates(sql`${mine} and t.id = ${id}::uuid ${end}`).execute(tx)
  return rows[0]
}

/** The version of a code that is in use in a district. */
export async function templateInUse(tx: Tx, district: number, code: string): Promise<TemplateRow | undefined> {
  const where = sql`t.district = ${district}::int and t.code = ${code} and t.state = 'approved'`
  const { rows } = await selectTemplates(where).execute(tx)
  return rows[0]
}

/** The very version a file was written in, whatever has become of it since. */
export async function templateOfFile(
  tx: Tx,
  file: { district: number; template: string; template_version: number },
): Promise<TemplateRow | undefined> {
  const { rows } = await selectTemplates(
    sql`t.district = ${file.district}::int and t.code = ${file.template} and t.version = ${file.template_version}::int`,
  ).execute(tx)
  return rows[0]
}

export interface TemplatePage {
  items: TemplateRow[]
  next: { proposed_at: Instant; id: Uuid } | undefined
}

/** Templates of the caller's area, the newest first. */
export async function listTemplates(
  tx: Tx,
  call: Call,
  page: {
    size: number
    after?: { proposed_at: Instant; id: Uuid } | undefined
    state?: TemplateState | undefined
  },
): Promise<TemplatePage> {
  const after = page.after
    ? sql`and (t.proposed_at, t.id) < (${page.after.proposed_at}::timestamptz, ${page.after.id}::uuid)`
    : sql``
  const state = page.state ? sql`and t.state = ${page.state}` : sql``
  const { rows } = await selectTemplates(
    sql`${withinDistricts(call.actor.scope, 't.district')} ${state} ${after}
      order by t.proposed_at desc, t.id desc limit ${page.size + 1}::int`,
  ).execute(tx)
  const items = rows.slice(0, page.size)
  const last = items.at(-1)
  return { items, next: rows.length > page.size && last ? { proposed_at: last.proposed_at, id: last.id } : undefined }
}

/** The last version of a code, and whether one of it waits to be decided on. */
export async function versionsOf(tx: Tx, district: number, code: string): Promise<{ last: number; waits: boolean }> {
  const { rows } = await sql<{ last: number; waits: boolean }>`
    select coalesce(max(t.version), 0)::int as last, coalesce(bool_or(t.state = 'proposed'), false) as waits
    from bank_template t where t.district = ${district}::int and t.code = ${code}`.execute(tx)
  return rows[0] ?? { last: 0, waits: false }
}

export async function bankIsKnown(tx: Tx, code: string): Promise<boolean> {
  const { rows } = await sql`select 1 from bank b where b.code = ${code}`.execute(tx)
  return rows.length > 0
}

export interface NewTemplate extends BankTemplate {
  district: number
  id: Uuid
  proposed_by: Uuid
  proposed_at: Instant
}

export async function insertTemplate(tx: Tx, template: NewTemplate): Promise<void> {
  const { line, answer, paid, failed, ...more } = template
  const columns = { line: line as never, answer: answer as never, paid: [...paid], failed: [...failed] }
  await insertRows(tx, 'bank_template', [{ ...more, ...columns, state: 'proposed' }])
}

export interface TemplateStep {
  from: TemplateState
  to: TemplateState
  /** Deciding on a proposal, or ending what was proposed or in use. */
  mark: 'decided' | 'ended'
  reason?: string | undefined
}

/** Takes a template from one state to another; false when it is not in the state it should be left from. */
export async function stepTemplate(tx: Tx, call: Call, row: TemplateRow, step: TemplateStep): Promise<boolean> {
  const [by, at] = [sql.ref(`${step.mark}_by`), sql.ref(`${step.mark}_at`)]
  const result = await sql`update bank_template t set state = ${step.to}, ${by} = ${call.actor.account_id}::uuid,
      ${at} = ${call.now}::timestamptz, reason = ${step.reason ?? null}
    where t.district = ${row.district}::int and t.id = ${row.id}::uuid and t.state = ${step.from}`.execute(tx)
  return Number(result.numAffectedRows ?? 0) === 1
}
