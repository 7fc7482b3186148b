import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type House, openHouse } from '../src/house.ts'
import { civilDateOf } from '../src/kernel/calendar.ts'
import { interval } from '../src/kernel/division-code.ts'
import { type Uuid, uuidv7 } from '../src/kernel/ids.ts'
import type { Role } from '../src/kernel/role.ts'
import type { Actor, Call } from '../src/platform/call.ts'
import { systemClock } from '../src/platform/clock.ts'
import { asSystem } from '../src/platform/database/transact.ts'
import { newId } from '../src/platform/ids.ts'
import { loadDivisions } from '../src/registry/divisions/index.ts'
import { beginSession } from '../src/registry/staff/commands/session-rows.ts'
import { startArguments } from '../scripts/start-arguments.ts'
import { type Client, clientOf, send } from './load.ts'

const ROOT = join(import.meta.dirname, '..')

export interface Rig {
  house: House
  superuser_url: string
  folder: string
}

/** A database of its own with durable settings, the schema and every division. */
export async function openRig(folder: string): Promise<Rig> {
  const house = await openHouse({
    config: {
      host: '127.0.0.1',
      port: 0,
      data_folder: folder,
      database_url: undefined,
      demo: false,
      passwords: 'mlps',
      public_url: undefined,
      proxies: [],
      production: false,
      failpoints: undefined,
    },
    clock: systemClock,
    log: () => undefined,
    say: () => undefined,
    owner: true,
  })
  await loadDivisions(house.urlFor('migrator'))
  const url = new URL(house.urlFor('app'))
  url.username = 'postgres'
  url.password = house.secrets.database_passwords.superuser
  return { house, superuser_url: url.href, folder }
}

const ids = (text: string): Uuid => uuidv7(0, createHash('sha256').update(text).digest().subarray(0, 10))

/** Somebody in a post with a real session: the token is made and kept as at sign-in. */
export async function signIn(rig: Rig, role: Role, division: number): Promise<{ actor: Actor; token: string }> {
  const { lo, hi } = interval(division)
  const district = Math.floor(division / 1_000_000)
  const account_id = ids(`account ${role} ${division}`)
  const post_id = ids(`post ${role} ${division}`)
  const admin = new pg.Client({ connectionString: rig.superuser_url })
  await admin.connect()
  await admin.query(
    `insert into account (id, username, display_name, division, district, state, created_at)
     values ($1, $2, $2, $3, $4, 'active', now()) on conflict do nothing`,
    [account_id, `${role.replaceAll('_', '-')}-${division}`, division, district],
  )
  await admin.query(
    `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
     values ($1, $2, $3, $4, $5, $6, 'bench', '2010-01-01', $2, now()) on conflict do nothing`,
    [post_id, account_id, role, division, lo, hi],
  )
  await admin.end()
  const moment = { now: systemClock.now(), newId, crypto: rig.house.crypto, request_id: newId(), locale: 'en' as const }
  const token = await asSystem(rig.house.db, { lo: 0, hi: 1_000_000_000_000 }, (tx) =>
    beginSession(tx, moment, {
      district,
      account_id,
      post_id,
      address_hash: randomBytes(32),
      confirmed_at: null,
    }),
  )
  return { token, actor: { account_id, post_id, display_name: 'bench', role, scope: { lo, hi }, division, district } }
}

export function callOf(rig: Rig, actor: Actor): Call {
  const now = systemClock.now()
  return {
    actor,
    now,
    today: civilDateOf(now),
    request_id: newId(),
    idempotency_key: `bench-${newId()}`,
    reason: null,
    locale: 'en',
    crypto: rig.house.crypto,
    newId,
  }
}

export interface Running {
  url: string
  child: ChildProcess
  stop(signal?: NodeJS.Signals): Promise<void>
}

function running(child: ChildProcess, url: string): Running {
  return {
    url,
    child,
    async stop(signal = 'SIGINT') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise<void>((done) => child.once('exit', () => done()))
      child.kill(signal)
      await ended
    },
  }
}

/** Our server as `npm start` starts it, on the rig's data folder. Returns when it first answers, and how long that took. */
export async function startOurs(
  folder: string,
  port: number,
  more: readonly string[] = [],
): Promise<Running & { first_answer_ms: number }> {
  const started = performance.now()
  const { args, cwd } = startArguments()
  const child = spawn(process.execPath, [...args, ...more], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', NUANXIN_DATA: folder },
  })
  const url = `http://127.0.0.1:${port}`
  const client = clientOf(url, {})
  for (;;) {
    if (child.exitCode !== null) throw new Error('The server ended before it answered.')
    if (await send(client, { path: '/healthz' }).then(Boolean, () => false)) break
    await pause(20)
  }
  return { ...running(child, url), first_answer_ms: performance.now() - started }
}

export async function startRaw(rig: Rig): Promise<Running & { as(actor: Actor): Client }> {
  const secret = randomBytes(32).toString('hex')
  const child = spawn(process.execPath, ['bench/raw-server.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_SECRET: secret, BENCH_URL: rig.superuser_url },
  })
  const url = await new Promise<string>((done, fail) => {
    child.stdout?.once('data', (chunk: Buffer) => done(chunk.toString('utf8').trim()))
    child.once('exit', () => fail(new Error('The raw server ended before it answered.')))
  })
  return {
    ...running(child, url),
    as(actor) {
      const body = Buffer.from(JSON.stringify({ account: actor.account_id, ...actor.scope })).toString('base64url')
      const mac = createHmac('sha256', secret).update(body).digest('base64url')
      return clientOf(url, { authorization: `${body}.${mac}` })
    },
  }
}

export function residentMb(child: ChildProcess): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
  return Number(line?.[1]) / 1_000
}
