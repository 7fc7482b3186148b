import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../../src/platform/call.ts'
import { constraintOf } from '../../src/platform/database/errors.ts'
import { asSystem } from '../../src/platform/database/transact.ts'
import type { TestDatabase } from './database.ts'

/** Attacks by the application role itself, past every command: what the database alone says to them. */
export interface Attacker {
  /** What it says to these statements in one transaction: the constraint, `permission denied`, `row security`, an error's code, or `done`. */
  said(...statements: RawBuilder<unknown>[]): Promise<string>
  /** The same for rows of one table, one transaction each, after each other; none of them may have been taken. */
  saidToEach(statements: Readonly<Record<string, RawBuilder<unknown>>>): Promise<Record<string, string>>
}

export function attackerOf(test: TestDatabase, scope: Scope): Attacker {
  async function said(...statements: RawBuilder<unknown>[]): Promise<string> {
    try {
      await asSystem(test.db, scope, async (tx) => {
        for (const statement of statements) await statement.execute(tx)
      })
      return 'done'
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      const { code = 'unknown', message } = cause as Error & { code?: string }
      if (code === '42501') return message.includes('row-level security') ? 'row security' : 'permission denied'
      return constraintOf(cause) ?? code
    }
  }
  return {
    said,
    async saidToEach(statements) {
      const answers: Record<string, string> = {}
      for (const [what, statement] of Object.entries(statements)) answers[what] = await said(statement)
      return answers
    },
  }
}

/** A row written as it is said. */
export function insertOf(table: string, row: Readonly<Record<string, unknown>>): RawBuilder<unknown> {
  const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)))
  return sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)`
}

/** What is written of a bank's file; the table makes another column by itself. */
export const BANK_FILE =
  'district id round_id template template_version sha256 line_count total_fen exported_by exported_at'.split(' ')

/** What is written of a claimed month. */
export const CLAIM = 'holder own root_id group_key period district person_id payment_id entitlement_id paid'.split(' ')

/** A row that is there written once more, with these columns changed; `columns` are named where the table makes another by itself. */
export function copyOf(
  table: string,
  where: RawBuilder<unknown>,
  change: Readonly<Record<string, unknown>>,
  columns?: readonly string[],
): RawBuilder<unknown> {
  const changed = sql`jsonb_populate_record(t, ${JSON.stringify(change)}::jsonb)`
  const target = sql.table(table)
  if (!columns) return sql`insert into ${target} select (${changed}).* from ${target} t where ${where}`
  const named = sql.join(columns.map((column) => sql.ref(column)))
  return sql`insert into ${target} (${named}) select ${named} from (select (${changed}).* from ${target} t where ${where}) c`
}

/** Until a statement of the application waits for the claim that is not committed yet. */
export async function someoneWaits(db: TestDatabase): Promise<void> {
  for (;;) {
    // Of this database: in the others of the server other tests wait for one another.
    const { rows } = await db.admin.query(
      `select from pg_locks w where not w.granted and exists (select from pg_locks h join pg_database d on d.oid = h.database
         where h.pid = w.pid and h.locktype = 'relation' and d.datname = current_database())`,
    )
    if (rows.length > 0) return
  }
}
