import { type CivilDate, type Instant, isCivilDate, isInstant } from '../kernel/calendar.ts'
import { isUuid, type Uuid } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'

/** A keyset cursor: the sort values of the last row, opaque to the reader. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** What a sort value may be; numbers are whole and exact. */
interface Kinds {
  number: number
  string: string
  uuid: Uuid
  date: CivilDate
  instant: Instant
}
type Kind = keyof Kinds

const IS: { readonly [K in Kind]: (value: unknown) => boolean } = {
  number: Number.isSafeInteger,
  string: (value) => typeof value === 'string',
  uuid: isUuid,
  date: isCivilDate,
  instant: isInstant,
}

/**
 * The values of a cursor, checked to be of the given kinds: it is text from outside, and what it holds goes into a query.
 * @throws Refusal bad_input for a cursor that no page gave.
 */
export function decodeCursor<const K extends readonly Kind[]>(
  cursor: string | undefined,
  kinds: K,
): { -readonly [I in keyof K]: Kinds[K[I]] } | undefined {
  if (cursor === undefined) return undefined
  let values: unknown
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    values = undefined
  }
  const good =
    Array.isArray(values) &&
    values.length === kinds.length &&
    kinds.every((kind, i) => IS[kind]((values as unknown[])[i]))
  if (!good) refuse('bad_input', 'platform.input_cursor', { place: 'query.cursor' })
  return values as { -readonly [I in keyof K]: Kinds[K[I]] }
}
