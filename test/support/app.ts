import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { civilDateOf, type Instant } from '../../src/kernel/calendar.ts'
import { interval, padCode } from '../../src/kernel/division-code.ts'
import { type Uuid, uuidv7 } from '../../src/kernel/ids.ts'
import type { Role } from '../../src/kernel/role.ts'
import type { Actor, Call } from '../../src/platform/call.ts'
import { buildServer } from '../../src/platform/http/server.ts'
import { createLog } from '../../src/platform/log.ts'
import { checkRooms, permissionsOf } from '../../src/platform/room.ts'
import { rooms, translate } from '../../src/rooms.ts'
import type { TestDatabase } from './database.ts'

/** The time of every test, unless it says otherwise: 2026-11-21, a Saturday, 10:00 in Shanghai. */
export const TEST_NOW = '2026-11-21T02:00:00.000Z' as Instant

export function testId(): Uuid {
  return uuidv7(Date.now(), randomBytes(10))
}

const ids = (text: string): Uuid => uuidv7(0, createHash('sha256').update(text).digest().subarray(0, 10))

/** A person in a post, with her rows in the database. `division` as people write it: '530103', '530103006'. */
export async function makeActor(
  test: TestDatabase,
  role: Role,
  division: string | number,
  now: Instant = TEST_NOW,
): Promise<Actor> {
  const code = padCode(division)
  const { lo, hi } = interval(code)
  const key = `${role}:${code}`
  const actor: Actor = {
    account_id: ids(`account ${key}`),
    post_id: ids(`post ${key}`),
    display_name: `${role} ${code}`,
    role,
    scope: { lo, hi },
    division: code,
    district: Math.floor(code / 1_000_000),
  }
  await test.admin.query(
    `insert into account (id, username, display_name, division, district, state, created_at)
     values ($1, $2, $3, $4, $5, 'active', $6) on conflict do nothing`,
    [actor.account_id, `${role.replaceAll('_', '-')}-${code}`, actor.display_name, code, actor.district, now],
  )
  await test.admin.query(
    `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $3, '2010-01-01', $2, $7) on conflict do nothing`,
    [actor.post_id, actor.account_id, role, code, lo, hi, now],
  )
  return actor
}

/** A call as the server would make it. Every write gets its own key unless one is given. */
export function callOf(
  test: TestDatabase,
  actor: Actor,
  more: Partial<Pick<Call, 'now' | 'idempotency_key' | 'reason' | 'locale'>> = {},
): Call {
  const now = more.now ?? TEST_NOW
  return {
    actor,
    now,
    today: civilDateOf(now),
    request_id: testId(),
    idempotency_key: more.idempotency_key === undefined ? `test-${testId()}` : more.idempotency_key,
    reason: more.reason ?? null,
    locale: more.locale ?? 'zh',
    crypto: test.crypto,
    newId: testId,
  }
}

const BOUNDARY = 'nuanxin-test-form'

function formOf(file: { name: string; bytes: Uint8Array }, fields: Record<string, string>): Buffer {
  const before = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const named = `content-disposition: form-data; name="file"; filename="${file.name}"`
  const head = `${before.join('')}--${BOUNDARY}\r\n${named}\r\ncontent-type: application/octet-stream\r\n\r\n`
  return Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
}

export interface TestAnswer {
  status: number
  body: unknown
  raw: Buffer
  headers: Record<string, unknown>
}

export interface TestApp {
  app: FastifyInstance
  /** One request as this actor (undefined: nobody is signed in), through the whole server. */
  request(
    actor: Actor | undefined,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    options?: {
      body?: unknown
      /** Sent as a form with this file instead of a JSON body; with the form's other fields. */
      file?: { name: string; bytes: Uint8Array }
      fields?: Record<string, string>
      key?: string
      reason?: string
      locale?: 'zh' | 'en'
      now?: Instant
      confirmed?: boolean
      /** The token of a session that is really there, for what is asked about it. */
      token?: string
    },
  ): Promise<TestAnswer>
  close(): Promise<void>
}

/** The real server over a test database, asked without a port. Only the look-up of a session is replaced by a table of actors. */
export async function createTestApp(test: TestDatabase): Promise<TestApp> {
  checkRooms(rooms)
  const signedIn = new Map<string, { actor: Actor; now: Instant; confirmed: boolean }>()
  const app = buildServer({
    db: test.db,
    proxies: [],
    routes: rooms.flatMap((room) => room.routes),
    authenticate: (request) => {
      const who = signedIn.get(request.token)
      if (!who) return Promise.resolve(undefined)
      const call = {
        ...callOf(test, who.actor, {
          now: who.now,
          idempotency_key: request.idempotency_key,
          reason: request.reason,
          locale: request.locale,
        }),
        request_id: request.request_id,
      }
      return Promise.resolve({ call, permissions: permissionsOf(rooms, who.actor.role), confirmed: who.confirmed })
    },
    translate,
    log: createLog(
      () => undefined,
      () => TEST_NOW,
    ),
    clock: { now: () => TEST_NOW },
    crypto: test.crypto,
    https: false,
  })
  await app.ready()
  return {
    app,
    async request(actor, method, url, options = {}) {
      const token = options.token ?? randomBytes(8).toString('hex')
      if (actor) signedIn.set(token, { actor, now: options.now ?? TEST_NOW, confirmed: options.confirmed ?? true })
      const response = await app.inject({
        method,
        url,
        headers: {
          ...(actor ? { cookie: `nuanxin=${token}` } : {}),
          ...(method === 'GET' ? {} : { 'idempotency-key': options.key ?? `test-${testId()}` }),
          ...(options.reason !== undefined ? { 'x-reason': encodeURIComponent(options.reason) } : {}),
          'accept-language': options.locale ?? 'zh',
          ...(options.file ? { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` } : {}),
        },
        ...(options.file ? { payload: formOf(options.file, options.fields ?? {}) } : {}),
        ...(options.body === undefined ? {} : { payload: options.body as object }),
      })
      const json = String(response.headers['content-type']).includes('json')
      return {
        status: response.statusCode,
        body: json ? (response.json() as unknown) : undefined,
        raw: response.rawPayload,
        headers: response.headers,
      }
    },
    close: () => app.close(),
  }
}
