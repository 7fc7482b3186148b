import { refuse } from '../kernel/refusal.ts'

/** A keyset cursor: the sort values of the last row, opaque to the reader. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/**
 * The values of a cursor, checked to be of the given kinds.
 * @throws Refusal bad_input for a cursor that no page gave.
 */
export function decodeCursor(
  cursor: string | undefined,
  kinds: readonly ('string' | 'number')[],
): (string | number)[] | undefined {
  if (cursor === undefined) return undefined
  let values: unknown
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    values = undefined
  }
  if (
    !Array.isArray(values) ||
    values.length !== kinds.length ||
    !values.every((value, i) => typeof value === kinds[i])
  ) {
    refuse('bad_input', 'platform.input_cursor', { place: 'query.cursor' })
  }
  return values as (string | number)[]
}
