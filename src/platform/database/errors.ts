import { type Params, Refusal } from '../../kernel/refusal.ts'

interface PgError extends Error {
  code: string
  constraint?: string
  severity?: string | undefined
}

function isPgError(error: unknown): error is PgError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

/** An error the server answered, as against a connection that broke: what it refused did not happen. */
export function isSaidByServer(error: unknown): boolean {
  return isPgError(error) && error.severity === 'ERROR'
}

/** Distributed servers append the shard's number to a constraint's name. */
export function constraintOf(error: unknown): string | undefined {
  return isPgError(error) ? error.constraint?.replace(/_\d+$/, '') : undefined
}

const AWAY = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
])

/** What the driver says of a connection that is gone; it gives these no code. */
const BROKEN = /Connection terminated|is not queryable|timeout exceeded when trying to connect/

/**
 * What a person is told when the database says no. Rooms that know better catch their own constraints first; an error of
 * the program (bad SQL, a missing column) stays an Error and becomes a 500 with nothing in it.
 */
export function refusalOf(error: unknown): unknown {
  if (error instanceof Refusal || !isPgError(error)) {
    return error instanceof Error && BROKEN.test(error.message)
      ? new Refusal('unavailable', 'platform.database_away', { cause: error })
      : error
  }
  const constraint = constraintOf(error)
  const params: Params = constraint ? { constraint } : {}
  switch (error.code) {
    case '23505':
      return new Refusal('conflict', 'platform.already_there', { params, cause: error })
    case '23503':
    case '23514':
    case '23P01':
    case '23502':
      return new Refusal('unprocessable', 'platform.constraint', { params, cause: error })
    case '42501':
      return new Refusal('not_found', 'platform.not_found', { cause: error })
    case '55P03':
    case '57014':
      return new Refusal('unavailable', 'platform.busy', { cause: error })
    case '22021':
    case '22P05':
      return new Refusal('bad_input', 'platform.bad_text', { cause: error })
    default:
      return AWAY.has(error.code) ? new Refusal('unavailable', 'platform.database_away', { cause: error }) : error
  }
}

/** Deadlocks and serialization failures: nothing happened, the same work may simply be tried again. */
export function isRetryable(error: unknown): boolean {
  const cause = error instanceof Refusal ? error.cause : error
  return isPgError(cause) && (cause.code === '40P01' || cause.code === '40001')
}
