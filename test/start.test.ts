import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startArguments } from '../scripts/start-arguments.ts'

const { args, cwd } = startArguments()
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuanxin-start-'))
  // A private folder cannot be walked through by the unprivileged user the database runs as.
  chmodSync(folder, 0o711)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port, timeout: 2_000 })
    const say = (answer: boolean) => {
      socket.destroy()
      done(answer)
    }
    socket.once('connect', () => say(true))
    for (const event of ['error', 'timeout'] as const) socket.once(event, () => say(false))
  })
}

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

describe('a start with nothing said but the data folder and any port', () => {
  let child: ChildProcess
  let ended: Promise<number | null>
  let address: string
  const said = { out: '', log: '' }

  beforeAll(async () => {
    // A setting that is empty says nothing, whatever the terminal of these tests has.
    const env = { ...process.env, NUANXIN_DATA: folder, PORT: '0', HOST: '', NUANXIN_PUBLIC_URL: '' }
    // A process group of its own, as a shell gives to what it starts.
    child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    ended = new Promise((done) => child.once('exit', done))
    child.stderr?.on('data', (bytes: Buffer) => (said.log += bytes.toString()))
    address = await new Promise((done, fail) => {
      child.once('exit', () => fail(new Error(said.out + said.log)))
      child.stdout?.on('data', (bytes: Buffer) => {
        said.out += bytes.toString()
        const ready = /Nuanxin is ready: (\S+)/.exec(said.out)?.[1]
        if (ready !== undefined) done(ready)
      })
    })
  }, 300_000)
  afterAll(() => child.exitCode ?? child.kill('SIGKILL'))

  test('prints the address at which it answers: of this machine alone, with the port it was given', async () => {
    const { hostname, port } = new URL(address)
    expect(hostname).toBe('127.0.0.1')
    expect(Number(port)).toBeGreaterThan(0)
    expect((await fetch(`${address}/healthz`)).status).toBe(200)
    // Every address of this machine others could use, and one more that is only its own: nobody listens there.
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    const outward = others.filter(({ internal, family }) => !internal && family === 'IPv4').map((one) => one.address)
    for (const other of [...outward, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]) {
      expect([other, await listens(other, Number(port))]).toEqual([other, false])
    }
  })

  test('tells a second start of the same folder at which address the first one is', async () => {
    const env = { ...process.env, NUANXIN_DATA: folder, PORT: '0' }
    const stderr = await new Promise<string>((done) => {
      execFile(process.execPath, args, { cwd, env }, (error, _, text) => done(error ? text : 'It started.'))
    })
    expect(stderr).toContain(`Already running at ${address} (process ${child.pid}).`)
  })

  test('prints and logs nothing of a person, whatever is sent to it', async () => {
    const [name, id_number, phone] = ['欧阳雀跃', '530103194803058510', '13987654321']
    const headers = { 'content-type': 'application/json', 'idempotency-key': `canary-${phone}`, 'user-agent': phone }
    const post = (path: string, body: string) => fetch(`${address}${path}`, { method: 'POST', headers, body })
    const answers = [
      await fetch(`${address}/api/families/find?q=${encodeURIComponent(name)}`, {
        headers: { cookie: `nuanxin=${id_number}` },
      }),
      await fetch(`${address}/${encodeURIComponent(name)}?phone=${phone}`),
      await fetch(`${address}/api/%E0%A4%A/${id_number}`),
      await post('/api/session', JSON.stringify({ username: name, password: id_number, code: phone })),
      await post(
        '/api/set-up',
        JSON.stringify({ code: phone, division: 530_103_000_000, association: name, username: 'a' }),
      ),
      await post('/api/set-up', `{"display_name":"${name}","phone":${phone},`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 400, 401, 400, 400])
    for (const value of [name, encodeURIComponent(name), id_number, phone]) {
      expect(said.out + said.log).not.toContain(value)
    }
  })

  test('Ctrl-C, which reaches everything the terminal started, stops server and database in order and without a fault', async () => {
    expect(databaseRuns()).toBe(true)
    process.kill(-(child.pid ?? 0), 'SIGINT')
    expect(await ended).toBe(0)
    const logged = said.log.trim().split('\n')
    expect(logged.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'warn', event: 'server_old', code: '18.4' },
    ])
    expect(said.out).toContain('The database has published holes, for trying only: 18.4 < 18.6')
    expect(databaseRuns()).toBe(false)
  })
})
