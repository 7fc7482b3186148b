import { type Insertable, sql } from 'kysely'
import type { Tx } from './driver.ts'
import type { Tables } from './tables.ts'

/**
 * Inserts many rows of one table in one statement, however many: the rows travel as one JSON parameter and PostgreSQL gives each
 * value the type of its column. All rows name the same columns; columns that none names take their defaults.
 */
export async function insertRows<T extends keyof Tables & string>(
  tx: Tx,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)))
  await sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${jsonRows(rows)}::jsonb)`.execute(tx)
}

/** Rows as the text of a JSON array that `jsonb_populate_recordset` reads; bytes as PostgreSQL writes them, `\x00ff`. */
export function jsonRows(rows: readonly object[]): string {
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]: [string, unknown]) => [
          name,
          value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value,
        ]),
      ),
    ),
  )
}
