import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { sha256 } from '../crypto.ts'

interface Step {
  name: string
  sql: string
  hash: string
}

function stepsIn(folder: string): Step[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      return { name: file.replace(/\.sql$/, ''), sql: text, hash: sha256(text).toString('hex') }
    })
}

/**
 * Brings the schema to the newest step, each step in one transaction: old or new, never between. Steps already taken must
 * read as they did then; a changed one is an error, because a database that differs from its files explains nothing.
 *
 * @param url a login that may become nuanxin_owner
 * @returns the names of the steps taken now
 */
export async function migrate(url: string, folder: string, onStep?: (name: string) => void): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'nuanxin migrate' })
  await client.connect()
  try {
    await client.query('set role nuanxin_owner')
    await client.query("select pg_advisory_lock(hashtext('nuanxin migrate'))")
    const steps = stepsIn(folder)
    // A start that finds every step taken writes nothing.
    let taken = await stepsTaken(client)
    if (steps.every((step) => taken.get(step.name) === step.hash)) return []
    await prepare(client)
    taken = await stepsTaken(client)
    const now: string[] = []
    for (const step of steps) {
      const before = taken.get(step.name)
      if (before === step.hash) continue
      if (before)
        throw new Error(`Migration ${step.name} was changed after it ran here. Restore the file and write a new step.`)
      onStep?.(step.name)
      await take(client, step)
      now.push(step.name)
    }
    return now
  } finally {
    await client.end()
  }
}

async function stepsTaken(client: pg.Client): Promise<Map<string, string>> {
  const { rows: tables } = await client.query<{ there: boolean }>(
    `select to_regclass('migration') is not null as there`,
  )
  if (!tables[0]?.there) return new Map()
  const { rows } = await client.query<{ name: string; hash: string }>('select name, hash from migration')
  return new Map(rows.map((row) => [row.name, row.hash]))
}

async function prepare(client: pg.Client): Promise<void> {
  await client.query(`create table if not exists migration (
    name text constraint migration_pkey primary key, hash text not null, taken_at timestamptz not null default now())`)
  await client.query(`comment on table migration is 'local: the steps this database has taken'`)
  for (const column of ['name', 'hash', 'taken_at'])
    await client.query(`comment on column migration.${column} is 'internal'`)
}

async function take(client: pg.Client, step: Step): Promise<void> {
  try {
    await client.query('begin')
    // First, so that two processes racing collide on the key before either changes anything.
    await client.query('insert into migration (name, hash) values ($1, $2)', [step.name, step.hash])
    await client.query(step.sql)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${step.name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
