import { XLSX } from '../../kernel/file-type.ts'
import type { Call } from '../call.ts'
import { appendAudit, type AuditFact } from '../database/audit.ts'
import type { Database } from '../database/connect.ts'
import type { Tx } from '../database/driver.ts'
import { readIn } from '../database/transact.ts'
import type { FileAnswer } from '../http/route.ts'
import { type SheetToWrite, writeWorkbook } from './write-xlsx.ts'

/** What is taken away as a workbook. */
export interface Export {
  readonly sheets: readonly SheetToWrite[]
  /** Without its ending; the day is put behind it. */
  readonly file_name: string
  /** What the trail says of it. */
  readonly trace: AuditFact
}

/**
 * A list taken away as a workbook: rows and trace come from one transaction, and only when that is committed is the workbook written. A
 * large one takes seconds, for which nobody waits but who asked for it.
 *
 * @param purpose why it is taken; the trail keeps it
 */
export async function exportWorkbook(
  db: Database,
  call: Call,
  purpose: string,
  gather: (tx: Tx) => Promise<Export>,
): Promise<FileAnswer<typeof XLSX>> {
  const { sheets, file_name } = await readIn(db, call, async (tx) => {
    const gathered = await gather(tx)
    appendAudit(tx, { ...call, reason: purpose }, gathered.trace)
    return gathered
  })
  return {
    file: await writeWorkbook({ sheets, at: call.now }),
    file_name: `${file_name}-${call.today}.xlsx`,
    content_type: XLSX,
  }
}
