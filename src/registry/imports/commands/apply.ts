import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, Refusal, refuse, withIssues } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import { moveFamilies, registerFamilies, traceRefusedClaims, updateFamilies } from '../../families/index.ts'
import { deleteRows, forgetContent } from '../queries/index.ts'
import { type CellAt, cellOfChange, cellOfPlace, type Fault, type ReadHousehold, writesOf } from '../rules/index.ts'
import { evaluate, forgetJudged, judgingOf } from './evaluate.ts'
import { notPreviewed } from './previewed.ts'
import { getStaged, judgeAnew } from './stage.ts'

export interface BatchInput {
  import_id: Uuid
  version: number
}

/** A refusal lists this many faults; all of them are on the page and in the annotated file. */
const ISSUES_MAX = 100

/**
 * Applies a staged roster: all of it in one transaction, or nothing. The roster is compared with the register of this moment, so that
 * nothing is applied that the officer was not warned of. Where it would now change what its preview did not show, it is judged anew instead,
 * as the batch's next version.
 *
 * @throws Refusal unprocessable `imports.has_faults` with the faults that block; conflict `imports.more_than_previewed`, `imports.applied_already`,
 * `imports.given_up`, `imports.changed_meanwhile`; those of `registerFamilies` and `updateFamilies` with the cells as their places
 */
export async function applyImport(db: Database, call: Call, input: BatchInput): Promise<void> {
  const spec = { name: 'imports.apply', input, subject: { kind: 'import', id: input.import_id } }
  try {
    const work = async (tx: Tx) => {
      const batch = await getStaged(tx, call, input)
      const { faults, plan, counts } = await evaluate(tx, call, judgingOf(tx, call, batch))
      if (counts.blocks > 0) refuseFaults(faults.filter((fault) => fault.severity === 'blocks'))
      const unseen = await notPreviewed(tx, call, batch.id, plan)
      if (unseen.length > 0) {
        await judgeAnew(tx, call, batch, batch.mapping)
        return { result: unseen, detail: { judged_anew: unseen.length } }
      }
      const { drafts, updates, moves } = writesOf(plan)
      await atCells(
        updates,
        (place, { household, difference }) =>
          difference === null ? household.at : cellOfChange(place, household, difference),
        () => updateFamilies(tx, call, updates),
      )
      await atCells(
        moves,
        (_, { household }) => household.cells.community ?? household.at,
        () => moveFamilies(tx, call, moves),
      )
      await atCells(
        drafts,
        (place, { household }) => cellOfPlace(place, household),
        () =>
          registerFamilies(
            tx,
            call,
            drafts.map(({ draft }) => draft),
            { read: drafts.map(({ read }) => read) },
          ),
      )
      await end(tx, call, batch.id, 'applied', counts)
      await forgetContent(tx, call, batch.id)
      await tell(tx, call, call.actor.district, {
        topic: 'imports.applied',
        dedupe_key: batch.id,
        payload: { community: call.actor.division, import_id: batch.id },
      })
      const detail = {
        new_households: counts.new_households,
        changed_households: counts.changed_households,
        moved_households: counts.moved_households,
        new_persons: counts.new_persons,
        changed_persons: counts.changed_persons,
      }
      return { result: [], detail }
    }
    // Who was registered elsewhere since the roster was judged is told by the register, and that leaves its trace.
    const unseen = await traceRefusedClaims(db, call, () => command(db, call, spec, work))
    if (unseen.length > 0) refuseUnseen(unseen)
    forgetJudged(input.import_id)
  } catch (error) {
    // Somebody applied the very same file while this one waited for the constraint.
    if (error instanceof Refusal && constraintOf(error.cause) === 'import_batch_applied_once')
      refuse('conflict', 'imports.applied_already')
    throw error
  }
}

function refuseUnseen(cells: readonly CellAt[]): never {
  const next = 'imports.next_look_again'
  const issues = cells
    .slice(0, ISSUES_MAX)
    .map((at): Issue => ({ place: placeOf(at), code: 'imports.not_previewed', next }))
  return refuse('conflict', 'imports.more_than_previewed', {
    params: { count: cells.length },
    next,
    issues,
  })
}

function refuseFaults(faults: readonly Fault[]): never {
  const issues = faults.slice(0, ISSUES_MAX).map((fault): Issue => ({
    place: placeOf(fault),
    code: fault.code,
    ...(fault.params ? { params: fault.params } : {}),
    ...(fault.next ? { next: fault.next } : {}),
  }))
  return refuse('unprocessable', 'imports.has_faults', {
    params: { count: faults.length },
    next: 'imports.next_mend',
    issues,
  })
}

/** `户籍表!C12`, or `户籍表!12` for a whole row. */
function placeOf(at: CellAt): string {
  return `${at.sheet}!${at.column ?? ''}${at.row}`
}

/** What the register refuses is told at the cells of the file: `3.members.0.identity.number` is the fourth household's. */
async function atCells<Written extends { household: ReadHousehold }>(
  written: readonly Written[],
  cellOf: (place: string, one: Written) => CellAt,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!(error instanceof Refusal) || error.issues.length === 0) throw error
    const issues = error.issues.slice(0, ISSUES_MAX).map((issue) => {
      const led = /^(\d+)\.(.+)$/.exec(issue.place)
      // One update alone is not led by its index.
      const one = written[led ? Number(led[1]) : 0]
      return one === undefined ? issue : { ...issue, place: placeOf(cellOf(led?.[2] ?? issue.place, one)) }
    })
    throw withIssues(error, issues)
  }
}

async function end(tx: Tx, call: Call, id: Uuid, state: 'applied' | 'discarded', counts?: object): Promise<void> {
  const applied = state === 'applied' ? { applied_at: call.now, applied_by: call.actor.account_id } : {}
  const { numUpdatedRows } = await tx
    .updateTable('import_batch')
    .set((eb) => ({
      state,
      ended_at: call.now,
      previewed: [],
      ...applied,
      ...(counts ? { counts: JSON.stringify(counts) } : {}),
      version: eb('version', '+', 1),
    }))
    .where('district', '=', call.actor.district)
    .where('id', '=', id)
    .where('state', '=', 'staged')
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error('A staged import that is locked ends once.')
}

/** Gives up a staged roster; its rows are forgotten. */
export async function discardImport(db: Database, call: Call, input: BatchInput): Promise<void> {
  const spec = { name: 'imports.discard', input, subject: { kind: 'import', id: input.import_id } }
  await command(db, call, spec, async (tx) => {
    const batch = await getStaged(tx, call, input)
    await end(tx, call, batch.id, 'discarded')
    await deleteRows(tx, call, batch.id)
    return { result: null }
  })
  forgetJudged(input.import_id)
}
