import { execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../src/platform/free-port.ts'
import { startArguments } from '../scripts/start-arguments.ts'

const { args, cwd } = startArguments()
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuanxin-start-'))
  // A private folder cannot be walked through by the unprivileged user the database runs as.
  chmodSync(folder, 0o711)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const databaseRuns = () => existsSync(join(folder, 'postgres', 'postmaster.pid'))

test('a start on a port that is taken says so in both languages and leaves no database behind', async () => {
  const holder = createServer()
  await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done))
  const taken = holder.address()
  const port = typeof taken === 'object' && taken ? String(taken.port) : ''
  try {
    const env = { ...process.env, NUANXIN_DATA: folder, PORT: port, HOST: '127.0.0.1' }
    const said = await new Promise<{ status: unknown; stderr: string }>((done) => {
      execFile(process.execPath, args, { cwd, env }, (error, _, stderr) => done({ status: error?.code, stderr }))
    })
    expect(said.status).toBe(1)
    expect(said.stderr).toContain(`端口 ${port} 已被别的程序占用`)
    expect(said.stderr).toContain(`Port ${port} is taken`)
    expect(existsSync(join(folder, 'postgres', 'PG_VERSION'))).toBe(true)
    expect(databaseRuns()).toBe(false)
  } finally {
    holder.close()
  }
}, 300_000)

test('a setting that cannot be used is named before anything is begun, to the server and to the command line', async () => {
  const file = join(folder, 'secrets.json')
  const folderRefused = `The data folder ${file} cannot be used: a file stands in its path`
  for (const [program, made, said] of [
    [args, { DATABASE_URL: 'not a url' }, 'DATABASE_URL is no PostgreSQL address'],
    [args, { NUANXIN_DATA: file }, folderRefused],
    [['src/cli.ts', 'verify', '--lang', 'en'], { NUANXIN_DATA: file }, folderRefused],
  ] as const) {
    const env = { ...process.env, NUANXIN_DATA: folder, ...made }
    const stderr = await new Promise<string>((done) => {
      execFile(process.execPath, program, { cwd, env }, (error, _, text) => done(error ? text : 'It started.'))
    })
    expect(stderr).toContain(said)
  }
}, 60_000)

test('Ctrl-C, which reaches everything the terminal started, stops server and database in order and without a fault', async () => {
  const port = String(await freePort())
  const env = { ...process.env, NUANXIN_DATA: folder, PORT: port, HOST: '127.0.0.1' }
  // A process group of its own, as a shell gives to what it starts.
  const child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes.toString()))
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const healthy = () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await healthy()) && child.exitCode === null) await pause(50)
  expect(databaseRuns()).toBe(true)
  process.kill(-(child.pid ?? 0), 'SIGINT')
  expect(await ended).toBe(0)
  const logged = said
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; event: string })
  expect(logged.map(({ level, event }) => [level, event])).toEqual([['warn', 'server_old']])
  expect(databaseRuns()).toBe(false)
}, 300_000)
