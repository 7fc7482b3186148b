import pg from 'pg'

/**
 * The application's handle to the database. Only `transact.ts` takes connections from it: everything else receives a `Tx`.
 */
export interface Database {
  readonly pool: pg.Pool
}

const INT8 = 20
const DATE = 1082
const TIMESTAMPTZ = 1184

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`A bigint of the database is beyond exact numbers: ${text}`)
  return value
}

// '2026-11-21 08:00:00.123456+00' (sessions run in UTC) → the kernel's Instant: exactly milliseconds and Z.
function instant(text: string): string {
  const [seconds = '', fraction = ''] = text.replace(/\+00$/, '').split('.')
  return `${seconds.replace(' ', 'T')}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
}

const parsers = new Map<number, (text: string) => unknown>([
  [INT8, safeInteger],
  [DATE, (text) => text],
  [TIMESTAMPTZ, instant],
])

export const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return parsers.get(oid) ?? pg.types.getTypeParser(oid, format)
  },
} as pg.CustomTypesConfig

/** Settings every connection starts with. Custom plans: a prepared range means a street for one reader and the nation for the next. */
const SESSION_OPTIONS = [
  '-c timezone=UTC',
  '-c jit=off',
  '-c plan_cache_mode=force_custom_plan',
  '-c lock_timeout=5s',
  '-c statement_timeout=120s',
  '-c idle_in_transaction_session_timeout=60s',
].join(' ')

export interface ConnectOptions {
  connectionString: string
  max?: number
  onError?: (error: Error) => void
}

export function connect(options: ConnectOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max ?? 12,
    options: SESSION_OPTIONS,
    types,
    // Flights do not wait for one another: see flight.ts.
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: 'nuanxin',
  })
  // A connection that dies while idle must not take the process with it; the pool opens another.
  pool.on('error', (error) => options.onError?.(error))
  // The pool does not listen to one that is in use: whoever uses it is told by the next statement, and the process lives on.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return { pool }
}
