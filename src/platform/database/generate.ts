import type pg from 'pg'

const SCALARS: Record<string, string> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  fen: 'number',
  float8: 'number',
  numeric: 'string',
  text: 'string',
  bpchar: 'string',
  varchar: 'string',
  uuid: 'string',
  bool: 'boolean',
  date: 'string',
  timestamptz: 'string',
  bytea: 'Buffer',
  jsonb: 'Json',
  json: 'Json',
}

interface ColumnRow {
  table_name: string
  column_name: string
  type_name: string
  is_array: boolean
  not_null: boolean
  has_default: boolean
  generated: boolean
}

const HEAD = `// Generated from the migrated database by \`npm run tables\`; never edited by hand.
import type { ColumnType } from 'kysely'

/** A jsonb column: read as a value, written as JSON text. */
export type Json = ColumnType<unknown, string, string>
/** The same where it may be absent. */
export type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>
type Optional<T> = ColumnType<T, T | undefined, T>
`

function typeOf(column: ColumnRow): string {
  const scalar = SCALARS[column.type_name]
  if (!scalar)
    throw new Error(`${column.table_name}.${column.column_name} has type ${column.type_name}; add it to the generator.`)
  if (scalar === 'Json') return column.not_null && !column.has_default ? 'Json' : 'OptionalJson'
  const base = column.is_array ? `${scalar}[]` : scalar
  const type = column.not_null ? base : `${base} | null`
  if (column.generated) return `ColumnType<${type}, never, never>`
  return column.has_default ? `Optional<${type}>` : type
}

/** The TypeScript text of every table's row, as kysely wants it. */
export async function generateTables(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<ColumnRow>(`
    select c.relname as table_name, a.attname as column_name, coalesce(nullif(bt.typname, ''), t.typname) as type_name,
      t.typcategory = 'A' as is_array, a.attnotnull or t.typtype = 'd' and t.typnotnull as not_null,
      a.atthasdef and a.attgenerated = '' as has_default,
      a.attgenerated <> '' as generated
    from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_type bt on bt.oid = case when t.typcategory = 'A' then t.typelem end
    where c.relkind in ('r', 'p') order by c.relname collate "C", a.attnum`)
  const tables = Map.groupBy(rows, (row) => row.table_name)
  const interfaces = [...tables].map(([table, columns]) => {
    const lines = columns.map((column) => `  ${column.column_name}: ${typeOf(column)}`)
    return `export interface ${pascal(table)} {\n${lines.join('\n')}\n}\n`
  })
  const index = [...tables.keys()].map((table) => `  ${table}: ${pascal(table)}`).join('\n')
  return `${HEAD}\n${interfaces.join('\n')}\nexport interface Tables {\n${index}\n}\n`
}

function pascal(name: string): string {
  return name.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
}
