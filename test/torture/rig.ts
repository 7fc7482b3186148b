import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startArguments } from '../../scripts/start-arguments.ts'

export interface Rig {
  url: string
  folder: string
  /** Kills the server's process, its database's, or both, with no warning; whoever was killed is started again by itself. */
  kill(what: 'server' | 'database' | 'both'): void
  kills(): { server: number; database: number }
  /** The longest time from a kill to the next answer, in ms. */
  slowest_return_ms(): number
  stop(): Promise<void>
}

export async function answers(url: string): Promise<boolean> {
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

/** Two tortures on one machine must not answer for one another. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const at = probe.address()
      probe.close(() => (at && typeof at === 'object' ? done(at.port) : fail(new Error('no free port'))))
    })
  })
}

/** A real server as `npm start` starts it, on a data folder of its own, restarted whenever it is found dead, as a service manager would. */
export async function startRig(folder = mkdtempSync(join(tmpdir(), 'nuanxin-torture-'))): Promise<Rig> {
  // A private folder cannot be walked through by the unprivileged user the database runs as.
  chmodSync(folder, 0o711)
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
      stdio: 'ignore',
      env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', NUANXIN_DATA: folder },
    })
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
    await waitFor('first start', () => answers(url), 180_000)
  } catch (error) {
    // It would be started again for ever by nobody.
    await stop()
    throw error
  }
  const measure = () => {
    const killed = performance.now()
    void waitFor('return after a kill', () => answers(url), 60_000).then(
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
        process.kill(database, 'SIGKILL')
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
