import { type Insertable, sql } from 'kysely'
import type { Tx } from './driver.ts'
import type { Tables } from './tables.ts'

/**
 * Inserts many rows of one table in one statement, however many: the rows travel as one JSON parameter and PostgreSQL gives each
 * value the type of its column. All rows name the same columns; columns that none names take their defaults.
 */
export async function insertRows<T extends keyof Tables>(
  tx: Tx,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)))
  await sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${jsonRows(rows)}::json)`.execute(tx)
}

/** Rows as the text of a JSON array that `json_populate_recordset` reads; bytes as PostgreSQL writes them, `\x00ff`. */
export function jsonRows(rows: readonly object[]): string {
  const table = rows as readonly Readonly<Record<string, unknown>>[]
  const isBytes = (row: Readonly<Record<string, unknown>>, column: string) => row[column] instanceof Uint8Array
  const sealed = Object.keys(table[0] ?? {}).filter((column) => table.some((row) => isBytes(row, column)))
  if (sealed.length === 0) return JSON.stringify(table)
  return JSON.stringify(
    table.map((row) => {
      const written = { ...row }
      for (const column of sealed) {
        const value = row[column]
        if (value instanceof Uint8Array)
          written[column] = `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
      }
      return written
    }),
  )
}

/**
 * Changes many rows of one table in one statement. Each row names its `district` and `id` and all columns that `rows` have in
 * common; tables with a `version` count it up.
 * @returns how many rows there were to change.
 */
export async function updateRows<T extends keyof Tables>(
  tx: Tx,
  table: T,
  rows: readonly (Partial<Insertable<Tables[T]>> & { district: number; id: string })[],
  options: { versioned: boolean } = { versioned: true },
): Promise<number> {
  const [first] = rows
  if (!first) return 0
  const changed = Object.keys(first).filter((column) => column !== 'district' && column !== 'id')
  const assignments = changed.map((column) => sql`${sql.ref(column)} = r.${sql.ref(column)}`)
  if (options.versioned) assignments.push(sql`version = t.version + 1`)
  const result = await sql`update ${sql.table(table)} t set ${sql.join(assignments)}
    from json_populate_recordset(null::${sql.table(table)}, ${jsonRows(rows)}::json) r
    where t.district = r.district and t.id = r.id`.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}
