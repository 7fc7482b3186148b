import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { command } from '../../../platform/database/transact.ts'
import { isProblemColumn } from '../../../platform/exchange/problem-list.ts'
import { readWorkbook } from '../../../platform/exchange/read-sheets.ts'
import type { Workbook } from '../../../platform/exchange/sheets.ts'
import { CLAIMS_TOLD_A_DAY, claimsToldToday } from '../../families/index.ts'
import type { Counts } from '../contract.ts'
import {
  type Batch,
  deleteRows,
  findApplied,
  getBatch,
  lockStaged,
  rememberMapping,
  readWorkbookOf,
  waitForTurn,
  writeFaults,
  writeParts,
} from '../queries/index.ts'
import { chooseMapping, cleanFileName, lettersOf, type Mapping, type SheetChoice } from '../rules/index.ts'
import { evaluate, firstMapping, forgetJudged, signatureOf, toldOf } from './evaluate.ts'
import { previewedBy } from './previewed.ts'

export interface RosterFile {
  bytes: Uint8Array
  file_name: string
}

export interface Staged {
  import_id: Uuid
  /** The same file was applied before: that import is answered and nothing is staged. */
  applied_before: boolean
}

/** More rows than the largest district has members; a second file is no hardship. */
const ROWS_MAX = 50_000
/** As the table says. */
const FIRST_VERSION = 1

/**
 * Stages a roster: reads it, guesses or remembers what its columns mean, keeps its rows sealed with every fault found. It changes no
 * family. A roster this post had staged before is given up for it; a file that was applied before is not staged again.
 *
 * @throws Refusal of `readWorkbook` for a file that cannot be read
 */
export async function stageRoster(
  db: Database,
  call: Call,
  file: RosterFile,
  choices: readonly SheetChoice[] = [],
): Promise<Staged> {
  const workbook = withoutMarks(
    await readWorkbook(file.bytes, { fileName: file.file_name, limits: { rows: ROWS_MAX } }),
  )
  const hash = sha256(file.bytes)
  const fileName = cleanFileName(file.file_name)
  const spec = { name: 'imports.stage', input: { sha256: hash.toString('hex'), choices } }
  return command<Staged>(db, call, spec, async (tx) => {
    await waitForTurn(tx, call)
    const before = await findApplied(tx, call, hash)
    if (before !== undefined)
      return {
        result: { import_id: before, applied_before: true },
        subject: { kind: 'import', id: before },
        detail: { applied_before: true },
      }
    const id = call.newId()
    await giveWay(tx, call, id)
    const mapping = chosen(await firstMapping(tx, call, workbook), choices)
    const { faults, skipped, counts, plan } = await evaluate(tx, call, {
      id,
      version: FIRST_VERSION,
      mapping,
      tells: await mayTell(tx, call),
      readWorkbook: () => Promise.resolve(workbook),
    })
    await insertRows(tx, 'import_batch', [
      {
        district: call.actor.district,
        id,
        lo: call.actor.scope.lo,
        hi: call.actor.scope.hi,
        kind: 'roster',
        sha256: hash,
        file_name: fileName,
        state: 'staged',
        sheets: sheetsOf(workbook),
        mapping,
        counts,
        skipped,
        previewed: previewedBy(call, plan),
        uploaded_by: call.actor.account_id,
        uploaded_post: call.actor.post_id,
        uploaded_at: call.now,
      } as never,
    ])
    await writeParts(tx, call, id, workbook)
    await writeFaults(tx, call, id, workbook, faults)
    const detail = {
      households: counts.households,
      persons: counts.persons,
      blocks: counts.blocks,
      warns: counts.warns,
      registered_elsewhere: counts.registered_elsewhere,
    }
    return { result: { import_id: id, applied_before: false }, subject: { kind: 'import', id }, detail }
  })
}

/** How many more people this account may be told today to be registered elsewhere. */
async function mayTell(tx: Tx, call: Call): Promise<number> {
  return Math.max(0, CLAIMS_TOLD_A_DAY - (await claimsToldToday(tx, call)))
}

/** The last column of an answer that came back mended says what was wrong before: it is not data. */
function withoutMarks(workbook: Workbook): Workbook {
  const sheets = workbook.sheets.map((sheet) => {
    const marked = sheet.rows.some((row) => isProblemColumn(row[sheet.width - 1]?.value))
    return marked
      ? { ...sheet, width: sheet.width - 1, rows: sheet.rows.map((row) => row.slice(0, sheet.width - 1)) }
      : sheet
  })
  return { ...workbook, sheets }
}

function chosen(mapping: Mapping, choices: readonly SheetChoice[]): Mapping {
  return choices.length === 0
    ? mapping
    : (chooseMapping(mapping, choices) ?? refuse('bad_input', 'imports.mapping_misfit', { place: 'body.sheets' }))
}

function sheetsOf(workbook: Workbook) {
  return workbook.sheets.map((sheet) => ({
    name: sheet.name,
    hidden: sheet.hidden,
    width: sheet.width,
    rows: sheet.rows.length,
    merges: sheet.merges,
    letters: lettersOf(sheet),
  }))
}

/** The roster staged before by this post makes room for the mended one; its rows are forgotten. */
async function giveWay(tx: Tx, call: Call, successor: Uuid): Promise<void> {
  const staged = await lockStaged(tx, call)
  if (staged === undefined) return
  await tx
    .updateTable('import_batch')
    .set((eb) => ({
      state: 'discarded',
      ended_at: call.now,
      superseded_by: successor,
      previewed: [],
      version: eb('version', '+', 1),
    }))
    .where('district', '=', call.actor.district)
    .where('id', '=', staged)
    .execute()
  await deleteRows(tx, call, staged)
  forgetJudged(staged)
}

export interface MappingInput {
  import_id: Uuid
  version: number
  sheets: readonly SheetChoice[]
}

/** Reads a staged roster under the officer's own mapping, remembers it for the same headers, and judges everything anew. */
export async function mapColumns(db: Database, call: Call, input: MappingInput): Promise<void> {
  await command(
    db,
    call,
    { name: 'imports.map', input, subject: { kind: 'import', id: input.import_id } },
    async (tx) => {
      const batch = await getStaged(tx, call, input)
      const mapping = chosen(batch.mapping, input.sheets)
      const { blocks, warns, registered_elsewhere } = await judgeAnew(tx, call, batch, mapping)
      for (const sheet of mapping.filter(
        (one) => one.read && input.sheets.some((choice) => choice.sheet === one.sheet),
      ))
        await rememberMapping(tx, call, {
          signature: signatureOf(sheet),
          layout: sheet.layout,
          fields: sheet.columns.map((column) => column.field),
        })
      // Other columns may hold other numbers: all that is told is told anew.
      return { result: null, detail: { blocks, warns, registered_elsewhere } }
    },
  )
}

/** Judges a staged batch after something it is read with has changed, and keeps what was found as its next version. */
export async function judgeAnew(tx: Tx, call: Call, batch: Batch, mapping: Mapping): Promise<Counts> {
  const version = batch.version + 1
  const workbook = await readWorkbookOf(tx, call, batch)
  const readAgain = () => Promise.resolve(workbook)
  const { faults, skipped, counts, plan } = await evaluate(tx, call, {
    id: batch.id,
    version,
    mapping,
    tells: Math.max(toldOf(batch), await mayTell(tx, call)),
    readWorkbook: readAgain,
  })
  await writeFaults(tx, call, batch.id, workbook, faults)
  await tx
    .updateTable('import_batch')
    .set({
      mapping: JSON.stringify(mapping),
      counts: JSON.stringify(counts),
      skipped: JSON.stringify(skipped),
      previewed: previewedBy(call, plan),
      version,
    })
    .where('district', '=', call.actor.district)
    .where('id', '=', batch.id)
    .execute()
  return counts
}

/** A batch that is still staged and as the reader saw it, locked. */
export async function getStaged(tx: Tx, call: Call, input: { import_id: Uuid; version: number }) {
  const batch = await getBatch(tx, call, input.import_id, true)
  if (batch.state === 'applied') refuse('conflict', 'imports.applied_already')
  if (batch.state === 'discarded') refuse('conflict', 'imports.given_up', { next: 'imports.next_upload_again' })
  if (batch.version !== input.version)
    refuse('conflict', 'imports.changed_meanwhile', { next: 'imports.next_read_again' })
  return batch
}
