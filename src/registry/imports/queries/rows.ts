import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import type { Cell, Workbook } from '../../../platform/exchange/sheets.ts'
import { type Fault, type KeptPart, packRow, unpackRows, workbookOf } from '../rules/index.ts'
import { type Batch, reachWithin } from './batches.ts'

/** A fault as its row keeps it: the row knows the place. */
export type StoredFault = Pick<Fault, 'column' | 'code' | 'severity'> & Partial<Pick<Fault, 'params' | 'next'>>

/** Rows in one sealed part: few enough that showing a fault opens little, many enough that a large roster is few rows. */
export const PART_ROWS = 200

const placeOf = (batch: string, sheet: number, from: number) => `import_part.content:${batch}:${sheet}:${from}`

/** Keeps every row of the file, sealed in parts. */
export async function writeParts(tx: Tx, call: Call, batch: Uuid, workbook: Workbook): Promise<void> {
  const { district, scope } = call.actor
  const parts = workbook.sheets.flatMap(({ rows }, sheetNo) =>
    Array.from({ length: Math.ceil(rows.length / PART_ROWS) }, (_, part) => {
      const packed = rows.slice(part * PART_ROWS, (part + 1) * PART_ROWS).map(packRow)
      const from = part * PART_ROWS + 1
      return {
        district,
        import_id: batch,
        sheet_no: sheetNo,
        from_row: from,
        row_count: packed.length,
        lo: scope.lo,
        hi: scope.hi,
        content: call.crypto.seal(`[${packed.join(',')}]`, placeOf(batch, sheetNo, from)),
      }
    }),
  )
  await insertRows(tx, 'import_part', parts)
}

/** Keeps the faults of the file, by row, in the place of those told before. */
export async function writeFaults(
  tx: Tx,
  call: Call,
  batch: Uuid,
  workbook: Workbook,
  faults: readonly Fault[],
): Promise<void> {
  const { district, scope } = call.actor
  await sql`delete from import_fault where district = ${district}::int and import_id = ${batch}::uuid`.execute(tx)
  const numbers = new Map(workbook.sheets.map((sheet, index) => [sheet.name, index]))
  const byRow = Map.groupBy(faults, ({ sheet, row }) => `${numbers.get(sheet) ?? 0}:${row}`)
  const rows = [...byRow].map(([key, list]) => {
    const [sheet_no = 0, row_no = 0] = key.split(':').map(Number)
    const told = list.map(({ column, code, severity, params, next }): StoredFault => ({
      column,
      code,
      severity,
      ...(params ? { params } : {}),
      ...(next ? { next } : {}),
    }))
    return { district, import_id: batch, sheet_no, row_no, lo: scope.lo, hi: scope.hi, faults: told }
  })
  await insertRows(tx, 'import_fault', rows as never)
}

interface Part {
  sheet_no: number
  from_row: number
  content: Buffer
}

function openPart(call: Call, batch: Batch, { sheet_no, from_row, content }: Part): KeptPart {
  return { sheet_no, from_row, text: call.crypto.open(content, placeOf(batch.id, sheet_no, from_row)) }
}

/** Every row of the file, opened and still packed. */
export async function openPartsOf(tx: Tx, call: Call, batch: Batch): Promise<KeptPart[]> {
  const { rows } = await sql<Part>`
    select p.sheet_no, p.from_row, p.content from import_part p
    where p.district = ${call.actor.district}::int and p.import_id = ${batch.id}::uuid and ${reachWithin(call.actor.scope, 'p')}
    order by p.sheet_no, p.from_row`.execute(tx)
  return rows.map((part) => openPart(call, batch, part))
}

/** The file again, as it was uploaded. */
export async function readWorkbookOf(tx: Tx, call: Call, batch: Batch): Promise<Workbook> {
  const { file_name, sheets } = batch
  return workbookOf({ file_name, sheets, parts: await openPartsOf(tx, call, batch) })
}

export interface FaultRow extends StoredFault {
  sheet_no: number
  row_no: number
  /** Place in its row, from 1. */
  ordinal: number
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
  const { rows } = await sql<{ sheet_no: number; row_no: number; ordinal: number; fault: StoredFault }>`
    select r.sheet_no, r.row_no, f.ordinal::int as ordinal, f.fault
    from import_fault r cross join lateral jsonb_array_elements(r.faults) with ordinality as f(fault, ordinal)
    where r.district = ${call.actor.district}::int and r.import_id = ${batch}::uuid and ${reachWithin(call.actor.scope, 'r')}
      and (r.sheet_no, r.row_no) >= (${sheet}::int, ${row}::int)
      and (r.sheet_no, r.row_no, f.ordinal) > (${sheet}::int, ${row}::int, ${ordinal}::bigint)
      and (${page.severity ?? null}::text is null or f.fault ->> 'severity' = ${page.severity ?? null}::text)
    order by r.sheet_no, r.row_no, f.ordinal limit ${page.limit}::int`.execute(tx)
  return rows.map(({ fault, ...at }) => ({ ...fault, ...at }))
}

/** The cells of some rows, by sheet and row; those of a file whose import has ended are gone. */
export async function readRowsOf(
  tx: Tx,
  call: Call,
  batch: Batch,
  wanted: readonly { readonly sheet_no: number; readonly row_no: number }[],
): Promise<(sheetNo: number, row: number) => readonly Cell[]> {
  const from = (row: number) => row - ((row - 1) % PART_ROWS)
  const starts = [...new Set(wanted.map(({ sheet_no, row_no }) => `${sheet_no}:${from(row_no)}`))]
  const { rows } = await sql<Part>`
    select p.sheet_no, p.from_row, p.content from import_part p
    where p.district = ${call.actor.district}::int and p.import_id = ${batch.id}::uuid and ${reachWithin(call.actor.scope, 'p')}
      and p.sheet_no || ':' || p.from_row = any(${starts}::text[])`.execute(tx)
  const parts = new Map(
    rows.map((part) => {
      const letters = batch.sheets[part.sheet_no]?.letters ?? []
      const { text, from_row } = openPart(call, batch, part)
      return [`${part.sheet_no}:${from_row}`, unpackRows(text, from_row, letters)]
    }),
  )
  return (sheetNo, row) => parts.get(`${sheetNo}:${from(row)}`)?.[row - from(row)] ?? []
}

/** Forgets what the rows held: the register has it, or the file was given up. */
export async function forgetContent(tx: Tx, call: Call, batch: Uuid): Promise<void> {
  await sql`delete from import_part where district = ${call.actor.district}::int and import_id = ${batch}::uuid`.execute(
    tx,
  )
}

/** Forgets all of a file that was given up. */
export async function deleteRows(tx: Tx, call: Call, batch: Uuid): Promise<void> {
  await forgetContent(tx, call, batch)
  await sql`delete from import_fault where district = ${call.actor.district}::int and import_id = ${batch}::uuid`.execute(
    tx,
  )
}
