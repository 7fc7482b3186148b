import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Cell } from '../../../platform/exchange/sheets.ts'
import type { FaultLine, ImportDetail, ImportLine } from '../contract.ts'
import { type Batch, type FaultRow, getBatch, listFaultRows, readRowsOf } from '../queries/index.ts'
import { type Attribute, type Mapping, maskedValue, splitField } from '../rules/index.ts'
import { say } from './say.ts'

const SAMPLES = 3
/** Rows looked at for samples; empty cells are passed over. */
const SAMPLE_ROWS = 12

export function lineOf(batch: Omit<Batch, 'sheets' | 'mapping' | 'skipped'>): ImportLine {
  const { id: import_id, file_name, state, version, uploaded_by, uploaded_at, ended_at, counts } = batch
  return { import_id, file_name, state, version, uploaded_by, uploaded_at, ended_at, counts }
}

/** Where an import stands, with samples of each column masked by what it is taken for. */
export async function importDetail(tx: Tx, call: Call, id: Uuid, appliedBefore = false): Promise<ImportDetail> {
  const batch = await getBatch(tx, call, id)
  const sheets: ImportDetail['sheets'] = []
  for (const [number, sheet] of batch.sheets.entries()) {
    const mapping = batch.mapping.find((one) => one.sheet === sheet.name)
    if (mapping === undefined) continue
    const at = Array.from({ length: SAMPLE_ROWS }, (_, row) => ({
      sheet_no: number,
      row_no: mapping.header_to + 1 + row,
    }))
    const rowAt = await readRowsOf(tx, call, batch, at)
    const rows = at.map(({ row_no }) => rowAt(number, row_no))
    const columns = mapping.columns.map(({ letter, header, field }, index) => {
      const attribute = field === null ? undefined : splitField(field).attribute
      const samples = rows
        .flatMap((row) => maskedValue(row[index], attribute) ?? [])
        .filter((sample) => sample !== header && !/^\*+$/.test(sample))
      return { letter, header, field, samples: [...new Set(samples)].slice(0, SAMPLES) }
    })
    const { read, layout, header_to } = mapping
    sheets.push({ sheet: sheet.name, read, layout, header_row: header_to, rows: sheet.rows, columns })
  }
  return {
    ...lineOf(batch),
    sheets,
    applied_before: appliedBefore,
    skipped: batch.skipped.map(({ sheet, row, to_row, column, code, params }) => ({
      sheet,
      row,
      to_row: to_row ?? row,
      column,
      message: say(call.locale, code, params),
    })),
  }
}

export interface FaultPage {
  after?: readonly [number, number, number] | undefined
  limit: number
  severity?: string | undefined
}

/** Faults with their words and masked values, and the place of the last for the next page. */
export async function faultPage(tx: Tx, call: Call, id: Uuid, page: FaultPage) {
  const batch = await getBatch(tx, call, id)
  const rows = await listFaultRows(tx, call, id, { ...page, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  const rowAt = await readRowsOf(
    tx,
    call,
    batch,
    shown.filter((row) => row.column !== null),
  )
  return {
    items: shown.map((row) => faultLine(call, batch, row, rowAt(row.sheet_no, row.row_no))),
    last: last && ([last.sheet_no, last.row_no, last.ordinal] as const),
  }
}

function faultLine(call: Call, batch: Batch, row: FaultRow, cells: readonly Cell[]): FaultLine {
  const sheet = batch.sheets[row.sheet_no]?.name ?? ''
  const { header, attribute } = columnOf(batch.mapping, sheet, row.column)
  const cell = row.column === null ? undefined : cells.find((one) => one.ref === `${row.column}${row.row_no}`)
  return {
    sheet,
    row: row.row_no,
    column: row.column,
    header,
    severity: row.severity,
    code: row.code,
    message: say(call.locale, row.code, row.params),
    suggestion: row.next === undefined ? null : say(call.locale, row.next, row.params),
    value: maskedValue(cell, attribute),
  }
}

function columnOf(
  mapping: Mapping,
  sheet: string,
  letter: string | null,
): { header: string | null; attribute: Attribute | undefined } {
  const column = mapping.find((one) => one.sheet === sheet)?.columns.find((one) => one.letter === letter)
  return { header: column?.header ?? null, attribute: column?.field ? splitField(column.field).attribute : undefined }
}
