import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { readIn } from '../../../platform/database/transact.ts'
import type { ChangeLine, FaultLine, ImportDetail, MappingFile } from '../contract.ts'
import type { SheetChoice } from '../rules/index.ts'
import { applyImport } from './apply.ts'
import { previewImport } from './preview.ts'
import { faultPage, importDetail } from './show.ts'
import { stageRoster } from './stage.ts'

export interface RosterInput {
  bytes: Uint8Array
  file_name: string
  /** What columns mean, where the guess and what is remembered do not do. */
  mapping?: MappingFile | undefined
  /** Apply when nothing blocks. Else the roster stays staged. */
  apply: boolean
}

export interface RosterResult {
  import: ImportDetail
  faults: FaultLine[]
  /** Empty when the same file was applied before. */
  changes: ChangeLine[]
  /** Whether this call applied it. */
  applied: boolean
}

/**
 * The whole way of a roster in one call, for the command line and the demonstration: stage, faults, preview and, where asked and nothing
 * blocks, apply. Two commands under two keys made of the caller's one, so that repeating the call repeats neither.
 */
export async function importRoster(db: Database, call: Call, input: RosterInput): Promise<RosterResult> {
  const choices = (input.mapping ?? []).map(({ sheet, layout, columns }): SheetChoice => ({
    sheet,
    read: true,
    layout,
    columns: Object.entries(columns).map(([letter, field]) => ({ letter, field })),
  }))
  const { import_id: id, applied_before: before } = await stageRoster(db, keyed(call, 'stage'), input, choices)
  const seen = await readIn(db, call, async (tx) => {
    const detail = await importDetail(tx, call, id, before)
    if (detail.state !== 'staged') return { detail, faults: [], changes: [] }
    const { items: faults } = await faultPage(tx, call, id, { limit: ALL })
    const { items: changes } = await previewImport(tx, call, id, { after: 0, limit: ALL })
    return { detail, faults, changes: changes.filter((line) => line.kind !== 'unchanged') }
  })
  const { detail, faults, changes } = seen
  if (!input.apply || detail.state !== 'staged' || detail.counts.blocks > 0)
    return { import: detail, faults, changes, applied: false }
  await applyImport(db, keyed(call, 'apply'), { import_id: id, version: detail.version })
  const after = await readIn(db, call, (tx) => importDetail(tx, call, id))
  if (after.state !== 'applied') refuse('conflict', 'imports.changed_meanwhile')
  return { import: after, faults, changes, applied: true }
}

const ALL = 1_000_000

function keyed(call: Call, step: 'stage' | 'apply'): Call {
  return { ...call, idempotency_key: call.idempotency_key === null ? null : `${call.idempotency_key}:${step}` }
}
