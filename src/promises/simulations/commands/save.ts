import type { Uuid } from '../../../kernel/ids.ts'
import { Refusal, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { getDraft } from '../../policies/index.ts'
import type { SavedSimulation, SavedSimulationLine } from '../contract.ts'
import { findSaved, insertSimulation, listSaved, type Saved, type SavedLine } from '../queries/index.ts'
import { type Asked, draftHash, resultOf, workOut } from './simulate.ts'

/**
 * Works the simulation out once more and keeps its figures, with what they were worked out from. Names are not kept.
 * @throws as `workOut`
 */
export function saveSimulation(
  db: Database,
  call: Call,
  { name, ...asked }: Asked & { name: string },
): Promise<{ simulation_id: Uuid }> {
  return command(db, call, { name: 'simulations.save', input: { name, ...asked } }, async (tx) => {
    const worked = await workOut(tx, call, asked)
    const result = await resultOf(tx, call, asked, worked)
    const id = call.newId()
    const { by_month, by_place, totals, division_name: _named, ...about } = result
    await insertSimulation(tx, {
      ...about,
      id,
      name,
      totals,
      by_month,
      by_place: by_place.map(({ name: _name, ...line }) => line),
      draft_version: worked.draft.version,
      draft_hash: worked.draft_hash,
      law_hash: worked.law_hash,
      register_hash: worked.register_hash,
      made_by: call.actor.account_id,
      made_at: call.now,
    })
    const subject = { kind: 'simulation', id }
    return { result: { simulation_id: id }, subject, detail: { draft_id: asked.draft_id, division: result.division } }
  })
}

function lineOf(line: SavedLine): SavedSimulationLine {
  const { gained, lost, more, less, unknown, today_fen, draft_fen, arrears_fen, policies, money, ...about } = line
  return {
    ...about,
    policies: [...policies],
    money: [...money],
    totals: { gained, lost, more, less, unknown, today_fen, draft_fen, arrears_fen },
  }
}

/** The saved simulations of a draft. @throws Refusal not_found `policies.draft_not_found` */
export async function listSimulations(
  tx: Tx,
  call: Call,
  asked: { draft_id: Uuid; size: number; cursor?: string | undefined },
): Promise<{ items: SavedSimulationLine[]; next_cursor: string | null }> {
  await getDraft(tx, call, asked.draft_id)
  const { items, next_cursor } = await listSaved(tx, call, asked)
  return { items: items.map(lineOf), next_cursor }
}

/** One saved simulation with what has changed since. @throws Refusal not_found `simulations.not_found` */
export async function showSimulation(tx: Tx, call: Call, id: Uuid): Promise<SavedSimulation> {
  const found = (await findSaved(tx, call, id)) ?? refuse('not_found', 'simulations.not_found')
  const { draft_hash: _draft, law_hash: _law, register_hash: _register, by_month, by_place, ...line } = found
  return { ...lineOf(line), by_month, by_place, changed: await changedSince(tx, call, found) }
}

/** What differs from the day it was kept: worked out anew wherever that is possible, never guessed from a date of change. */
async function changedSince(tx: Tx, call: Call, saved: Saved): Promise<SavedSimulation['changed']> {
  const draft = await getDraft(tx, call, saved.draft_id)
  const changed = { draft: !draftHash(draft).equals(saved.draft_hash), law: false, register: null }
  if (changed.draft) return changed
  try {
    const { draft_id, division, month, months } = saved
    const now = await workOut(tx, call, { draft_id, division, month, months })
    const law = !now.law_hash.equals(saved.law_hash)
    return { ...changed, law, register: law ? null : !now.register_hash.equals(saved.register_hash) }
  } catch (error) {
    // Decided, out of date or begun in the past: what it would be worked out from is no longer there.
    if (error instanceof Refusal && error.kind === 'unprocessable') return { ...changed, law: true }
    throw error
  }
}
