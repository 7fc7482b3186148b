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

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the demonstration district is served. */
    demonstration: string
    /** Its database past row security, for a journey that must let days go by. */
    demonstration_database: string
    /** Data folders and databases of products that nobody has set up yet, for the journeys that each start one themselves. */
    untried: readonly { folder: string; database: string }[]
  }
}

/** Those that are set up and those where the demonstration is tried, each once on a desk and once on a phone; and a city's. */
const UNTRIED = ['first', 'second', 'third', 'fourth', 'fifth'] as const

/**
 * A real server, its own process, with the demonstration; and what others that nobody has set up are started from. The schema and the
 * 660,000 divisions are put into one database and copied, since loading them each time would take longer than most journeys.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync('dist/web/index.html')) execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build'])
  const folder = mkdtempSync(join(tmpdir(), 'nuanxin-journeys-'))
  // A private folder cannot be walked through by the unprivileged user the database runs as.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  const secrets = openSecrets(join(folder, 'demonstration'))
  const database = await startEmbedded({
    folder: join(folder, 'pg'),
    superuser_password: secrets.database_passwords.superuser,
    durable: false,
  })
  const databaseOf = (name: string) => database.superuser_url.replace(/\/postgres$/, `/${name}`)
  const demonstration = new Served(join(folder, 'demonstration'), databaseOf('demonstration'), ['--demo'])
  const close = async () => {
    await demonstration.stop()
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const adminUrl = database.superuser_url
    await installInto({ adminUrl, database: 'demonstration', secrets, migrations: 'migrations' })
    await loadDivisions(urlFor(adminUrl, 'demonstration', 'migrator', secrets))
    for (const name of UNTRIED) {
      await copyDatabase(adminUrl, 'demonstration', name)
      mkdirSync(join(folder, name))
      copyFileSync(join(folder, 'demonstration', 'secrets.json'), join(folder, name, 'secrets.json'))
    }
    await demonstration.start()
    await demonstration.loaded()
    project.provide('demonstration', demonstration.address)
    project.provide('demonstration_database', databaseOf('demonstration'))
    project.provide(
      'untried',
      UNTRIED.map((name) => ({ folder: join(folder, name), database: databaseOf(name) })),
    )
  } catch (error) {
    await close()
    throw error
  }
  return close
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
