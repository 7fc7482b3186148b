import { setTimeout as pause } from 'node:timers/promises'
import { freshId, newTally, sendOnce, type Sent, type Session, signInAs, type Tally } from '../clients.ts'

/** The code that confirms a persona, shown to whoever tries the demonstration. */
const PERSONA_CODE = '246810'

/** Whoever holds one of the powers of a round, at a browser that survives whatever is killed. */
export interface Person {
  url: string
  account_id: string
  session: Session | undefined
  tally: Tally
  /** Requests sent twice at once under one key, of which both were answered. */
  twins: number
  /** Answers that are not what they must be. */
  wrong: string[]
  /** Set when the torture itself has failed: nobody tries any more. */
  given_up: boolean
}

export function newPerson(url: string, account_id: string): Person {
  return { url, account_id, session: undefined, tally: newTally(), twins: 0, wrong: [], given_up: false }
}

/** What was told: a refusal by its code, since each carries the number of its own request. */
const saidBy = (told: Awaited<ReturnType<typeof untilAnswered>> | undefined) =>
  told?.refused ?? JSON.stringify(told?.answer)

/**
 * One act, under one key made beforehand, sent until somebody answers it; `twice` sends it two times at once, as an impatient finger
 * does, and both must be told the same. Undefined when it was refused, which for a valid act is a fault.
 */
export async function act(person: Person, sent: Sent, twice = false): Promise<unknown> {
  const key = `torture-${freshId()}`
  person.tally.sent += 1
  const [first, second] = await Promise.all([
    untilAnswered(person, sent, key),
    twice ? untilAnswered(person, sent, key) : undefined,
  ])
  if (twice) {
    person.twins += 1
    if (saidBy(first) !== saidBy(second))
      person.wrong.push(`${sent.path}: one key, two answers: ${JSON.stringify([first, second]).slice(0, 300)}`)
  }
  if (first.refused === undefined) {
    person.tally.acknowledged += 1
    return first.answer
  }
  if (sent.may_refuse?.includes(first.refused)) person.tally.sent -= 1
  else person.tally.refused.push(`${sent.path}: ${first.refused} ${JSON.stringify(first.answer).slice(0, 300)}`)
  return undefined
}

/** An act that must be refused, by the code of the refusal; anything else is a fault. */
export async function mustBeRefused(person: Person, sent: Sent, codes: readonly string[]): Promise<void> {
  const { refused, answer } = await untilAnswered(person, sent, `torture-${freshId()}`)
  if (refused === undefined || !codes.includes(refused))
    person.wrong.push(`${sent.path} was to be refused: ${JSON.stringify(answer).slice(0, 300)}`)
}

/** Reads until somebody answers; bytes as they come. */
export async function read(person: Person, path: string): Promise<Uint8Array> {
  for (;;) {
    const bytes = await tryOnce(person, async ({ url, cookie }) => {
      const response = await fetch(`${url}${path}`, { headers: { cookie }, signal: AbortSignal.timeout(60_000) })
      const body = new Uint8Array(await response.arrayBuffer())
      if (response.ok) return body
      return tellOf(response.status, JSON.parse(Buffer.from(body).toString('utf8')))
    })
    if (bytes instanceof Uint8Array) return bytes
    if (bytes) throw new Error(`${path}: ${JSON.stringify(bytes).slice(0, 300)}`)
  }
}

export async function readJson(person: Person, path: string): Promise<unknown> {
  return JSON.parse(Buffer.from(await read(person, path)).toString('utf8'))
}

interface Told {
  status: number
  refused: string
  answer: unknown
}

function tellOf(status: number, answer: unknown): Told {
  const code = (answer as { code?: unknown } | null)?.code
  return { status, refused: typeof code === 'string' ? code : String(status), answer }
}

async function untilAnswered(person: Person, sent: Sent, key: string): Promise<{ refused?: string; answer: unknown }> {
  for (;;) {
    const told = await tryOnce(person, async (session) => {
      const response = await sendOnce(session, sent, key, AbortSignal.timeout(60_000))
      const answer: unknown = await response.json()
      return response.ok ? { answer } : tellOf(response.status, answer)
    })
    if (told) return told
    person.tally.retried += 1
  }
}

/**
 * Runs one try with a session that is signed in and confirmed. Undefined when nobody can say what happened, or when the session had
 * to be made anew: then it is tried again.
 */
async function tryOnce<T extends object>(
  person: Person,
  one: (session: Session) => Promise<T | Told>,
): Promise<T | Told | undefined> {
  if (person.given_up) throw new Error('The torture has failed elsewhere.')
  try {
    person.session ??= await confirmed(await signInAs(person.url, person.account_id))
    const told = await one(person.session)
    if (!('status' in told)) return told
    if (told.status === 401 || told.refused === 'platform.confirm_first') person.session = undefined
    else if (told.status < 500 && told.status !== 429) return told
  } catch {
    // No answer, or none while signing in: the key will tell.
  }
  await pause(30 + Math.random() * 100)
  return undefined
}

/** Shows the second factor: for five minutes approving, funding, exporting, reconciling and closing are open. */
async function confirmed(session: Session): Promise<Session> {
  const sent = { path: '/api/session/confirm', body: JSON.stringify({ code: PERSONA_CODE }) }
  const response = await sendOnce(session, sent, `torture-${freshId()}`, AbortSignal.timeout(20_000))
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
  if (!response.ok || !cookie) throw new Error(`Confirming answered ${response.status}.`)
  return { url: session.url, cookie }
}
