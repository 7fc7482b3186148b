import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { api, sendJson } from '../../../web/api.ts'
import { touches } from '../../../web/hooks.ts'
import { type Session, useSession } from '../../../web/session.ts'
import { toast } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { logAct } from '../contract/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { createOutbox, type Refused, type WaitingAct } from './outbox.ts'

function storage(): Storage | undefined {
  try {
    return globalThis.sessionStorage
  } catch {
    return undefined
  }
}

let saySent: (count: number) => void = () => undefined
const outbox = createOutbox(
  storage,
  (act) => api(logAct, { body: act.body }, { idempotency_key: act.key }),
  (count) => saySent(count),
)
const none: readonly WaitingAct[] = []
let snapshot: { account: string; list: readonly WaitingAct[] } | undefined

/** The same list as long as nothing has changed, as React asks of a store. */
function listOf(account: string): readonly WaitingAct[] {
  const list = account === '' ? none : outbox.list(account)
  const same =
    snapshot?.account === account &&
    snapshot.list.length === list.length &&
    snapshot.list.every((act, index) => act === list[index])
  if (!same || !snapshot) snapshot = { account, list }
  return snapshot.list
}

const RETRY_MS = 30_000
let timer: ReturnType<typeof setInterval> | undefined

/**
 * Goes on trying after the page that wrote the act has been left. Each round asks first who is signed in, so that nobody's act is
 * sent in another's name, and ends the rounds when nothing waits.
 */
async function round(): Promise<void> {
  const session = await sendJson<Session>('GET', '/api/session').catch(() => undefined)
  const account = session?.account?.account_id
  if (account === undefined) return
  await outbox.flush(account)
  if (outbox.list(account).some((act) => act.refused === null)) return
  clearInterval(timer)
  timer = undefined
  globalThis.removeEventListener('online', again)
}

function again(): void {
  void round()
}

function keepTrying(): void {
  if (timer !== undefined) return
  timer = setInterval(again, RETRY_MS)
  globalThis.addEventListener('online', again)
}

export interface Sender {
  readonly account_id: string
  readonly waiting: readonly WaitingAct[]
  /** Keeps the act and tries to send it: `sent`, `waiting` for the network, or the refusal. */
  readonly send: (act: Pick<WaitingAct, 'key' | 'body'>) => Promise<'sent' | 'waiting' | Refused>
  readonly sendAll: () => void
  readonly drop: (id: string) => void
}

/** The acts of the person who is signed in, on their way. Tries again when the network comes back and every half minute, also after the page is left. */
export function useOutbox(): Sender {
  const account_id = useSession().data?.account?.account_id ?? ''
  const client = useQueryClient()
  const waiting = useSyncExternalStore(
    outbox.subscribe,
    () => listOf(account_id),
    () => none,
  )
  const w = useWords(careRecordsWords)
  useEffect(() => {
    // Kept after the page is left: the act is sent from wherever its writer is by then.
    saySent = (count) => toast(w('page.sent_late', { count }))
  }, [w])
  const before = useRef(waiting.length)
  const flush = useCallback(() => (account_id === '' ? Promise.resolve() : outbox.flush(account_id)), [account_id])
  useEffect(() => {
    if (waiting.length < before.current) {
      void client.invalidateQueries({ predicate: touches(['care-records', 'families', 'today', 'contacts']) })
    }
    before.current = waiting.length
  }, [client, waiting])
  const open = waiting.some((act) => act.refused === null)
  useEffect(() => {
    if (!open) return
    keepTrying()
    void flush()
  }, [open, flush])
  return useMemo(
    () => ({
      account_id,
      waiting,
      async send({ key, body }) {
        outbox.put({ key, body, account_id, refused: null })
        await flush()
        const left = outbox.list(account_id).find((act) => act.body.id === body.id)
        if (!left) return 'sent'
        if (left.refused !== null) return left.refused
        keepTrying()
        return 'waiting'
      },
      sendAll: () => void flush(),
      drop: outbox.drop,
    }),
    [account_id, waiting, flush],
  )
}
