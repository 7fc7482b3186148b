import type { InputOf } from '../../../web/api.ts'
import { type Fault, Problem } from '../../../web/problem.ts'
import type { logAct } from '../contract/index.ts'

export type ActBody = InputOf<typeof logAct>['body']

/** One act as it waits on this device: ids, codes and the worker's own words, no names. */
export interface WaitingAct {
  /** The Idempotency-Key: the same for every try of the same content. */
  readonly key: string
  /** Who wrote it: another person at the same device neither sees nor sends it. */
  readonly account_id: string
  readonly body: ActBody
  /** What the server said when it did not accept it; such an act waits for its writer, not for the network. */
  readonly refused: Refused | null
}

export interface Refused {
  readonly code: string
  readonly detail: string
  readonly next?: string | null
  readonly issues: readonly Fault[]
}

export interface Outbox {
  readonly list: (account_id: string) => readonly WaitingAct[]
  /** Keeps the act; an act of the same id takes the place of the one before. */
  readonly put: (act: WaitingAct) => void
  readonly drop: (id: string) => void
  /** Sends what waits, oldest first, until the network fails. Resolves when nothing more can be done now. */
  readonly flush: (account_id: string) => Promise<void>
  readonly subscribe: (tell: () => void) => () => void
}

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** `draft.`: what begins so is wiped at sign-out. */
const KEY = 'draft.care-records.waiting'

/**
 * Acts on their way to the server. They stay in the session's storage until the server has said that it has them, so that a
 * lost network or a reload loses nothing; the act's own id and key make sending again safe. `sentLate` is told how many went out that
 * did not at the first try: their writer read that they were kept here, and wants to know that they are not any more.
 */
export function createOutbox(
  keeper: () => Keeper | undefined,
  send: (act: WaitingAct) => Promise<unknown>,
  sentLate: (count: number) => void = () => undefined,
): Outbox {
  const listeners = new Set<() => void>()
  let waiting = readFrom(keeper())
  const late = new Set(waiting.map((act) => act.body.id))
  let flushing: Promise<void> | undefined

  const change = (next: readonly WaitingAct[]) => {
    waiting = next
    writeTo(keeper(), next)
    for (const tell of listeners) tell()
  }
  const put = (act: WaitingAct) => {
    const others = waiting.filter((other) => other.body.id !== act.body.id)
    change([...others, act])
  }
  const drop = (id: string) => change(waiting.filter((act) => act.body.id !== id))

  // Another page of this tab may have signed out and wiped the storage; without storage the memory is all there is.
  const look = () => {
    const store = keeper()
    if (store) waiting = readFrom(store)
  }

  async function sendAll(account_id: string): Promise<void> {
    look()
    const mine = waiting.filter((one) => one.account_id === account_id && one.refused === null)
    const gone = await sendEach(mine)
    const count = gone.filter((id) => late.delete(id)).length
    // What was refused is no longer on its way: its writer mends it and sends it anew.
    const refused = new Set(waiting.flatMap((act) => (act.refused === null ? [] : [act.body.id])))
    for (const { body } of mine) if (!gone.includes(body.id)) late[refused.has(body.id) ? 'delete' : 'add'](body.id)
    if (count > 0) sentLate(count)
  }

  /** @returns the ids of those the server has. */
  async function sendEach(acts: readonly WaitingAct[]): Promise<ActBody['id'][]> {
    const gone: ActBody['id'][] = []
    for (const act of acts) {
      try {
        await send(act)
        drop(act.body.id)
        gone.push(act.body.id)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        // Not there, busy, or signed out meanwhile: the act is good and waits.
        if (error.uncertain || error.status === 401 || error.status === 429) return gone
        const detail = error.issues[0]?.detail ?? error.message
        const { code, issues, body } = error
        put({ ...act, refused: { code, detail, next: body.next ?? null, issues } })
      }
    }
    return gone
  }

  return {
    list: (account_id) => waiting.filter((act) => act.account_id === account_id),
    put,
    drop,
    flush(account_id) {
      // What was put while a round was under way is taken by the next.
      flushing = (flushing ?? Promise.resolve()).then(() => sendAll(account_id))
      return flushing.finally(() => undefined)
    },
    subscribe(tell) {
      look()
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
  }
}

function readFrom(keeper: Keeper | undefined): readonly WaitingAct[] {
  try {
    const kept: unknown = JSON.parse(keeper?.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isWaiting) : []
  } catch {
    return []
  }
}

function isWaiting(value: unknown): value is WaitingAct {
  return typeof value === 'object' && value !== null && 'key' in value && 'account_id' in value && 'body' in value
}

function writeTo(keeper: Keeper | undefined, acts: readonly WaitingAct[]): void {
  try {
    if (acts.length === 0) keeper?.removeItem(KEY)
    else keeper?.setItem(KEY, JSON.stringify(acts))
  } catch {
    // Without storage an act waits as long as the page lives.
  }
}
