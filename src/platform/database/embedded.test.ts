import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startEmbedded } from './embedded.ts'

const MODULE = join(import.meta.dirname, 'embedded.ts')
let home: string
let former: ChildProcess
const options = () => ({ folder: join(home, 'pg'), superuser_password: 'of-this-test-alone', durable: false })

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'nuanxin-embedded-'))
  chmodSync(home, 0o711)
  // A process that started the database and is killed without being able to stop it.
  const script = `import { startEmbedded } from ${JSON.stringify(MODULE)}
    await startEmbedded(${JSON.stringify(options())})
    process.stdout.write('ready')
    setInterval(() => undefined, 1000)`
  former = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise((done) => former.stdout?.once('data', done))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function answers(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query('select 1')
    return rows.length
  } finally {
    await client.end().catch(() => undefined)
  }
}

test('a database that outlived its server is taken over, and started again when it dies itself', async () => {
  former.kill('SIGKILL')
  const events: string[] = []
  const server = await startEmbedded({ ...options(), onEvent: (event) => void events.push(event) })
  expect(events).toEqual(['adopted'])
  const adopted = server.pid()
  expect(adopted).toBeGreaterThan(0)
  process.kill(adopted ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(events).toContain('ready'), { timeout: 60_000, interval: 50 })
  expect(await answers(server.superuser_url)).toBe(1)
  expect(server.pid()).not.toBe(adopted)
  expect(events).toEqual(['adopted', 'died', 'starting', 'ready'])
  await server.stop()
})

test('it comes back to its port, also when another holds that for a while, and no connection going out can take it', async () => {
  const server = await startEmbedded(options())
  const port = Number(new URL(server.superuser_url).port)
  expect(port).toBeLessThan(32_768)
  const other = createServer()
  const takesPort = () =>
    new Promise<void>((done, fail) => {
      other.once('error', fail)
      other.listen(port, '127.0.0.1', done)
    })
  // Whoever is faster has the port: the database is killed until that is the other.
  await vi.waitFor(
    () => {
      const pid = server.pid()
      if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL')
      return takesPort()
    },
    { timeout: 20_000, interval: 1 },
  )
  await expect(answers(server.superuser_url)).rejects.toThrow()
  other.close()
  await vi.waitFor(() => answers(server.superuser_url), { timeout: 60_000, interval: 100 })
  await server.stop()
})

test('a database whose secrets were lost says so at once, and is not left running', async () => {
  const secrets_file = join(home, 'secrets.json')
  const opening = startEmbedded({ ...options(), superuser_password: 'made-anew', secrets_file })
  await expect(opening).rejects.toMatchObject({ code: 'start.keys_differ', params: { file: secrets_file } })
  expect(existsSync(join(home, 'pg', 'postmaster.pid'))).toBe(false)
})
