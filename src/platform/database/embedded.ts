import { createHash } from 'node:crypto'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { freePort } from '../free-port.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { postgresUser, reachableBy } from './unprivileged.ts'

/**
 * The PostgreSQL that comes with the package: for trying, developing and one small office. Loopback only, password only.
 * It is supervised: it restarts when it dies, and a start after a hard kill takes over the server left behind.
 */
export interface EmbeddedServer {
  port: number
  superuser_url: string
  pid(): number | undefined
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  folder: string
  superuser_password: string
  /** Where the password stands, for the words of a refusal. */
  secrets_file?: string
  /** Tests may give up durability for speed; nothing else may. */
  durable?: boolean
  /** Whoever only works beside the owner of a running server leaves its death to the owner. */
  owner?: boolean
  onEvent?: (event: 'initialising' | 'starting' | 'adopted' | 'ready' | 'died' | 'stopped') => void
}

const READY_WITHIN_MS = 60_000
/** One that runs and does not answer works off what it had not yet written when it was killed: ending it would begin that anew. */
const RECOVERS_WITHIN_MS = 15 * 60_000
const RETRY_MS = 200
const LONGEST_RETRY_MS = 5_000

function initialise(binaries: Binaries, options: EmbeddedOptions): void {
  const user = postgresUser()
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const passwordFile = `${options.folder}.password`
  writeFileSync(passwordFile, options.superuser_password, { mode: 0o600 })
  if (user) {
    chownSync(options.folder, user.uid, user.gid)
    chownSync(passwordFile, user.uid, user.gid)
  }
  try {
    execFileSync(
      binaries.initdb,
      [
        '-D',
        options.folder,
        '-U',
        'postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--locale-provider=icu',
        '--icu-locale=zh-CN',
        '--data-checksums',
        ...(options.durable === false ? ['--no-sync'] : []),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...user, env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
  chmodSync(options.folder, 0o700)
}

/** The server this data folder already has, if its process lives: its port and pid from the lock file. */
function leftBehind(folder: string): { pid: number; port: number } | undefined {
  const lock = join(folder, 'postmaster.pid')
  if (!existsSync(lock)) return undefined
  const lines = readFileSync(lock, 'utf8').split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!pid || !port) return undefined
  try {
    process.kill(pid, 0)
    return { pid, port }
  } catch {
    return undefined
  }
}

/** 'other_password': it answers, and belongs to other secrets than ours. */
async function answers(url: string): Promise<boolean | 'other_password'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === '28P01' ? 'other_password' : false
  } finally {
    await client.end().catch(() => undefined)
  }
}

const urlOf = (port: number, password: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`

class Supervisor implements EmbeddedServer {
  port = 0
  #child: ChildProcess | undefined
  #adopted: number | undefined
  #stopping = false
  readonly #binaries: Binaries
  readonly #options: EmbeddedOptions

  constructor(binaries: Binaries, options: EmbeddedOptions) {
    this.#binaries = binaries
    this.#options = options
  }

  get superuser_url(): string {
    return urlOf(this.port, this.#options.superuser_password)
  }

  pid(): number | undefined {
    return this.#child?.pid ?? this.#adopted
  }

  async start(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS
    const old = leftBehind(this.#options.folder)
    if (old) {
      this.port = old.port
      // It may still be starting or recovering: ask until it answers, is gone, or the time is up.
      while (performance.now() < deadline && leftBehind(this.#options.folder)?.pid === old.pid) {
        if (await this.#answers()) {
          this.#adopted = old.pid
          this.#options.onEvent?.('adopted')
          if (this.#options.owner !== false) this.#watchAdopted(old.pid)
          return
        }
        await pause(RETRY_MS)
      }
    }
    this.port = this.port || (await freePort())
    await this.#launch(deadline)
  }

  async #answers(): Promise<boolean> {
    const answer = await answers(this.superuser_url)
    if (answer !== 'other_password') return answer
    const { folder, secrets_file: file = 'secrets.json' } = this.#options
    await this.stop()
    return refuse('unprocessable', 'start.keys_differ', { params: { database: folder, file } })
  }

  async #launch(deadline: number): Promise<void> {
    this.#options.onEvent?.('starting')
    for (let wait = RETRY_MS; !this.#stopping; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      const child = this.#spawn()
      this.#child = child
      while (
        child.exitCode === null &&
        child.signalCode === null &&
        performance.now() < deadline + RECOVERS_WITHIN_MS
      ) {
        if (await this.#answers()) {
          this.#options.onEvent?.('ready')
          this.#watch(child)
          return
        }
        await pause(50)
      }
      if (performance.now() >= deadline) {
        child.kill('SIGQUIT')
        throw new Error(`The embedded PostgreSQL did not come up; its log is ${this.#options.folder}.log.`)
      }
      // After a hard kill the lock file can name a process that is not yet reaped: wait and try again, never delete it.
      await pause(wait)
    }
  }

  /**
   * However long it takes: a database that works off what it had not yet written is left to it, and one that does not come up is started
   * again and again, for nobody is there to lend a hand.
   */
  #comeBack(): void {
    this.#options.onEvent?.('died')
    void this.#launch(Number.POSITIVE_INFINITY).catch(() => this.#options.onEvent?.('stopped'))
  }

  #spawn(): ChildProcess {
    const settings =
      this.#options.durable === false
        ? [
            'fsync=off',
            'synchronous_commit=off',
            'full_page_writes=off',
            'shared_buffers=128MB',
            'max_connections=200',
            'autovacuum_naptime=1s',
          ]
        : // A roster or a run fills empty tables in one breath; with old statistics the next statements would be planned for none.
          [
            'shared_buffers=256MB',
            'max_connections=60',
            'wal_compression=on',
            'max_wal_size=2GB',
            'autovacuum_naptime=2s',
          ]
    const always = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'logging_collector=off',
      'log_min_messages=warning',
      'log_statement=none',
      'log_error_verbosity=terse',
      'log_min_error_statement=panic',
    ]
    const said = [...always, ...settings].flatMap((setting) => ['-c', setting])
    const args = ['-D', this.#options.folder, '-p', String(this.port), ...said]
    const user = postgresUser()
    const child = spawn(this.#binaries.postgres, args, {
      stdio: 'ignore',
      cwd: '/',
      // In a group of its own: Ctrl-C reaches the whole group of a terminal, and the database is to go after what uses it.
      detached: true,
      ...user,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    })
    child.on('error', () => undefined)
    child.unref()
    return child
  }

  #watch(child: ChildProcess): void {
    child.once('exit', () => {
      if (!this.#stopping && this.#child === child) this.#comeBack()
    })
  }

  /** Nobody is told of the end of a process that is not a child: it is looked for. */
  #watchAdopted(pid: number): void {
    const looking = setInterval(() => {
      if (!this.#stopping && leftBehind(this.#options.folder)?.pid === pid) return
      clearInterval(looking)
      if (this.#stopping) return
      this.#adopted = undefined
      this.#comeBack()
    }, RETRY_MS)
    looking.unref()
  }

  /** Fast shutdown: sessions are ended, data is safe on disk. */
  async stop(): Promise<void> {
    this.#stopping = true
    const pid = this.pid()
    if (!pid) return
    try {
      process.kill(pid, 'SIGINT')
    } catch {
      return
    }
    const deadline = performance.now() + 30_000
    while (performance.now() < deadline && leftBehind(this.#options.folder)?.pid === pid) await pause(25)
    this.#options.onEvent?.('stopped')
  }
}

/**
 * The folder itself, unless this is root and the unprivileged user cannot walk to it: then a folder of its own, named
 * after the one asked for, so that every start finds the same data again.
 */
function reachableFolder(folder: string): string {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 })
  if (!postgresUser() || reachableBy(folder)) return folder
  const home = join('/var/lib/nuanxin', createHash('sha256').update(folder).digest('hex').slice(0, 16))
  mkdirSync(home, { recursive: true, mode: 0o755 })
  return join(home, 'postgres')
}

/** Starts (making it first where needed) or takes over the server of a data folder, and keeps it alive until `stop`. */
export async function startEmbedded(asked: EmbeddedOptions): Promise<EmbeddedServer> {
  const options = { ...asked, folder: reachableFolder(asked.folder) }
  const binaries = await findBinaries()
  if (!existsSync(join(options.folder, 'PG_VERSION'))) {
    options.onEvent?.('initialising')
    // An interrupted first start leaves a folder without PG_VERSION: nothing of worth is in it.
    rmSync(options.folder, { recursive: true, force: true })
    initialise(binaries, options)
  }
  const server = new Supervisor(binaries, options)
  await server.start()
  return server
}
