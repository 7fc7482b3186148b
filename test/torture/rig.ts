import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startArguments } from '../../scripts/start-arguments.ts'
import { freePort } from '../../src/platform/free-port.ts'

// Generous, because a machine may be shared by many; how long it took is reported.
const FIRST_START_MS = 400_000
const RETURN_MS = 180_000

export type Victim = 'server' | 'database' | 'both'

export interface Rig {
  url: string
  folder: string
  /** Kills the server's process, its database's, or both, with no warning; whoever was killed is started again by itself. */
  kill(what: Victim): void
  kills(): { server: number; database: number }
  /** The longest time from a kill to the next answer, in ms. */
  slowest_return_ms(): number
  stop(): Promise<void>
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  )
}

async function waitFor(what: string, condition: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    if (await condition()) return
    await pause(50)
  }
  throw new Error(`${what}: not within ${withinMs / 1000} s`)
}

export interface Watching {
  /** The failpoints at which the server stands still: those whose names begin like this. */
  failpoints: string
  /** Called while it stands at one; what it kills meanwhile is dead before anything goes on. */
  at(name: string): void
}

/**
 * A real server as `npm start` starts it, on a data folder of its own, restarted whenever it is found dead, as a service manager would.
 */
export async function startRig(watching?: Watching): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'nuanxin-torture-'))
  // A private folder cannot be walked through by the unprivileged user the database runs as.
  chmodSync(folder, 0o711)
  // Two tortures on one machine must not answer for one another.
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const counts = { server: 0, database: 0 }
  let slowest = 0
  let stopping = false
  let child: ChildProcess
  const { args, cwd } = startArguments()
  const launch = () => {
    child = spawn(process.execPath, args, {
      cwd,
      // The fourth is where the server says at which failpoint it stands, and waits for a byte.
      stdio: ['ignore', 'ignore', 'ignore', watching ? 'pipe' : 'ignore'],
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        NUANXIN_DATA: folder,
        ...(watching ? { NUANXIN_FAILPOINTS: watching.failpoints } : {}),
      },
    })
    if (watching) watch(child.stdio[3], watching)
    child.once('exit', () => {
      if (!stopping) launch()
    })
  }
  const stop = async () => {
    stopping = true
    const ended = new Promise<void>((done) => child.once('exit', () => done()))
    child.kill('SIGINT')
    await Promise.race([ended, pause(40_000)])
    rmSync(folder, { recursive: true, force: true })
  }
  launch()
  try {
    await waitFor('first start', () => answers(url), FIRST_START_MS)
  } catch (error) {
    // It would be started again for ever by nobody.
    await stop()
    throw error
  }
  const measure = () => {
    const killed = performance.now()
    void waitFor('return after a kill', () => answers(url), RETURN_MS).then(
      () => {
        slowest = Math.max(slowest, performance.now() - killed)
      },
      () => {
        slowest = Number.POSITIVE_INFINITY
      },
    )
  }
  return {
    url,
    folder,
    kill(what) {
      const database = what === 'server' ? undefined : databasePid(folder)
      if (database) {
        counts.database += 1
        for (const pid of [database, ...childrenOf(database)]) endNow(pid)
      }
      if (what !== 'database') {
        counts.server += 1
        child.kill('SIGKILL')
      }
      measure()
    },
    kills: () => ({ ...counts }),
    slowest_return_ms: () => Math.round(slowest),
    stop,
  }
}

/** Waits until the server answers again, by itself. */
export async function comesBack(rig: Rig): Promise<void> {
  await waitFor('The server comes back without a hand', () => answers(rig.url), RETURN_MS)
}

/** Hears each failpoint the server stands at, and lets it go on afterwards; one that was killed meanwhile hears nothing. */
function watch(pipe: unknown, watching: Watching): void {
  if (!(pipe instanceof Socket)) throw new TypeError('The fourth of the server is a pipe.')
  // A killed process breaks its pipe; the next has a pipe of its own.
  pipe.on('error', () => undefined)
  let said = ''
  pipe.on('data', (bytes: Buffer) => {
    const names = (said + bytes.toString('utf8')).split('\n')
    said = names.pop() ?? ''
    for (const name of names) {
      watching.at(name)
      pipe.write('.')
    }
  })
}

/** The database's sessions die with it: one that lived on could still finish its commit. Empty where the system does not say. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself between the looking and the killing.
  }
}

/** The database's first process, from its lock file. */
function databasePid(folder: string): number | undefined {
  const file = join(folder, 'postgres', 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  try {
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}
