import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { api } from '../../../web/api.ts'
import { touches } from '../../../web/hooks.ts'
import { useSession } from '../../../web/session.ts'
import { logAct } from '../contract/index.ts'
import { createOutbox, type WaitingAct } from './outbox.ts'

function storage(): Storage | undefined {
  try {
    return globalThis.sessionStorage
  } catch {
    return undefined
  }
}

const outbox = createOutbox(storage, (act) => api(logAct, { body: act.body }, { idempotency_key: act.key }))
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

export interface Sender {
  readonly account_id: string
  readonly waiting: readonly WaitingAct[]
  /** Keeps the act and tries to send it: `sent`, `waiting` for the network, or the words of the refusal. */
  readonly send: (act: Pick<WaitingAct, 'key' | 'body'>) => Promise<'sent' | 'waiting' | { refused: string }>
  readonly sendAll: () => void
  readonly drop: (id: string) => void
}

/** The acts of the person who is signed in, on their way. Tries again when the network comes back and every half minute. */
export function useOutbox(): Sender {
  const account_id = useSession().data?.account?.account_id ?? ''
  const client = useQueryClient()
  const waiting = useSyncExternalStore(
    outbox.subscribe,
    () => listOf(account_id),
    () => none,
  )
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
    const again = () => void flush()
    again()
    const timer = setInterval(again, RETRY_MS)
    globalThis.addEventListener('online', again)
    return () => {
      clearInterval(timer)
      globalThis.removeEventListener('online', again)
    }
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
        return left.refused === null ? 'waiting' : { refused: left.refused }
      },
      sendAll: () => void flush(),
      drop: outbox.drop,
    }),
    [account_id, waiting, flush],
  )
}
