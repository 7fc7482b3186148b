import type { Instant } from '../../../kernel/calendar.ts'
import { shortCode } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { appendAudit } from '../../../platform/database/audit.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { exportWorkbook } from '../../../platform/exchange/export-workbook.ts'
import type { Column, Row } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import { requireReason } from '../../../registry/families/index.ts'
import { mayOpenNote } from '../access.ts'
import { type CareFilter, getRecord, listKinds, listRecords, type RecordRow } from '../queries/index.ts'
import type { Kind } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { notePlace } from './write.ts'

/**
 * Opens the note of one act and leaves a trace. A reason (the X-Reason header) is asked of everybody but the one who wrote it.
 * @throws Refusal not_found out of scope, not_allowed for a note of psychological care, bad_input without a reason.
 */
export function openNote(
  db: Database,
  call: Call,
  input: { record_id: Uuid; district?: number | undefined },
): Promise<{ note: string | null; recorded_at: Instant }> {
  const district = input.district ?? call.actor.district
  return readIn(db, call, async (tx) => {
    const record = await getRecord(tx, call, district, input.record_id)
    const own = record.recorded_by === call.actor.account_id
    if (!mayOpenNote(call.actor.role, record.theme, own)) refuse('not_allowed', 'care_records.note_of_counselling')
    if (!own) requireReason(call)
    const subject = { kind: 'care_record', id: input.record_id }
    appendAudit(tx, call, { action: 'care_records.open_note', district, subject, detail: { own } })
    const sealed = record.note_cipher
    return {
      note: sealed === null ? null : call.crypto.open(sealed, notePlace(input.record_id)),
      recorded_at: record.recorded_at,
    }
  })
}

const EXPORT_MAX = 20_000

/**
 * The acts a filter means as a workbook, newest first, in the reader's language; names masked as on screen, no notes. Leaves a
 * trace with the purpose, the filter and the number of rows.
 * @throws Refusal unprocessable when there are more than 20,000.
 */
export function exportActs(db: Database, call: Call, filter: CareFilter, purpose: string): Promise<FileAnswer> {
  return exportWorkbook(db, call, purpose, async (tx) => {
    const { items, next_cursor } = await listRecords(tx, call, filter, { size: EXPORT_MAX })
    if (next_cursor !== null) {
      refuse('unprocessable', 'care_records.export_too_many', { params: { max: EXPORT_MAX } })
    }
    const kinds = new Map((await listKinds(tx)).map((kind) => [kind.code, kind]))
    const words = careRecordsWords[call.locale]
    const rows = items.map((item) => exportRow(item, kinds.get(item.kind), call.locale))
    const detail = { rows: items.length, filter }
    return {
      sheets: [{ name: words.page.acts, title: words.page.acts, columns: exportColumns(call.locale), rows }],
      file_name: words.page.acts,
      trace: { action: 'care_records.export', district: call.actor.district, detail },
    }
  })
}

const COLUMNS = [
  ['happened_on', 'date'],
  ['kind', 'text'],
  ['outcome', 'text'],
  ['place', 'text'],
  ['family_names', 'text'],
  ['title', 'text'],
  ['households', 'integer'],
  ['persons', 'integer'],
  ['headcount', 'integer'],
  ['minutes', 'integer'],
  ['amount_fen', 'yuan'],
  ['quantity', 'integer'],
  ['copies', 'integer'],
  ['views', 'integer'],
  ['worker_name', 'text'],
] as const

function exportColumns(locale: 'zh' | 'en'): Column[] {
  return COLUMNS.map(([key, kind]) => ({ key, kind, header: careRecordsWords[locale].column[key] }))
}

function exportRow(item: RecordRow, kind: Kind | undefined, locale: 'zh' | 'en'): Row {
  const { has_note: _has_note, may_correct: _may_correct, ...shown } = item
  return {
    ...shown,
    kind: (locale === 'zh' ? kind?.name_zh : kind?.name_en) ?? item.kind,
    outcome: careRecordsWords[locale].outcome[item.outcome],
    place: item.place_name ?? shortCode(item.community),
    family_names: item.family_names.join(locale === 'zh' ? '、' : ', '),
  }
}
