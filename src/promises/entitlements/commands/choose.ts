import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { OwedFilter, Sum } from '../contract/index.ts'
import { byIds, compileFilter, type Locked, lockEntitlements, type Move, moveEntitlements } from '../queries/index.ts'
import { mayMove, reachableFrom, type State } from '../rules/index.ts'

/** Which entitlements an act is about: those named, or all that a filter means. */
export interface Chosen {
  entitlement_ids?: readonly Uuid[] | undefined
  filter?: OwedFilter | undefined
  /** What the sender saw the filter to mean; anything else is refused. */
  expected?: { rows: number; amount_fen: number } | undefined
}

const MOST = 20_000
const ISSUES_MAX = 100

/**
 * Reads and locks what is chosen. Of a filter only what stands in `from` is meant.
 * @throws Refusal not_found `entitlements.not_found`, conflict `entitlements.not_as_seen`, unprocessable `…too_many_at_once`.
 */
export async function lockChosen(
  tx: Tx,
  call: Call,
  chosen: Chosen,
  { on, from }: { on: CivilDate; from: State },
): Promise<Locked[]> {
  const ids = chosen.entitlement_ids
  if (ids !== undefined) {
    const rows = await lockEntitlements(tx, call, byIds(ids), on)
    if (rows.length !== new Set(ids).size) refuse('not_found', 'entitlements.not_found', { place: 'entitlement_ids' })
    return rows
  }
  const which = compileFilter(call, { ...chosen.filter, state: [from] })
  const rows = await lockEntitlements(tx, call, sql<boolean>`${which}`, on)
  if (rows.length > MOST) refuse('unprocessable', 'entitlements.too_many_at_once', { params: { max: MOST } })
  const { expected } = chosen
  const found = sumRows(rows)
  if (expected !== undefined && (expected.rows !== found.rows || expected.amount_fen !== found.amount_fen)) {
    refuse('conflict', 'entitlements.not_as_seen', {
      params: { rows: found.rows, amount_fen: found.amount_fen },
      next: 'entitlements.look_again',
    })
  }
  return rows
}

/** All must be where the move begins, else nothing happens and each that is not is named. */
export function refuseUnlessMovable(rows: readonly Locked[], to: State): void {
  const issues = rows.flatMap((row, index): Issue[] =>
    row.paying
      ? [{ place: `entitlement_ids.${index}`, code: 'entitlements.is_being_paid', params: { id: row.id } }]
      : mayMove(row.state, to, 'hand')
        ? []
        : [{ place: `entitlement_ids.${index}`, code: `entitlements.is_${row.state}`, params: { id: row.id } }],
  )
  if (issues.length > 0) {
    refuse('conflict', `entitlements.not_to_${to}`, {
      params: { count: issues.length },
      next: 'entitlements.look_again',
      issues: issues.slice(0, ISSUES_MAX),
    })
  }
}

/** What the bank pays round by round is reached by its answer alone: a worker's word would stand in the statement as money. */
export function refusePaidByRounds(rows: readonly Locked[]): void {
  const issues = rows.flatMap((row, index): Issue[] =>
    row.paying_room === null
      ? []
      : [{ place: `entitlement_ids.${index}`, code: 'entitlements.is_paid_by_rounds', params: { id: row.id } }],
  )
  if (issues.length === 0) return
  refuse('unprocessable', 'entitlements.paid_by_rounds', {
    params: { count: issues.length },
    place: 'entitlement_ids',
    next: 'entitlements.paid_by_rounds_next',
    issues: issues.slice(0, ISSUES_MAX),
  })
}

/** Nothing was handed over before it was owed: a day before the period would put it into the figures of years that are closed. */
export function refuseBeforeDue(rows: readonly Locked[], happened_on: CivilDate): void {
  const issues = rows.flatMap((row, index): Issue[] => {
    const from = reachableFrom(row)
    const params = { id: row.id, from }
    return happened_on < from ? [{ place: `entitlement_ids.${index}`, code: 'entitlements.owed_from', params }] : []
  })
  if (issues.length === 0) return
  refuse('unprocessable', 'entitlements.before_due', {
    params: { count: issues.length, happened_on },
    place: 'happened_on',
    next: 'entitlements.before_due_next',
    issues: issues.slice(0, ISSUES_MAX),
  })
}

/** Moves what was locked; a row that is no longer as it was read stops everything. */
export async function moveAll(tx: Tx, rows: readonly Locked[], move: Move): Promise<number> {
  const moved = await moveEntitlements(tx, rows, move)
  if (moved !== rows.length) refuse('conflict', 'entitlements.changed_meanwhile', { next: 'entitlements.look_again' })
  return moved
}

export function sumRows(rows: readonly Locked[]): Sum {
  return {
    rows: rows.length,
    households: new Set(rows.map((row) => row.family_id)).size,
    persons: new Set(rows.flatMap((row) => row.person_id ?? [])).size,
    amount_fen: rows.reduce((sum, row) => sum + row.amount_fen, 0),
    quantity: rows.reduce((sum, row) => sum + (row.unit === 'fen' ? 0 : row.quantity), 0),
  }
}

/** Whose screens hear of it: the community of all, or the whole district. */
export function placeOfNews(call: Call, rows: readonly Locked[]): number {
  const [first] = rows
  const same = first !== undefined && rows.every((row) => row.community === first.community)
  return same ? first.community : call.actor.district * 1_000_000
}
