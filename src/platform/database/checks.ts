import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type pg from 'pg'

export interface Check {
  /** `families/facts`: the room and the file. */
  name: string
  sql: string
}

export interface CheckFault {
  check: string
  /** How many rows broke the invariant, and the first of them (ids and codes only). */
  rows: number
  first: Record<string, unknown>
}

/**
 * Every `checks/*.sql` under a source folder: invariants that must return no row. `running-checks` are those that hold only while a server
 * runs, which does by itself what they wait for.
 */
export function findChecks(source: string, folder: 'checks' | 'running-checks' = 'checks'): Check[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.split(/[\\/]/).at(-2) === folder && path.endsWith('.sql'))
    .toSorted()
    .map((path) => {
      const parts = path.split(/[\\/]/)
      return { name: `${parts.at(-3)}/${basename(path, '.sql')}`, sql: readFileSync(join(source, path), 'utf8') }
    })
}

/** Runs the always-true queries as a login that sees past row security. */
export async function runChecks(client: pg.ClientBase, checks: readonly Check[]): Promise<CheckFault[]> {
  const faults: CheckFault[] = []
  for (const check of checks) {
    const { rows } = await client.query<Record<string, unknown>>(check.sql)
    if (rows[0]) faults.push({ check: check.name, rows: rows.length, first: rows[0] })
  }
  return faults
}
