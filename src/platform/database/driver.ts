import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
} from 'kysely'
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { type Statement, Wire } from './flight.ts'
import type { Tables } from './tables.ts'

declare const inTransaction: unique symbol

/** A handle inside one transaction of one connection. Only `transact.ts` makes them; nothing else can begin or commit. */
export type Tx = Kysely<Tables> & { readonly [inTransaction]: true }

/**
 * Statements are prepared under a name so that PostgreSQL parses each only once a connection (half the client's CPU).
 * Texts built with lists of varying length would fill the server's memory: only the first texts seen are named.
 */
const NAMED_TEXTS_MAX = 1_000
const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known) return known
  if (names.size >= NAMED_TEXTS_MAX || text.length > 20_000) return undefined
  const name = createHash('sha1').update(text).digest('base64url')
  names.set(text, name)
  return name
}

/** A compiled query, or a text of our own, as it goes on the wire. */
export function statementOf(text: string, values: readonly unknown[] = []): Statement {
  return { name: nameOf(text), text, values }
}

/**
 * A statement whose text is always the same, for what every act sends: putting a text together from a template takes the server as long
 * as sending it does. Types of the rows are the caller's word, as with `sql`.
 */
export function fixed<Row = unknown>(text: string, parameters: readonly unknown[]): CompiledQuery<Row> {
  return CompiledQuery.raw(text, [...parameters]) as CompiledQuery<Row>
}

class WireConnection implements DatabaseConnection {
  readonly wire: Wire
  constructor(wire: Wire) {
    this.wire = wire
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.wire.ask(statementOf(query.sql, query.parameters))
    return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) }
  }
  // oxlint-disable-next-line require-yield -- the interface asks for a generator; streams go through COPY instead
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Stream large results with COPY or keyset pages.')
  }
}

const lastOf = new WeakMap<Tx, CompiledQuery[]>()

/** A question of one statement, for `readOnce`: what to ask, whether its plan is kept (see `Manner`), and how the rows are read. */
export interface Once<Row, Answer> {
  query: RawBuilder<Row>
  plans?: 'anew' | 'kept'
  read(rows: readonly Row[]): Answer
}

/**
 * A statement whose answer the work does not need, to be sent with the commit: a row that many writers share (the head of a chain,
 * a sum) is then locked for no round trip. In the order of asking; it happens with the rest of the transaction or not at all.
 */
export function lastly(tx: Tx, query: RawBuilder<unknown> | CompiledQuery): void {
  const asked = lastOf.get(tx) ?? []
  lastOf.set(tx, asked)
  asked.push('compile' in query ? query.compile(tx) : query)
}

/** What was asked for since the last taking. A handle serves one transaction after the other. */
export function takeLast(tx: Tx): readonly CompiledQuery[] {
  const asked = lastOf.get(tx) ?? []
  lastOf.delete(tx)
  return asked
}

function notHere(): Promise<never> {
  return Promise.reject(new Error('Transactions begin in command() or readIn() only.'))
}

class WireDriver implements Driver {
  readonly connection: WireConnection
  constructor(wire: Wire) {
    this.connection = new WireConnection(wire)
  }
  init = () => Promise.resolve()
  acquireConnection = () => Promise.resolve(this.connection)
  beginTransaction = notHere
  commitTransaction = notHere
  rollbackTransaction = notHere
  releaseConnection = () => Promise.resolve()
  destroy = () => Promise.resolve()
}

export interface Handle {
  tx: Tx
  wire: Wire
}

const handles = new WeakMap<pg.ClientBase, Handle>()

/** The typed query builder over one checked-out connection, and the connection's wire. */
export function handleOn(client: pg.ClientBase): Handle {
  const known = handles.get(client)
  if (known) return known
  const wire = new Wire(client)
  const tx = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new WireDriver(wire),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }) as Tx
  handles.set(client, { tx, wire })
  return { tx, wire }
}
