import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import type { Sheet, Workbook } from '../../../platform/exchange/sheets.ts'
import { type Fault, packRow, unpackRow } from '../rules/index.ts'
import { type Batch, reachWithin } from './batches.ts'

/** A fault as its row keeps it: the row knows the place. */
export type StoredFault = Pick<Fault, 'column' | 'code' | 'severity'> & Partial<Pick<Fault, 'params' | 'next'>>

/** Rows travel as JSON; a part of a large roster at a time keeps that text small. */
const ROWS_A_STATEMENT = 2_000

const placeOf = (batch: string, sheet: number, row: number) => `import_row.content:${batch}:${sheet}:${row}`

/** Keeps every row of the file, sealed, with its faults. */
export async function writeRows(
  tx: Tx,
  call: Call,
  batch: Uuid,
  workbook: Workbook,
  faults: readonly Fault[],
): Promise<void> {
  const { district, scope } = call.actor
  const byRow = faultsByRow(workbook, faults)
  const rows = workbook.sheets.flatMap((sheet, sheetNo) =>
    sheet.rows.map((cells, index) => ({
      district,
      import_id: batch,
      sheet_no: sheetNo,
      row_no: index + 1,
      lo: scope.lo,
      hi: scope.hi,
      content: call.crypto.seal(packRow(cells), placeOf(batch, sheetNo, index + 1)),
      ...judged(byRow.get(keyOf(sheetNo, index + 1))),
    })),
  )
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
    await insertRows(tx, 'import_row', rows.slice(from, from + ROWS_A_STATEMENT) as never)
}

const keyOf = (sheet: number, row: number) => `${sheet}:${row}`

function faultsByRow(workbook: Workbook, faults: readonly Fault[]): Map<string, StoredFault[]> {
  const numbers = new Map(workbook.sheets.map((sheet, index) => [sheet.name, index]))
  const byRow = new Map<string, StoredFault[]>()
  for (const { sheet, row, column, code, severity, params, next } of faults) {
    const key = keyOf(numbers.get(sheet) ?? 0, row)
    const list = byRow.get(key) ?? []
    list.push({ column, code, severity, ...(params ? { params } : {}), ...(next ? { next } : {}) })
    byRow.set(key, list)
  }
  return byRow
}

function judged(faults: readonly StoredFault[] | undefined): { status: 'plain' | 'warns' | 'blocks'; faults: unknown } {
  if (faults === undefined) return { status: 'plain', faults: [] }
  return { status: faults.some((fault) => fault.severity === 'blocks') ? 'blocks' : 'warns', faults }
}

/** Puts new faults in the place of the old ones after the columns were mapped anew. */
export async function rewriteFaults(
  tx: Tx,
  call: Call,
  batch: Uuid,
  workbook: Workbook,
  faults: readonly Fault[],
): Promise<void> {
  const { district } = call.actor
  await sql`update import_row set status = 'plain', faults = '[]' where district = ${district}::int and import_id = ${batch}::uuid
    and status <> 'plain'`.execute(tx)
  const rows = [...faultsByRow(workbook, faults)].map(([key, list]) => {
    const [sheet_no, row_no] = key.split(':').map(Number)
    return { sheet_no, row_no, ...judged(list) }
  })
  await sql`update import_row r set status = n.status, faults = n.faults
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(sheet_no int, row_no int, status text, faults jsonb)
    where r.district = ${district}::int and r.import_id = ${batch}::uuid and r.sheet_no = n.sheet_no and r.row_no = n.row_no`.execute(
    tx,
  )
}

/** The file again, as it was uploaded. */
export async function readWorkbookOf(tx: Tx, call: Call, batch: Batch): Promise<Workbook> {
  const { rows } = await sql<{ sheet_no: number; row_no: number; content: Buffer }>`
    select r.sheet_no, r.row_no, r.content from import_row r
    where r.district = ${call.actor.district}::int and r.import_id = ${batch.id}::uuid and ${reachWithin(call.actor.scope, 'r')}
      and r.content is not null
    order by r.sheet_no, r.row_no`.execute(tx)
  const bySheet = Map.groupBy(rows, (row) => row.sheet_no)
  const sheets = batch.sheets.map((sheet, number): Sheet => ({
    name: sheet.name,
    hidden: sheet.hidden,
    width: sheet.width,
    merges: sheet.merges,
    rows: (bySheet.get(number) ?? []).map((row) =>
      unpackRow(call.crypto.open(row.content, placeOf(batch.id, number, row.row_no)), row.row_no, sheet.letters),
    ),
  }))
  return { file_name: batch.file_name, format: 'xlsx', sheets }
}

export interface FaultRow extends StoredFault {
  sheet_no: number
  row_no: number
  /** Place in its row, from 1. */
  ordinal: number
  content: Buffer | null
}

/** Faults in reading order. @param after sheet, row and ordinal of the last fault of the page before */
export async function listFaultRows(
  tx: Tx,
  call: Call,
  batch: Uuid,
  page: {
    readonly after?: readonly [number, number, number] | undefined
    readonly limit: number
    readonly severity?: string | undefined
  },
): Promise<FaultRow[]> {
  const [sheet, row, ordinal] = page.after ?? [-1, 0, 0]
  const { rows } = await sql<{
    sheet_no: number
    row_no: number
    ordinal: number
    fault: StoredFault
    content: Buffer | null
  }>`
    select r.sheet_no, r.row_no, f.ordinal::int as ordinal, f.fault, r.content
    from import_row r cross join lateral jsonb_array_elements(r.faults) with ordinality as f(fault, ordinal)
    where r.district = ${call.actor.district}::int and r.import_id = ${batch}::uuid and ${reachWithin(call.actor.scope, 'r')}
      and r.status <> 'plain' and (r.sheet_no, r.row_no, f.ordinal) > (${sheet}::int, ${row}::int, ${ordinal}::bigint)
      and (${page.severity ?? null}::text is null or f.fault ->> 'severity' = ${page.severity ?? null}::text)
    order by r.sheet_no, r.row_no, f.ordinal limit ${page.limit}::int`.execute(tx)
  return rows.map(({ fault, ...row }) => ({ ...fault, ...row }))
}

/** The cells of one row, opened. */
export function openRow(call: Call, batch: Batch, row: { sheet_no: number; row_no: number; content: Buffer | null }) {
  const sheet = batch.sheets[row.sheet_no]
  if (row.content === null || sheet === undefined) return []
  return unpackRow(
    call.crypto.open(row.content, placeOf(batch.id, row.sheet_no, row.row_no)),
    row.row_no,
    sheet.letters,
  )
}

/** The rows right below the header of a sheet, for showing what its columns hold. */
export async function readSampleRows(tx: Tx, call: Call, batch: Batch, sheetNo: number, from: number, count: number) {
  const { rows } = await sql<{ sheet_no: number; row_no: number; content: Buffer | null }>`
    select r.sheet_no, r.row_no, r.content from import_row r
    where r.district = ${call.actor.district}::int and r.import_id = ${batch.id}::uuid and ${reachWithin(call.actor.scope, 'r')}
      and r.sheet_no = ${sheetNo}::int and r.row_no >= ${from}::int and r.row_no < ${from + count}::int and r.content is not null
    order by r.row_no`.execute(tx)
  return rows.map((row) => openRow(call, batch, row))
}

/** Forgets what the rows held once the register has it. */
export async function forgetContent(tx: Tx, call: Call, batch: Uuid): Promise<void> {
  await sql`update import_row set content = null
    where district = ${call.actor.district}::int and import_id = ${batch}::uuid`.execute(tx)
}

/** Forgets the rows of a file that was given up. */
export async function deleteRows(tx: Tx, call: Call, batch: Uuid): Promise<void> {
  await sql`delete from import_row where district = ${call.actor.district}::int and import_id = ${batch}::uuid`.execute(
    tx,
  )
}
