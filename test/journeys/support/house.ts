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

/** What the journeys of one run are told. */
export interface Given {
  /** Where the demonstration district is served. */
  demonstration: string
  /** Its database past row security, for a journey that must let days go by. */
  demonstration_database: string
  /** Data folders and databases of products that nobody has set up yet, for the journeys that each start one themselves. */
  untried: readonly { folder: string; database: string }[]
}

declare module 'vitest' {
  interface ProvidedContext extends Given {}
}

/** Those that are set up and those where the demonstration is tried, each once on a desk and once on a phone; and a city's. */
const UNTRIED = ['first', 'second', 'third', 'fourth', 'fifth'] as const

/** Where one half of the journeys finds its house, when both were built before and at once (`houses.ts`). */
export const GIVEN = 'NUANXIN_JOURNEYS'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env[GIVEN]
  if (given !== undefined) {
    provide(project, JSON.parse(given) as Given)
    return () => Promise.resolve()
  }
  const { given: built, close } = await buildHouses(1)
  for (const house of built) provide(project, house)
  return close
}

function provide(project: TestProject, given: Given): void {
  project.provide('demonstration', given.demonstration)
  project.provide('demonstration_database', given.demonstration_database)
  project.provide('untried', given.untried)
}

/**
 * Real servers, each its own process, with the demonstration; and what others that nobody has set up are started from. The schema, the
 * 660,000 divisions and the demonstration are each put into one database and copied, since loading them takes longer than most journeys.
 */
export async function buildHouses(count: number): Promise<{ given: Given[]; close: () => Promise<void> }> {
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
  const houses = Array.from({ length: count }, (_, n) => {
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
    const untried = UNTRIED.map((name) => ({ folder: join(folder, name), database: databaseOf(name) }))
    const given = houses.map(({ name, served }) => ({
      demonstration: served.address,
      demonstration_database: databaseOf(name),
      untried,
    }))
    return { given, close }
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
