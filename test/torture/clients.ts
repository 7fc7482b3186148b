import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { uuidv7 } from '../../src/kernel/ids.ts'

export interface Tally {
  sent: number
  acknowledged: number
  retried: number
  /** Answers that no honest retry may get: a refusal of a valid request. */
  refused: string[]
}

export interface Session {
  url: string
  cookie: string
}

export const freshId = () => uuidv7(Date.now(), randomBytes(10))

/** Signs in as one of the demonstration's people; sessions live in the database and outlast a killed server. */
export async function signInAs(url: string, persona_id: string): Promise<Session> {
  const response = await fetch(`${url}/api/personas/${persona_id}`, { method: 'POST' })
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
  if (!response.ok || !cookie) throw new Error(`Signing in as a persona answered ${response.status}.`)
  return { url, cookie }
}

export interface Sent {
  path: string
  body: string | FormData
  /** Refusals that another writer may honestly cause: the client looks again. By their codes. */
  may_refuse?: readonly string[]
}

export const newTally = (): Tally => ({ sent: 0, acknowledged: 0, retried: 0, refused: [] })

/** One try. A form carries its own content type. */
export function sendOnce(session: Session, { path, body }: Sent, key: string, signal: AbortSignal): Promise<Response> {
  const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
  const headers = { cookie: session.cookie, 'idempotency-key': key, ...type }
  return fetch(`${session.url}${path}`, { method: 'POST', headers, body, signal })
}

/**
 * Sends one request as an honest client does: the key is made first, and the same request is sent again with the same key until
 * somebody answers it. Returns the answer, undefined when it was refused.
 */
export async function sendUntilAnswered(session: Session, sent: Sent, tally: Tally): Promise<unknown> {
  const key = `torture-${freshId()}`
  tally.sent += 1
  for (;;) {
    try {
      const response = await sendOnce(session, sent, key, AbortSignal.timeout(20_000))
      const answer: unknown = await response.json()
      if (response.ok) {
        tally.acknowledged += 1
        return answer
      }
      // 5xx says nothing about what happened; anything else about a valid request is a fault.
      if (response.status < 500) {
        const told = JSON.stringify(answer)
        if (sent.may_refuse?.some((code) => told.includes(`"${code}"`))) tally.sent -= 1
        else tally.refused.push(`${sent.path}: ${response.status} ${told.slice(0, 300)}`)
        return undefined
      }
    } catch {
      // No answer: the request may or may not have been done. The key will tell.
    }
    tally.retried += 1
    await pause(30 + Math.random() * 100)
  }
}

/** Reads until somebody answers. */
export async function readUntilAnswered(session: Session, path: string): Promise<unknown> {
  for (;;) {
    try {
      const response = await fetch(`${session.url}${path}`, {
        headers: { cookie: session.cookie },
        signal: AbortSignal.timeout(20_000),
      })
      if (response.ok) return await response.json()
      if (response.status < 500)
        throw new TypeError(`${path}: ${response.status} ${(await response.text()).slice(0, 300)}`)
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith(path)) throw error
    }
    await pause(50 + Math.random() * 100)
  }
}
