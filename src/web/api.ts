import type { z } from 'zod'
import type { Endpoint, ResponseOf } from '../kernel/endpoint.ts'
import { askToConfirm, CONFIRM_FIRST } from './confirm.ts'
import { currentLocale } from './i18n/index.ts'
import { isLeftAlone } from './presence.ts'
import { Problem, problemFrom, unreachable } from './problem.ts'

type Part<K extends string, S extends z.ZodType> =
  unknown extends z.input<S>
    ? { readonly [key in K]?: undefined }
    : Record<never, never> extends z.input<S>
      ? { readonly [key in K]?: z.input<S> }
      : { readonly [key in K]: z.input<S> }

/** What a call of the endpoint needs: only the parts its contract names. */
export type InputOf<E> =
  E extends Endpoint<infer P, infer Q, infer B, z.ZodType>
    ? Part<'params', P> & Part<'query', Q> & Part<'body', B> & { readonly file?: File }
    : never

export interface Sending {
  readonly idempotency_key?: string
  readonly signal?: AbortSignal
  /** Why a protected fact is looked at; the server writes it into the trace. */
  readonly reason?: string
}

interface Parts {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly file?: File
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Fills a path such as `/api/families/:family_id` and appends the query; lists repeat their key, absent values vanish. */
export function addressOf(path: string, params?: unknown, query?: unknown): string {
  const given = new Map(entriesOf(params))
  const filled = path.replaceAll(/:([A-Za-z_]\w*)/g, (_, key: string) => {
    const value = given.get(key)
    if (value === undefined || value === null || value === '') throw new TypeError(`${path} needs ${key}`)
    return encodeURIComponent(text(value))
  })
  const search = new URLSearchParams()
  for (const [key, value] of entriesOf(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(key, text(one))
    }
  }
  const tail = search.toString()
  return tail === '' ? filled : `${filled}?${tail}`
}

/** Sends; an act that asks for the second factor first is sent again, under the same key, once the person has shown it. */
async function ask(method: string, address: string, parts: Parts, sending: Sending): Promise<Response> {
  const same = { ...sending, idempotency_key: sending.idempotency_key ?? crypto.randomUUID() }
  const response = await sendOnce(method, address, parts, same)
  if (response.ok) return response
  const problem = await problemFrom(response)
  if (problem.code !== CONFIRM_FIRST || !(await askToConfirm())) throw problem
  const again = await sendOnce(method, address, parts, same)
  if (!again.ok) throw await problemFrom(again)
  return again
}

async function sendOnce(
  method: string,
  address: string,
  parts: Parts,
  sending: Sending & { readonly idempotency_key: string },
): Promise<Response> {
  const headers: Record<string, string> = {
    accept: 'application/json, application/problem+json, */*;q=0.5',
    'accept-language': currentLocale() === 'en' ? 'en' : 'zh-CN',
  }
  // Not a header a foreign form can send: a write without it is refused, which is also the guard against forged requests.
  if (method !== 'GET') headers['idempotency-key'] = sending.idempotency_key
  else if (isLeftAlone()) headers['x-background'] = '1'
  // A header carries ASCII only.
  if (sending.reason !== undefined) headers['x-reason'] = encodeURIComponent(sending.reason)
  let body: BodyInit | undefined
  if (parts.file) {
    const form = new FormData()
    for (const [key, value] of entriesOf(parts.body)) if (value !== undefined) form.append(key, text(value))
    form.append('file', parts.file)
    body = form
  } else if (method !== 'GET') {
    headers['content-type'] = 'application/json'
    body = JSON.stringify(parts.body ?? {})
  }
  try {
    return await fetch(address, { method, headers, body, signal: sending.signal, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  }
}

/** JSON in, JSON out, for the few calls that have no contract yet. */
export async function sendJson<T>(
  method: string,
  address: string,
  sending: Sending & { body?: unknown } = {},
): Promise<T> {
  const response = await ask(method, address, { body: sending.body }, sending)
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the contract on the server is what vouches for the shape
  return (response.status === 204 ? undefined : await response.json()) as T
}

/**
 * Calls one endpoint. Throws a `Problem` when the server refuses or cannot be reached.
 * A write carries an Idempotency-Key; give the same key to send the same act again.
 */
export async function api<E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  sending: Sending = {},
): Promise<ResponseOf<E>> {
  const parts: Parts = input
  const address = addressOf(endpoint.path, parts.params, parts.query)
  const response = await ask(endpoint.method, address, parts, sending)
  // oxlint-disable-next-line typescript/consistent-type-assertions -- as above
  return (response.status === 204 ? undefined : await response.json()) as ResponseOf<E>
}

/** The file name the server gave, UTF-8 form first. */
export function fileNameOf(disposition: string | null, otherwise: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (encoded !== undefined) return decodeURIComponent(encoded)
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? otherwise
}

/** Fetches a file (an export, a filled form, an annotated sheet) and hands it to the browser's downloads. */
export async function download<E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  sending: Sending = {},
): Promise<string> {
  const parts: Parts = input
  const response = await ask(endpoint.method, addressOf(endpoint.path, parts.params, parts.query), parts, sending)
  const name = fileNameOf(response.headers.get('content-disposition'), endpoint.name)
  const url = URL.createObjectURL(await response.blob())
  const anchor = Object.assign(document.createElement('a'), { href: url, download: name })
  document.body.append(anchor)
  anchor.click()
  anchor.remove()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return name
}

export { Problem }
