import { interval, tierOf } from '../../../kernel/division-code.ts'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { checkLines, countUnchecked, countUndecided, insertReview, lockReview, markClosed } from '../queries/index.ts'
import { type AskedChange, propose } from './changes.ts'

/**
 * Opens the yearly review of a place: everybody on its roll that day stands on the list.
 * @throws Refusal not_found `claims.place_not_found`, unprocessable `claims.one_district`, conflict `claims.review_exists`
 */
export function openReview(
  db: Database,
  call: Call,
  input: { id: Uuid; division: number; year: number; due_on: CivilDate },
): Promise<{ review_id: Uuid; persons: number }> {
  const { lo, hi } = interval(input.division)
  const { scope } = call.actor
  if (lo < scope.lo || hi > scope.hi) refuse('not_found', 'claims.place_not_found', { place: 'division' })
  if (['nation', 'province', 'city'].includes(tierOf(input.division)))
    refuse('unprocessable', 'claims.one_district', { place: 'division' })
  if (input.due_on < call.today)
    refuse('bad_input', 'claims.due_in_past', { place: 'due_on', params: { today: call.today } })
  return command(
    db,
    call,
    { name: 'claims.open_review', input, subject: { kind: 'annual_review', id: input.id } },
    async (tx) => {
      try {
        const persons = await insertReview(tx, call, { ...input, district: Math.floor(input.division / 1_000_000) })
        return { result: { review_id: input.id, persons }, detail: { year: input.year, persons } }
      } catch (error) {
        if (constraintOf(error) === 'annual_review_once')
          refuse('conflict', 'claims.review_exists', { params: { year: input.year } })
        throw error
      }
    },
  )
}

async function holdOpen(tx: Tx, call: Call, id: Uuid) {
  const review = (await lockReview(tx, call, id)) ?? refuse('not_found', 'claims.review_not_found')
  if (review.closed_at !== null) refuse('conflict', 'claims.review_closed')
  return review
}

export type Checked = { review_id: Uuid } & (
  | { result: 'continues'; claim_ids: Uuid[]; note: string }
  | { result: 'change'; claim_ids: Uuid[]; id: Uuid; change: AskedChange }
)

/**
 * Checks people of a review: all who go on in one act, or one whose standing changes, with the change that asks for confirmation.
 * All or none. @throws Refusal not_found `claims.review_not_found`, conflict `claims.not_on_list`
 */
export function checkReview(db: Database, call: Call, input: Checked): Promise<{ checked: number }> {
  const spec = { name: 'claims.check', input, subject: { kind: 'annual_review', id: input.review_id } }
  return command(db, call, spec, async (tx) => {
    const review = await holdOpen(tx, call, input.review_id)
    const ids = [...new Set(input.claim_ids)]
    const checked =
      input.result === 'continues'
        ? await goOn(tx, call, review, ids, input.note)
        : await change(tx, call, review, input)
    if (checked < ids.length)
      refuse('conflict', 'claims.not_on_list', { params: { count: ids.length - checked }, next: 'claims.look_again' })
    return { result: { checked }, detail: { checked, result: input.result } }
  })
}

type Open = Awaited<ReturnType<typeof holdOpen>>

function goOn(tx: Tx, call: Call, review: Open, claim_ids: readonly Uuid[], note: string): Promise<number> {
  return checkLines(tx, call, review, {
    claim_ids,
    result: 'continues',
    note: note === '' ? null : note,
    change_id: null,
  })
}

/** The other parent's claim that a change of branch takes along is checked with it where it stands on the list. */
async function change(
  tx: Tx,
  call: Call,
  review: Open,
  input: Extract<Checked, { result: 'change' }>,
): Promise<number> {
  const [claim_id] = input.claim_ids
  if (claim_id === undefined) return 0
  const { claims, ids } = await propose(tx, call, { claim_id, id: input.id, change: input.change })
  const result = input.change.kind === 'branch_change' ? 'changes' : 'exit'
  let checked = 0
  for (const [index, claim] of claims.entries()) {
    const done = await checkLines(tx, call, review, {
      claim_ids: [claim.id],
      result,
      note: null,
      change_id: ids[index] ?? input.id,
    })
    if (index === 0 && done === 0) return 0
    checked += done
  }
  return checked
}

/**
 * A review says how the year went: what somebody has asked for and nobody decided is no result.
 * @throws Refusal conflict `claims.review_unfinished` with how many are not yet checked, `claims.review_undecided` with how many wait for
 *   a decision on their change
 */
export function closeReview(db: Database, call: Call, review_id: Uuid): Promise<{ review_id: Uuid }> {
  const spec = { name: 'claims.close_review', input: review_id, subject: { kind: 'annual_review', id: review_id } }
  return command(db, call, spec, async (tx) => {
    const review = await holdOpen(tx, call, review_id)
    const left = await countUnchecked(tx, review)
    if (left > 0) refuse('conflict', 'claims.review_unfinished', { params: { count: left } })
    const undecided = await countUndecided(tx, review)
    if (undecided > 0)
      refuse('conflict', 'claims.review_undecided', {
        params: { count: undecided },
        next: 'claims.review_undecided_next',
      })
    await markClosed(tx, call, review)
    return { result: { review_id } }
  })
}
