import type { z } from 'zod'
import { FILE_TYPES, type FileType, XLSX } from './file-type.ts'

/**
 * One operation of the API as data: what goes in, what comes out. The server builds its route, the web its typed client
 * and the OpenAPI document its page from the same value, so that the three cannot drift apart.
 */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
  Files extends FileType = FileType,
> {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/api/families/:family_id`; names after a colon are the keys of `params`. */
  readonly path: string
  /** One English sentence for the OpenAPI page. */
  readonly summary: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** A file (multipart) is taken instead of a JSON body. */
  readonly upload?: boolean
  /** Absent for answers that are files. */
  readonly response?: Response
  /** The kinds of file it answers with, where it answers with one; see `filesOf` for those that do not say. */
  readonly files?: readonly Files[]
}

/** Gives an endpoint its exact type; does nothing at run time. */
export function endpoint<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  F extends FileType,
>(definition: Endpoint<P, Q, B, R, F>): Endpoint<P, Q, B, R, F> {
  return definition
}

/**
 * What kinds of file a download is of; none where the answer is JSON. The server sends no other and the OpenAPI document names these. Unless
 * an endpoint says so itself, what is made on request is a workbook, and what was once handed in comes back as any kind there is.
 */
export function filesOf({ response, files, method }: Endpoint): readonly FileType[] {
  if (response) return []
  return files ?? (method === 'GET' ? FILE_TYPES : [XLSX])
}

export type ParamsOf<E> = E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never
export type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never
export type BodyOf<E> = E extends Endpoint<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.output<B> : never
export type ResponseOf<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer R> ? z.output<R> : never
