import type pg from 'pg'
import type { Secrets } from '../secrets.ts'
import type { CheckFault } from './checks.ts'

/** A column that holds what the application sealed; `crypto.ts` says how its first four bytes are made. */
const SEALED = `select c.relname as "table", a.attname as "column" from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'bytea'::regtype
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and (a.attname ~ '_cipher$' or a.attname = 'sealed')
  order by 1, 2`

/**
 * Ciphertext with a key these secrets do not have: nobody could read it any more. A check like the others of reliability 6.3, which cannot be
 * a file of SQL because the keys are not in the database.
 */
export async function runSealedCheck(
  client: pg.ClientBase,
  secrets: Pick<Secrets, 'field_keys'>,
): Promise<CheckFault[]> {
  const { rows: columns } = await client.query<{ table: string; column: string }>(SEALED)
  const known = secrets.field_keys.map((key) => key.id)
  const faults: CheckFault[] = []
  for (const { table, column } of columns) {
    const sealed = client.escapeIdentifier(column)
    const { rows } = await client.query<{ rows: number; key: number }>(
      `select count(*)::int as rows, min(key) as key from (
         select case when octet_length(${sealed}) < 32 or get_byte(${sealed}, 0) <> 1 or get_byte(${sealed}, 1) <> 1 then -1
           else get_byte(${sealed}, 2) * 256 + get_byte(${sealed}, 3) end as key
         from ${client.escapeIdentifier(table)} where ${sealed} is not null) s
       where key <> all($1::int[]) having count(*) > 0`,
      [known],
    )
    const [found] = rows
    if (found)
      faults.push({
        check: 'platform/sealed',
        rows: found.rows,
        first: { column: `${table}.${column}`, key: found.key },
      })
  }
  return faults
}
