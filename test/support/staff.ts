import { type Instant, instantFromEpoch } from '../../src/kernel/calendar.ts'
import { padCode } from '../../src/kernel/division-code.ts'
import { addEventStream } from '../../src/platform/http/events.ts'
import { buildServer, cookieNameOf } from '../../src/platform/http/server.ts'
import { createLog } from '../../src/platform/log.ts'
import { fromBase32, hotp, totpStep } from '../../src/platform/one-time.ts'
import { permissionsOf } from '../../src/platform/room.ts'
import {
  createAuthenticate,
  createListening,
  ensureInstallation,
  setPasswordCost,
} from '../../src/registry/staff/index.ts'
import { rooms, translate } from '../../src/rooms.ts'
import { TEST_NOW, testId } from './app.ts'
import type { TestDatabase } from './database.ts'

/** A clock that stands until it is moved. */
export interface MovingClock {
  now(): Instant
  move(seconds: number): void
}

export function movingClock(from: Instant = TEST_NOW): MovingClock {
  let at = Date.parse(from)
  return {
    now: () => instantFromEpoch(at),
    move(seconds) {
      at += seconds * 1000
    },
  }
}

export interface Answer {
  status: number
  body: Record<string, never> & { [key: string]: unknown }
  cookie: string | undefined
}

/** One browser: keeps its cookie, sends its keys. */
export interface Browser {
  cookie: string | undefined
  /** `more`: the key of a write, or headers. */
  send(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: unknown,
    more?: string | Record<string, string>,
  ): Promise<Answer>
}

export const PASSWORD = 'Lantern river ninety-one'
const CHEAP = { memory: 64, passes: 1, parallelism: 1 }

/** The real server with the real sign-in over a test database. */
export async function createStaffApp(test: TestDatabase, proxies: readonly string[] = []) {
  setPasswordCost(test.db, CHEAP)
  const clock = movingClock()
  const parts = { db: test.db, clock, crypto: test.crypto }
  const { set_up_code } = await ensureInstallation(test.db, parts)
  const authenticate = createAuthenticate({ ...parts, permissionsOf: (role) => permissionsOf(rooms, role) })
  const log: string[] = []
  const app = buildServer({
    ...parts,
    authenticate,
    translate,
    https: false,
    proxies,
    routes: rooms.flatMap((room) => room.routes),
    log: createLog(
      (text) => log.push(text),
      () => clock.now(),
    ),
  })
  const hub = addEventStream(app, cookieNameOf(false), createListening(parts))
  app.addHook('onClose', (_, done) => {
    hub.close()
    done()
  })
  await app.ready()
  const browser = (address = '10.0.0.1'): Browser => {
    const self: Browser = {
      cookie: undefined,
      async send(method, url, body, more) {
        const key = typeof more === 'string' ? more : undefined
        const response = await app.inject({
          method,
          url,
          remoteAddress: address,
          headers: {
            ...(self.cookie === undefined ? {} : { cookie: `nuanxin=${self.cookie}` }),
            ...(method === 'GET' ? {} : { 'idempotency-key': key ?? `test-${testId()}` }),
            ...(typeof more === 'object' ? more : {}),
          },
          ...(body === undefined ? {} : { payload: body as object }),
        })
        const set = response.cookies.find((cookie) => cookie.name === 'nuanxin')
        if (set) self.cookie = set.value === '' ? undefined : set.value
        return { status: response.statusCode, body: response.json(), cookie: set?.value }
      },
    }
    return self
  }
  return { app, hub, clock, browser, authenticate, set_up_code: set_up_code ?? '', log, close: () => app.close() }
}

export type StaffApp = Awaited<ReturnType<typeof createStaffApp>>

export interface Person {
  account_id: string
  username: string
  secret: string
  recovery_codes: string[]
}

export function codeFor(secret: string, clock: MovingClock): string {
  return hotp(fromBase32(secret), totpStep(clock.now()))
}

/** Goes through first run as a person would; the administrator of Panlong, signed in in her browser. */
export async function setUpPanlong(staff: StaffApp, chief: Browser): Promise<Person> {
  const begun = await chief.send('POST', '/api/set-up', {
    code: staff.set_up_code,
    division: padCode('530103'),
    association: '盘龙区计划生育协会',
    username: 'guan',
    display_name: '管理员',
    password: PASSWORD,
  })
  if (begun.status !== 200) throw new Error(JSON.stringify(begun.body))
  return confirm(staff, chief, begun)
}

async function confirm(staff: StaffApp, browser: Browser, begun: Answer): Promise<Person> {
  const { enrolment, totp_secret, recovery_codes, username } = begun.body as unknown as {
    enrolment: string
    totp_secret: string
    recovery_codes: string[]
    username: string
  }
  const code = codeFor(totp_secret, staff.clock)
  const confirmed = await browser.send('POST', '/api/enrolments/confirm', { enrolment, code })
  if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body))
  const session = await browser.send('GET', '/api/session')
  const { account_id } = session.body['account'] as unknown as { account_id: string }
  return { account_id, username, secret: totp_secret, recovery_codes }
}

/** Invites somebody and takes the invitation up in her own browser; signed in when it is done. */
export async function hire(
  staff: StaffApp,
  chief: Browser,
  fresh: Browser,
  who: { username: string; role: string; division: string },
): Promise<Person> {
  const invited = await chief.send('POST', '/api/staff', {
    username: who.username,
    display_name: who.username,
    post: { role: who.role, division: padCode(who.division) },
  })
  if (invited.status !== 200) throw new Error(JSON.stringify(invited.body))
  const code = invited.body['invitation_code']
  return confirm(staff, fresh, await fresh.send('POST', '/api/invitations/accept', { code, password: PASSWORD }))
}

export async function signInAs(staff: StaffApp, browser: Browser, person: Person): Promise<Answer> {
  // A code works once: the next step has the next one.
  staff.clock.move(31)
  const code = codeFor(person.secret, staff.clock)
  return browser.send('POST', '/api/session', { username: person.username, password: PASSWORD, code })
}
