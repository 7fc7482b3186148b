import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryKey,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { Endpoint, ResponseOf } from '../kernel/endpoint.ts'
import { addressOf, api, type InputOf, type Sending } from './api.ts'
import { Problem } from './problem.ts'

interface Parts {
  readonly params?: unknown
  readonly query?: unknown
}

/** `/api/families/:id` belongs to the topic `families`: one word from the server refreshes all that was read below it. */
export function keyOf<E extends Endpoint>(endpoint: E, input: InputOf<E>): QueryKey {
  const parts: Parts = input
  return [addressOf(endpoint.path, parts.params), endpoint.name, parts.query ?? {}]
}

export interface ReadOptions {
  /** Topics beside the endpoint's own whose news make this answer stale. */
  readonly topics?: readonly string[]
  readonly enabled?: boolean
  /** Keep showing the last answer while a changed filter is fetched, so that nothing jumps. */
  readonly keep?: boolean
  readonly refresh_ms?: number
}

/** Reads one endpoint; the answer is kept, shared between pages and refreshed by events. */
export function useApi<E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  options: ReadOptions = {},
): UseQueryResult<ResponseOf<E>, Problem> {
  const enabled = options.enabled ?? true
  return useQuery({
    queryKey: enabled ? keyOf(endpoint, input) : ['waiting', endpoint.name],
    queryFn: ({ signal }) => api(endpoint, input, { signal }),
    enabled,
    meta: { topics: options.topics ?? [] },
    placeholderData: options.keep === true ? keepPreviousData : undefined,
    refetchInterval: options.refresh_ms ?? false,
  })
}

export interface Pages<T> {
  readonly rows: readonly T[]
  readonly pending: boolean
  readonly problem: Problem | null
  readonly more?: () => void
  readonly fetching_more: boolean
  /** The rows still answer the question asked before: what was asked now is on its way. */
  readonly earlier: boolean
  /** What was asked, in one text: another filter is another question. */
  readonly asked: string
  readonly retry: () => void
}

/**
 * Reads a list page by page. `next` gives the cursor after a page (null or undefined at the end); it is sent as the query's `cursor`.
 * Spread the result into `DataTable`.
 */
export function usePages<E extends Endpoint, T>(
  endpoint: E,
  input: InputOf<E>,
  read: {
    rows: (page: ResponseOf<E>) => readonly T[]
    next: (page: ResponseOf<E>) => string | null | undefined
    enabled?: boolean
  },
): Pages<T> & { readonly first?: ResponseOf<E> } {
  const parts: Parts = input
  const asked = parts.query ?? {}
  const query = useInfiniteQuery<ResponseOf<E>, Problem, { pages: ResponseOf<E>[] }, QueryKey, string | undefined>({
    queryKey: [...keyOf(endpoint, input), 'pages'],
    queryFn: ({ pageParam, signal }) => {
      const paged: InputOf<E> = { ...input, query: { ...asked, cursor: pageParam } }
      return api(endpoint, paged, { signal })
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => read.next(page) ?? undefined,
    placeholderData: keepPreviousData,
    enabled: read.enabled ?? true,
  })
  return {
    rows: query.data?.pages.flatMap((page) => read.rows(page)) ?? [],
    pending: query.isPending,
    problem: query.error,
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    fetching_more: query.isFetchingNextPage,
    earlier: query.isPlaceholderData,
    asked: JSON.stringify(keyOf(endpoint, input)),
    retry: () => void query.refetch(),
    first: query.data?.pages[0],
  }
}

/** Rows of a list that are marked for an act. */
export interface Marked<T> {
  readonly ids: readonly string[]
  readonly rows: readonly T[]
  readonly set: (ids: readonly string[]) => void
}

/** What is marked of a list: only rows that stand on it, and nothing any more once another question is asked. */
export function useMarked<T>({ rows, asked }: Pick<Pages<T>, 'rows' | 'asked'>, id: (row: T) => string): Marked<T> {
  const [held, setHeld] = useState<{ asked: string; ids: readonly string[] }>({ asked, ids: [] })
  const marked = held.asked === asked ? rows.filter((row) => held.ids.includes(id(row))) : []
  return { ids: marked.map(id), rows: marked, set: (ids) => setHeld({ asked, ids }) }
}

export interface Command<E> {
  /** Resolves with the answer, or with undefined when refused; the refusal is then in `problem`. */
  readonly send: (input: InputOf<E>, sending?: Pick<Sending, 'reason'>) => Promise<ResponseOf<E> | undefined>
  readonly pending: boolean
  readonly problem: Problem | null
  readonly done: boolean
  readonly reset: () => void
}

const fingerprint = (input: unknown): string =>
  JSON.stringify(input, (_, value: unknown) =>
    value instanceof File ? [value.name, value.size, value.lastModified] : value,
  )

/** An act and why it is done, where its trail asks for that. */
interface Sent<E extends Endpoint> extends Pick<Sending, 'reason'> {
  readonly input: InputOf<E>
}

export interface CommandOptions<E extends Endpoint> {
  readonly topics?: readonly string[]
  readonly done?: (answer: ResponseOf<E>, input: InputOf<E>) => void
  /**
   * Wait until what is on screen has been read anew before `done`: the list she returns to does not move under her finger, and the page
   * she goes to offers its acts on what she has just saved, not on the version before.
   */
  readonly refreshed?: boolean
}

/**
 * Sends one act. The key of a submission stays the same until it has succeeded or the input has changed, so that pressing again
 * after a lost network does it once. After success every answer below the endpoint's topic is read anew.
 */
export function useCommand<E extends Endpoint>(endpoint: E, options: CommandOptions<E> = {}): Command<E> {
  const client = useQueryClient()
  const submission = useRef<{ print: string; key: string }>(undefined)
  const mutation = useMutation<ResponseOf<E>, Problem, Sent<E>>({
    mutationFn: ({ input, ...sending }) => {
      const print = fingerprint([input, sending])
      if (submission.current?.print !== print) submission.current = { print, key: crypto.randomUUID() }
      return api(endpoint, input, { ...sending, idempotency_key: submission.current.key })
    },
    retry: (count, problem) => count < 2 && problem.uncertain && problem.status !== 500,
    retryDelay: (count) => 400 * 2 ** count,
    networkMode: 'always',
    onSuccess: async (answer, { input }) => {
      submission.current = undefined
      const topics = [topicOf(endpoint.path), ...(options.topics ?? [])]
      const reading = client.invalidateQueries({ predicate: touches(topics) })
      if (options.refreshed === true) await reading
      options.done?.(answer, input)
    },
  })
  const { mutateAsync } = mutation
  const under_way = useRef<{ print: string; answer: Promise<ResponseOf<E> | undefined> }>(undefined)
  const send = useCallback(
    (input: InputOf<E>, sending: Pick<Sending, 'reason'> = {}) => {
      const print = fingerprint([input, sending])
      // The second of two quick presses comes before the button is drawn busy: it is the same act, answered and told once.
      if (under_way.current?.print === print) return under_way.current.answer
      const answer = mutateAsync({ input, ...sending }).catch(() => undefined)
      under_way.current = { print, answer }
      void answer.finally(() => {
        if (under_way.current?.answer === answer) under_way.current = undefined
      })
      return answer
    },
    [mutateAsync],
  )
  return {
    send,
    pending: mutation.isPending,
    problem: mutation.error,
    done: mutation.isSuccess,
    reset: mutation.reset,
  }
}

/** `/api/families/1/members` → `families`. */
export function topicOf(address: string): string {
  return /^\/api\/([^/?:]+)/.exec(address)?.[1] ?? ''
}

interface Cached {
  readonly queryKey: QueryKey
  readonly meta?: Record<string, unknown>
}

/** Whether a kept answer is made stale by news on one of the topics. */
export function touches(topics: readonly string[]): (query: Cached) => boolean {
  return (query) => {
    const [address] = query.queryKey
    const own = typeof address === 'string' ? topicOf(address) : ''
    const also = Array.isArray(query.meta?.['topics']) ? query.meta['topics'] : []
    return topics.some((topic) => topic === own || also.includes(topic))
  }
}
