import { codeOfDistrict } from '../../kernel/division-code.ts'
import { XLSX } from '../../kernel/file-type.ts'
import { nameUuid, type Uuid } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { ROLES } from '../../kernel/role.ts'
import type { Call } from '../../platform/call.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database/connect.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { look } from '../../platform/database/looks.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import { writeWorkbook } from '../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../platform/http/route.ts'
import { findDivision } from '../../registry/divisions/index.ts'
import { staffWords } from '../../registry/staff/index.ts'
import type { Chain, Entry } from './contract.ts'
import {
  checkChain,
  checkChains,
  countTrail,
  type EntryRow,
  listAccounts,
  listActions,
  listHeads,
  listTrail,
  type TrailFilter,
} from './queries.ts'
import { overseesDistricts, reachesDistrict, wordKeyOf } from './rules.ts'
import { auditWords } from './words/index.ts'

/** A trail has no row of its own: its id follows from the district. */
export function trailId(district: number): Uuid {
  return nameUuid('audit_trail', String(district), sha256)
}

/**
 * The district asked for; undefined means every one of the jurisdiction.
 * @throws Refusal not_allowed for a post narrower than a district, not_found for a district out of reach or missing
 */
async function districtOf(tx: Tx, call: Call, asked: number | undefined): Promise<number | undefined> {
  const { scope } = call.actor
  if (!overseesDistricts(scope)) refuse('not_allowed', 'audit.needs_district', { next: 'audit.needs_district_next' })
  if (asked === undefined) return undefined
  const there = reachesDistrict(scope, asked) && (asked === 0 || (await findDivision(tx, codeAt(asked))) !== undefined)
  return there ? asked : refuse('not_found', 'audit.district_not_found', { place: 'district' })
}

const codeAt = (district: number) => (district < 100_000 ? -1 : codeOfDistrict(district))

/**
 * A page of the trail. That it was read, and with which filter, is itself in the trail before the answer is given.
 * @throws what `districtOf` throws
 */
export async function readTrail(
  db: Database,
  call: Call,
  filter: TrailFilter,
  page: { size: number; cursor?: string | undefined },
): Promise<{ items: Entry[]; next_cursor: string | null }> {
  const found = await readIn(db, call, async (tx) => {
    await districtOf(tx, call, filter.district)
    return listTrail(tx, call, filter, page)
  })
  const district = filter.district ?? call.actor.district
  const subject = { kind: 'audit_trail', id: trailId(district) }
  await look(db, call, { action: 'audit.read', district, subject, detail: { ...filter, rows: found.rows.length } })
  return { items: found.rows.map((row) => entryOf(call, row)), next_cursor: found.next_cursor }
}

function entryOf(call: Call, stored: EntryRow): Entry {
  const { at_local: _, role, ...row } = stored
  return {
    ...row,
    role_name: roleName(call, role),
    action_name: said(call, 'action', row.action),
    subject_name: row.subject_kind === null ? null : said(call, 'subject', row.subject_kind),
  }
}

/** A code in the reader's words; codes of rooms that came later are shown as they are. */
function said(call: Call, what: 'action' | 'subject', code: string): string {
  const words: Readonly<Record<string, unknown>> = auditWords[call.locale]
  const text = words[wordKeyOf(what, code)]
  return typeof text === 'string' ? text : code
}

function roleName(call: Call, code: string | null): string | null {
  const role = ROLES.find((one) => one === code)
  return role === undefined ? code : staffWords[call.locale][`role_${role}`]
}

export async function facetsOf(tx: Tx, call: Call, asked: number | undefined) {
  const district = (await districtOf(tx, call, asked)) ?? call.actor.district
  const place = district === 0 ? undefined : await findDivision(tx, codeAt(district))
  const actions = await listActions(tx, call, district)
  return {
    district,
    district_name: place?.name ?? String(district),
    actions: actions.map((action) => ({ action, name: said(call, 'action', action) })),
    accounts: await listAccounts(tx, call, district),
  }
}

export async function chainOf(tx: Tx, call: Call, asked: number | undefined): Promise<Chain> {
  const district = (await districtOf(tx, call, asked)) ?? call.actor.district
  return { district, ...(await checkChain(tx, call, district)) }
}

/**
 * Every chain of the jurisdiction recomputed, for the command line. That it was asked, and what was found, is in the trail before the
 * answer is given.
 * @throws what `districtOf` throws
 */
export async function verifyTrails(db: Database, call: Call): Promise<Chain[]> {
  const chains = await readIn(db, call, async (tx) => {
    await districtOf(tx, call, undefined)
    return checkChains(tx, call)
  })
  const { district } = call.actor
  const detail = { chains: chains.length, broken: chains.filter(({ fault }) => fault !== null).length }
  await look(db, call, {
    action: 'audit.verify',
    district,
    subject: { kind: 'audit_trail', id: trailId(district) },
    detail,
  })
  return chains
}

const EXPORT_MAX = 20_000

/**
 * The trail as a workbook, filtered as on screen. Leaves a trace with the purpose, the filter and the number of rows.
 * @throws Refusal unprocessable when there are more than 20,000 entries
 */
export async function exportTrail(
  db: Database,
  call: Call,
  body: TrailFilter & { purpose: string },
): Promise<FileAnswer> {
  const { purpose, ...filter } = body
  const traced = { ...call, reason: purpose }
  const district = filter.district ?? call.actor.district
  const spec = { name: 'audit.export', input: body, subject: { kind: 'audit_trail', id: trailId(district) } }
  const { heads } = await command(db, traced, spec, async (tx) => {
    await districtOf(tx, call, filter.district)
    // The file is made again from these when the same request comes again; the rows themselves are not kept a second time.
    const standing = await listHeads(tx, call)
    const rows = await countTrail(tx, call, { ...filter, heads: standing }, EXPORT_MAX + 1)
    if (rows > EXPORT_MAX) {
      refuse('unprocessable', 'audit.too_many', { params: { max: EXPORT_MAX }, next: 'audit.too_many_next' })
    }
    return { result: { heads: standing }, detail: { ...filter, rows } }
  })
  const found = await readIn(db, call, (tx) => listTrail(tx, call, { ...filter, heads }, { size: EXPORT_MAX }))
  return workbookOf(call, found.rows, district)
}

async function workbookOf(call: Call, rows: readonly EntryRow[], district: number): Promise<FileAnswer> {
  const w = auditWords[call.locale]
  const text = (key: string, header: string) => ({ key, header, kind: 'text' as const })
  const file = await writeWorkbook({
    at: call.now,
    sheets: [
      {
        name: w.sheet_name,
        columns: [
          text('district', w.column_district),
          { key: 'seq', header: w.column_seq, kind: 'integer' },
          text('at', w.column_at),
          text('who', w.column_who),
          text('role', w.column_role),
          text('action', w.column_action),
          text('code', w.column_action_code),
          text('outcome', w.column_outcome),
          text('subject', w.column_subject),
          text('subject_id', w.column_subject_id),
          text('reason', w.column_reason),
          text('detail', w.column_detail),
          text('request', w.column_request),
        ],
        rows: rows.map((row) => ({
          district: String(row.district),
          seq: row.seq,
          at: row.at_local,
          who: row.account_name ?? w.system,
          role: roleName(call, row.role),
          action: said(call, 'action', row.action),
          code: row.action,
          outcome: w[`outcome_${row.outcome}`],
          subject: row.subject_kind === null ? null : said(call, 'subject', row.subject_kind),
          subject_id: row.subject_id,
          reason: row.reason,
          detail: JSON.stringify(row.detail),
          request: row.request_id,
        })),
        notes: [w.sheet_note],
      },
    ],
  })
  return {
    file,
    file_name: `trail-${district}-${call.today}.xlsx`,
    content_type: XLSX,
  }
}
