import { assert } from '../../kernel/assert.ts'
import type { CivilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { addFen, type Fen, fen } from '../../kernel/money.ts'

export const SOURCE_KINDS = ['treasury', 'lottery', 'donation', 'association'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

export const TRANSFER_KINDS = [
  'appropriate',
  'reserve',
  'release',
  'spend',
  'unspend',
  'carry_over',
  'reversal',
] as const
export type TransferKind = (typeof TRANSFER_KINDS)[number]

export const ACCOUNT_KINDS = ['source', 'available', 'reserved', 'spent'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

/** The figures of a statement; each is the signed sum of the transfers it opens to. */
export const FIGURES = ['carried_in', 'appropriated', 'reserved', 'spent', 'carried_out', 'available'] as const
export type Figure = (typeof FIGURES)[number]

/** What money is moved for: `{ kind: 'payment_round', id }`. */
export interface Ref {
  kind: string
  id: Uuid
}

export interface Posting {
  id: Uuid
  district: number
  year: number
  kind: TransferKind
  from_account: Uuid
  to_account: Uuid
  amount_fen: Fen
  appropriation_id: Uuid
  ref: Ref
  operation: string
  happened_on: CivilDate
  memo: string | null
  reverses_id: Uuid | null
}

export interface AccountState {
  id: Uuid
  kind: AccountKind
  balance_fen: Fen
  version: number
  closed: boolean
}

export interface Entry {
  account_id: Uuid
  account_version: number
  account_kind: AccountKind
  direction: 'out' | 'in'
  transfer_id: Uuid
  amount_fen: Fen
  balance_before: Fen
  balance_after: Fen
  previous_version: number | null
  final: false
  previous_final: false | null
}

/** A source's account grows by giving; every other account by receiving. */
export function signOf(kind: AccountKind, direction: 'out' | 'in'): 1 | -1 {
  return (kind === 'source') === (direction === 'out') ? 1 : -1
}

/** Why postings cannot be made: the first that would take more than there is, or that touches a closed account. */
export type PostingFault = { reason: 'closed' } | { reason: 'insufficient'; account_id: Uuid; missing_fen: Fen }

/**
 * The two entries of each posting, in order, each with the balance before and after, and the accounts as they then stand.
 * A balance below nothing is a fault: nothing is made of the whole list.
 */
export function entriesOf(
  postings: readonly Posting[],
  accounts: ReadonlyMap<Uuid, AccountState>,
): { entries: Entry[]; after: Map<Uuid, AccountState> } | { fault: PostingFault } {
  const after = new Map<Uuid, AccountState>()
  const entries: Entry[] = []
  for (const posting of postings) {
    for (const direction of ['out', 'in'] as const) {
      const id = direction === 'out' ? posting.from_account : posting.to_account
      const state = after.get(id) ?? accounts.get(id)
      assert(state !== undefined, 'every account of a posting is given')
      if (state.closed) return { fault: { reason: 'closed' } }
      const balance = state.balance_fen + signOf(state.kind, direction) * posting.amount_fen
      if (balance < 0) return { fault: { reason: 'insufficient', account_id: id, missing_fen: fen(-balance) } }
      const next = { ...state, balance_fen: fen(balance), version: state.version + 1 }
      after.set(id, next)
      entries.push({
        account_id: id,
        account_version: next.version,
        account_kind: state.kind,
        direction,
        transfer_id: posting.id,
        amount_fen: posting.amount_fen,
        balance_before: state.balance_fen,
        balance_after: next.balance_fen,
        previous_version: state.version === 0 ? null : state.version,
        final: false,
        previous_final: state.version === 0 ? null : false,
      })
    }
  }
  return { entries, after }
}

/** What may be done with reserved money, and between which accounts of the appropriation. */
export const MOVES = {
  reserve: { from: 'available', to: 'reserved' },
  release: { from: 'reserved', to: 'available' },
  spend: { from: 'reserved', to: 'spent' },
  unspend: { from: 'spent', to: 'reserved' },
} as const satisfies Partial<Record<TransferKind, { from: AccountKind; to: AccountKind }>>
export type Move = keyof typeof MOVES

interface Held {
  reserved_fen: Fen
  spent_fen: Fen
}

/** What a thing holds and has spent after moves of these sums; a part below nothing says how much is missing. */
export function heldAfter(held: Held, move: Move, amounts: readonly Fen[]): Held | { missing_fen: Fen } {
  const sum: number = addFen(...amounts)
  const reserved = held.reserved_fen + (move === 'reserve' || move === 'unspend' ? sum : -sum)
  const spent = held.spent_fen + (move === 'spend' ? sum : move === 'unspend' ? -sum : 0)
  const lowest = Math.min(reserved, spent)
  return lowest < 0 ? { missing_fen: fen(-lowest) } : { reserved_fen: fen(reserved), spent_fen: fen(spent) }
}

/** The sums of a statement's lines, figure by figure. */
export function totalOf(lines: readonly Record<`${Figure}_fen`, Fen>[]): Record<`${Figure}_fen`, Fen> {
  const sum = (figure: Figure) => addFen(...lines.map((one) => one[`${figure}_fen`]))
  return {
    carried_in_fen: sum('carried_in'),
    appropriated_fen: sum('appropriated'),
    reserved_fen: sum('reserved'),
    spent_fen: sum('spent'),
    carried_out_fen: sum('carried_out'),
    available_fen: sum('available'),
  }
}
