import type { z } from 'zod'
import type { Instant } from '../../kernel/calendar.ts'
import type { Endpoint } from '../../kernel/endpoint.ts'
import type { FileType } from '../../kernel/file-type.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../call.ts'
import type { FieldCrypto } from '../crypto.ts'
import type { Database } from '../database/connect.ts'

/** A file as the answer, of a kind its endpoint states. Its name is made by the server and carries no personal data. */
export interface FileAnswer<Files extends FileType = FileType> {
  file: Uint8Array
  file_name: string
  content_type: Files
}

export interface Upload {
  file_name: string
  bytes: Uint8Array
  /** The other fields of the form. */
  fields: Record<string, string>
}

/** An absent schema has the bare type `ZodType`; then there is nothing to read. */
type Output<S> =
  z.ZodType extends NonNullable<S> ? undefined : NonNullable<S> extends z.ZodType ? z.output<NonNullable<S>> : undefined

export interface Io<E extends Endpoint> {
  db: Database
  call: Call
  params: Output<E['params']>
  query: Output<E['query']>
  body: Output<E['body']>
  upload: Upload | undefined
  session: SessionIo
}

/** The session behind a request, for the few routes that change it. */
export interface SessionIo {
  token: string | undefined
  /** What the active post may do; empty when nobody is signed in. */
  permissions: ReadonlySet<string>
  /** Sets or clears (null) the session cookie on the answer. */
  set(token: string | null): void
}

type Answer<E extends Endpoint> =
  z.ZodType extends NonNullable<E['response']>
    ? FileAnswer<NonNullable<E['files']>[number]>
    : NonNullable<E['response']> extends z.ZodType
      ? z.input<NonNullable<E['response']>>
      : FileAnswer<NonNullable<E['files']>[number]>

/**
 * `anyone`: no sign-in (an open route, whose call may be absent); `signed_in`: any post; else a permission of the
 * room's access.ts. A route without one does not type-check, a permission no room knows stops the start.
 */
export interface Route {
  endpoint: Endpoint
  permission: string
  /** The second factor must have been shown within the last five minutes: for acts that move money or give power. */
  confirmed: boolean
  handle(io: Io<Endpoint>): Promise<unknown>
}

export function route<E extends Endpoint>(
  endpoint: E,
  options: { permission: string; confirmed?: boolean; handle: (io: Io<E>) => Promise<Answer<E>> },
): Route {
  return {
    endpoint,
    permission: options.permission,
    confirmed: options.confirmed ?? false,
    handle: options.handle as unknown as Route['handle'],
  }
}

/** What happens before there is a person: sign-in, first run, the session. Gets the raw pieces instead of a call. */
export interface OpenIo<E extends Endpoint> {
  db: Database
  params: Output<E['params']>
  query: Output<E['query']>
  body: Output<E['body']>
  /** The address of the client, as the socket says. */
  address: string
  session: SessionIo
  /** The signed-in call, when there is one. */
  call: Call | undefined
  locale: 'zh' | 'en'
  now: Instant
  request_id: Uuid
  crypto: FieldCrypto
  newId(): Uuid
}

export interface OpenRoute {
  endpoint: Endpoint
  permission: 'anyone'
  handleOpen(io: OpenIo<Endpoint>): Promise<unknown>
}

export function openRoute<E extends Endpoint>(endpoint: E, handle: (io: OpenIo<E>) => Promise<Answer<E>>): OpenRoute {
  return { endpoint, permission: 'anyone', handleOpen: handle as unknown as OpenRoute['handleOpen'] }
}

export type AnyRoute = Route | OpenRoute

export function isFileAnswer(value: unknown): value is FileAnswer {
  return typeof value === 'object' && value !== null && 'file' in value && 'content_type' in value
}
