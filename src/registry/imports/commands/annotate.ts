import { XLSX } from '../../../kernel/file-type.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { appendAudit } from '../../../platform/database/audit.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { threadOf } from '../../../platform/exchange/thread.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import { getBatch, listFaultRows, openPartsOf } from '../queries/index.ts'
import { importsWords } from '../words/index.ts'
import { annotateHere, type MarkedRoster } from './mark.ts'

/** As many faults as a person mends in one go; the first page of the rest follows when these are mended. */
const MARKED_MAX = 20_000
/** Cells up to which the roster is marked on the server's own thread, in about a sixth of a second; a thread of its own costs as much. */
const SMALL = 10_000

const annotateInThread = threadOf<MarkedRoster, Uint8Array>(new URL('./annotate-worker.ts', import.meta.url))

/**
 * The staged roster given back with its faults marked. It holds ID numbers in full, as the officer gave them: having it leaves a trace. It is
 * marked after the transaction, a large one in a thread of its own with the same bytes.
 *
 * @throws Refusal conflict `imports.rows_forgotten` once the import has ended; unprocessable `exchange.too_large_to_write`
 */
export async function annotatedFile(db: Database, call: Call, id: Uuid): Promise<FileAnswer<typeof XLSX>> {
  const roster = await readIn(db, call, async (tx): Promise<MarkedRoster> => {
    const batch = await getBatch(tx, call, id)
    if (batch.state !== 'staged') refuse('conflict', 'imports.rows_forgotten')
    const { file_name, sheets, mapping } = batch
    const parts = await openPartsOf(tx, call, batch)
    const faults = await listFaultRows(tx, call, id, { limit: MARKED_MAX })
    appendAudit(tx, call, {
      action: 'imports.annotated',
      district: call.actor.district,
      subject: { kind: 'import', id },
    })
    const header_rows = Object.fromEntries(mapping.map((sheet) => [sheet.sheet, sheet.header_to]))
    return { file_name, sheets, parts, faults, header_rows, locale: call.locale, at: call.now }
  })
  return {
    file: await annotate(roster),
    file_name: `${importsWords[call.locale].annotated_file}.xlsx`,
    content_type: XLSX,
  }
}

/** Marks a roster, a large one in a thread of its own. */
export async function annotate(roster: MarkedRoster): Promise<Uint8Array> {
  const cells = roster.sheets.reduce((sum, sheet) => sum + sheet.rows * sheet.width, 0)
  if (cells <= SMALL) return annotateHere(roster)
  return (
    (await annotateInThread(roster)) ??
    refuse('unprocessable', 'exchange.too_large_to_write', { next: 'exchange.next_split_file' })
  )
}
