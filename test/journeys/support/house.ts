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
    /** Where a product nobody has set up yet is served. */
    empty: string
    /** The one-time code the empty product printed. */
    set_up_code: string
    /** Data folder and database of one that nobody has set up either, for the journey that starts it itself. */
    untried: { folder: string; database: string }
  }
}

/**
 * Two real servers, each its own process: one with the demonstration, one that nobody has set up. The schema and the 660,000 divisions
 * are put into one database and copied, since loading them each time would take longer than most journeys.
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
  const servers: Served[] = []
  const close = async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const adminUrl = database.superuser_url
    await installInto({ adminUrl, database: 'demonstration', secrets, migrations: 'migrations' })
    await loadDivisions(urlFor(adminUrl, 'demonstration', 'migrator', secrets))
    for (const name of ['nobodys', 'untried']) {
      await copyDatabase(adminUrl, 'demonstration', name)
      mkdirSync(join(folder, name))
      copyFileSync(join(folder, 'demonstration', 'secrets.json'), join(folder, name, 'secrets.json'))
    }
    const databaseOf = (name: string) => adminUrl.replace(/\/postgres$/, `/${name}`)
    const serve = async (name: string, args: readonly string[]) => {
      const server = new Served(join(folder, name), databaseOf(name), args)
      servers.push(server)
      await server.start()
      return server
    }
    // One after the other: both see to the roles of the one cluster. The demonstration goes on loading while the other starts.
    const demonstration = await serve('demonstration', ['--demo'])
    const empty = await serve('nobodys', [])
    await demonstration.loaded()
    project.provide('demonstration', demonstration.address)
    project.provide('demonstration_database', databaseOf('demonstration'))
    project.provide('untried', { folder: join(folder, 'untried'), database: databaseOf('untried') })
    project.provide('empty', empty.address)
    project.provide('set_up_code', await empty.says(/set-up code: (\S+)/))
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
