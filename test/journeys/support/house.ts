import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { installInto, urlFor } from '../../../src/platform/database/install.ts'
import { startEmbedded } from '../../../src/platform/database/embedded.ts'
import { openSecrets } from '../../../src/platform/secrets.ts'
import { loadDivisions } from '../../../src/registry/divisions/index.ts'
import { Served } from './served.ts'

/** Where the demonstration district stands for the journeys of one worker. */
export interface House {
  /** Where it is served. */
  address: string
  /** Its database past row security, for a journey that must let days go by. */
  database: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** One for each worker: two journeys at once must not meet the acts of each other. */
    houses: readonly House[]
    /** Data folders and databases of products that nobody has set up yet, for the journeys that each start one themselves. */
    untried: readonly { folder: string; database: string }[]
  }
}

/** Those that are set up and those where the demonstration is tried, each once on a desk and once on a phone; and a city's. */
const UNTRIED = ['first', 'second', 'third', 'fourth', 'fifth'] as const

/**
 * Real servers, each its own process, with the demonstration; and what others that nobody has set up are started from. The schema, the
 * 660,000 divisions and the demonstration are each put into one database and copied, since loading them takes longer than most journeys.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync('dist/web/index.html')) execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build'])
  const folder = mkdtempSync(join(tmpdir(), 'nuanxin-journeys-'))
  // A private folder cannot be walked through by the unprivileged user the database runs as.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  const secrets = openSecrets(join(folder, 'demonstration-0'))
  const database = await startEmbedded({
    folder: join(folder, 'pg'),
    superuser_password: secrets.database_passwords.superuser,
    durable: false,
  })
  const adminUrl = database.superuser_url
  const databaseOf = (name: string) => adminUrl.replace(/\/postgres$/, `/${name}`)
  const houses = Array.from({ length: project.config.maxWorkers }, (_, n) => {
    const name = `demonstration-${n}`
    return { name, served: new Served(join(folder, name), databaseOf(name), ['--demo']) }
  })
  const close = async () => {
    await Promise.all(houses.map(({ served }) => served.stop()))
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const copy = async (to: string) => {
    await copyDatabase(adminUrl, 'demonstration-0', to)
    mkdirSync(join(folder, to))
    copyFileSync(join(folder, 'demonstration-0', 'secrets.json'), join(folder, to, 'secrets.json'))
  }
  try {
    await installInto({ adminUrl, database: 'demonstration-0', secrets, migrations: 'migrations' })
    await loadDivisions(urlFor(adminUrl, 'demonstration-0', 'migrator', secrets))
    for (const name of UNTRIED) await copy(name)
    const [first, ...others] = houses
    await first?.served.start()
    await first?.served.loaded()
    if (others.length > 0) {
      await first?.served.stop()
      for (const { name } of others) await copy(name)
      await Promise.all(houses.map(({ served }) => served.start()))
    }
    project.provide(
      'houses',
      houses.map(({ name, served }) => ({ address: served.address, database: databaseOf(name) })),
    )
    project.provide(
      'untried',
      UNTRIED.map((name) => ({ folder: join(folder, name), database: databaseOf(name) })),
    )
    return close
  } catch (error) {
    await close()
    throw error
  }
}

/** Copies a database nobody is connected to. */
async function copyDatabase(adminUrl: string, from: string, to: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    const { rows } = await admin.query<{ owner: string }>(
      'select r.rolname as owner from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = $1',
      [from],
    )
    await admin.query(
      `create database ${pg.escapeIdentifier(to)} template ${pg.escapeIdentifier(from)} owner ${pg.escapeIdentifier(rows[0]?.owner ?? '')} strategy file_copy`,
    )
    // What is granted on a database as a whole is not copied with it: the server's own start grants it again.
  } finally {
    await admin.end()
  }
}
