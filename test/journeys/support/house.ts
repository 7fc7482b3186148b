import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startArguments } from '../../../scripts/start-arguments.ts'
import { installInto, urlFor } from '../../../src/platform/database/install.ts'
import { startEmbedded } from '../../../src/platform/database/embedded.ts'
import { freePort } from '../../../src/platform/free-port.ts'
import { openSecrets } from '../../../src/platform/secrets.ts'
import { loadDivisions } from '../../../src/registry/divisions/index.ts'

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
    /** Where another is served that nobody has set up, for whoever tries the demonstration. */
    untried: string
  }
}

const READY_WITHIN_MS = 900_000

/**
 * Three real servers, each its own process: one with the demonstration, two that nobody has set up. The schema and the 660,000 divisions
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
    const serve = async (name: string, args: readonly string[]) => {
      const url = new URL(adminUrl)
      url.pathname = `/${name}`
      const server = new Served(join(folder, name), url.href, args)
      servers.push(server)
      await server.start()
      return server
    }
    // One after the other: each sees to the roles of the one cluster. The demonstration goes on loading while the others start.
    const demonstration = await serve('demonstration', ['--demo'])
    const empty = await serve('nobodys', [])
    const untried = await serve('untried', [])
    await demonstration.loaded()
    project.provide('demonstration', demonstration.address)
    project.provide('demonstration_database', adminUrl.replace(/\/postgres$/, '/demonstration'))
    project.provide('empty', empty.address)
    project.provide('untried', untried.address)
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

/** The server as `npm start` starts it, and what it says. */
class Served {
  address = ''
  #process: ChildProcess | undefined
  #said = ''
  #heard: (() => void)[] = []
  readonly #folder: string
  readonly #database: string
  readonly #args: readonly string[]

  constructor(folder: string, database: string, args: readonly string[]) {
    this.#folder = folder
    this.#database = database
    this.#args = args
  }

  async start(): Promise<void> {
    const port = await freePort()
    this.address = `http://127.0.0.1:${port}`
    const database = { DATABASE_URL: this.#database, NUANXIN_PROFILE: 'evaluation' }
    const env = { ...process.env, ...database, NUANXIN_DATA: this.#folder, PORT: String(port) }
    const { args, cwd } = startArguments()
    const child = spawn(process.execPath, [...args, ...this.#args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process = child
    const hear = (text: Buffer) => {
      this.#said += text.toString('utf8')
      for (const heard of this.#heard) heard()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', () => this.#heard.forEach((heard) => heard()))
    await this.says(/(Nuanxin is ready)/)
  }

  /** Resolves to the first group of what the server printed. */
  says(what: RegExp): Promise<string> {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`The server did not say ${what}:\n${this.#said}`)), READY_WITHIN_MS)
      const look = () => {
        const found = what.exec(this.#said)?.[1]
        if (found !== undefined) {
          clearTimeout(timer)
          done(found)
        } else if (this.#process && this.#process.exitCode !== null) {
          clearTimeout(timer)
          fail(new Error(`The server stopped:\n${this.#said}`))
        }
      }
      this.#heard.push(look)
      look()
    })
  }

  async loaded(): Promise<void> {
    const text = await this.says(/(Loading the demonstration failed.*|100% {2}.*)/)
    if (!text.startsWith('100%')) throw new Error(text)
  }

  stop(): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null) return Promise.resolve()
    return new Promise((done) => {
      child.once('exit', () => done())
      child.kill('SIGTERM')
    })
  }
}
