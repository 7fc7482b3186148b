import type pg from 'pg'
import type { Bank } from './bank.ts'
import type { World } from './world.ts'

export interface Sum {
  count: number
  fen: number
}

/** The same money in every book that knows of it. */
export interface Books {
  owed: Sum
  reached: Sum
  payments: Sum
  ledger: Sum
  bank_lines: Sum
  care_records: Sum
  /** The bank's own books, outside the product. */
  bank: Sum
}

export interface Found {
  books: Books
  /** What was owed and is not paid by the bank. */
  lost: number
  /** Persons paid twice for a month, by the bank's books or ours; files, answers and steps there twice. */
  doubled: number
  /** Rounds that stand between two steps, lines that stand elsewhere than their round, keys without an answer. */
  half: number
  /** Attempts that the bank turned back, each followed by another. */
  failed: number
  attempts_max: number
}

const SUMS: Readonly<Record<Exclude<keyof Books, 'owed' | 'bank'>, string>> = {
  reached: `select count(*)::int as count, coalesce(sum(amount_fen), 0)::float8 as fen from entitlement where policy_id = $1 and state = 'reached'`,
  payments: `select count(*)::int as count, coalesce(sum(amount_fen), 0)::float8 as fen from payment where policy_id = $1 and state = 'paid'`,
  ledger: `select count(*)::int as count, coalesce(sum(amount_fen), 0)::float8 as fen from fund_transfer where kind = 'spend' and ref_kind = 'payment_round'
    and $1::uuid is not null`,
  bank_lines: `select count(*)::int as count, coalesce(sum(l.amount_fen), 0)::float8 as fen from bank_return_line r
    join bank_file_line l on l.district = r.district and l.bank_file_id = r.bank_file_id and l.line_no = r.line_no
    where r.outcome = 'paid' and $1::uuid is not null`,
  care_records: `select count(*)::int as count, coalesce(sum(sign * amount_fen), 0)::float8 as fen from care_record where source_room = 'payments'
    and $1::uuid is not null`,
}

const DOUBLED = `
  select (select count(*) from (select 1 from payment where state = 'paid' group by person_id, policy_id, period having count(*) > 1) a)
    + (select count(*) from (select 1 from care_record where source_room = 'payments' group by source_id having count(*) > 1) b)
    + (select count(*) from (select 1 from bank_file group by round_id having count(*) > 1) c)
    + (select count(*) from (select 1 from audit_entry where action like 'payments.%' and outcome = 'done' group by action, subject_id
        having count(*) > 1) d) as n`

const HALF = `
  select (select count(*) from payment_round where state <> 'closed')
    + (select count(*) from payment where state in ('composed', 'exported'))
    + (select count(*) from entitlement where paying_round_id is not null)
    + (select count(*) from appropriation where reserved_fen <> 0)
    + (select count(*) from idempotency where response is null) as n`

/** Compares all books, asked past row security. */
export async function readBooks(admin: pg.ClientBase, world: World, bank: Bank): Promise<Found> {
  const one = async <T extends object>(text: string, values: unknown[] = []): Promise<T> => {
    const { rows } = await admin.query<T>(text, values)
    const [row] = rows
    if (!row) throw new Error('A sum has one row.')
    return row
  }
  const sums = {} as Record<keyof typeof SUMS, Sum>
  for (const name of Object.keys(SUMS) as (keyof typeof SUMS)[])
    sums[name] = await one<Sum>(SUMS[name], [world.policy_id])
  const paid = [...bank.paid.values()]
  const own: Sum = {
    count: paid.reduce((sum, { times }) => sum + times, 0),
    fen: paid.reduce((sum, { fen }) => sum + fen, 0),
  }
  const again = paid.filter(({ times }) => times > 1).length
  const { n: doubled } = await one<{ n: string }>(DOUBLED)
  const { n: half } = await one<{ n: string }>(HALF)
  const attempts = await one<{ failed: number; most: number }>(
    `select count(*) filter (where state = 'failed')::int as failed, max(attempt) as most from payment`,
  )
  return {
    books: { owed: { count: world.owed.lines, fen: world.owed.fen }, ...sums, bank: own },
    lost: world.owed.lines - bank.paid.size,
    doubled: again + Number(doubled),
    half: Number(half),
    failed: attempts.failed,
    attempts_max: attempts.most,
  }
}

export function booksAgree(books: Books): boolean {
  return Object.values(books).every((sum: Sum) => sum.count === books.owed.count && sum.fen === books.owed.fen)
}
