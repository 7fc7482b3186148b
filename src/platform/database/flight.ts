import pg from 'pg'

/** A statement as the driver takes it; with a name it is parsed once a connection. */
export interface Statement {
  name?: string | undefined
  text: string
  values: readonly unknown[]
}

/** What the driver's own query does with the messages of one statement; its declared type does not say. */
interface DriverQuery {
  name: string | undefined
  text: string
  _result: { _types: unknown }
  prepare(connection: Connection): void
  submit(connection: Connection): void
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Connection): void
  handleError(error: Error, connection: Connection): void
  handleReadyForQuery(connection: Connection): void
}

interface Connection {
  stream: { writable: boolean; write(chunk: Uint8Array): boolean }
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
  sync(): void
}

type Callback = (error: Error | null, result: pg.QueryResult) => void

const Query = pg.Query as unknown as new (
  config: { name?: string; text: string; values: unknown[] },
  callback?: Callback,
) => DriverQuery

/** One statement of a flight. */
class Part extends Query {
  failure: Error | undefined

  override handleError(error: Error, connection: Connection): void {
    this.failure = error
    super.handleError(error, connection)
  }
}

/**
 * Several statements in one message and one answer: parse, bind and execute of each, and a single sync behind the last. A message is a
 * call into the kernel and a waking of the other side, for both sides, which costs as much as the statement of a short read. A statement
 * that fails takes those behind it with it: the server skips to the sync.
 */
class Flight extends Query {
  readonly #parts: Part[]
  #turn = 0
  /** The name of a statement the driver closed again, whoever had parsed it. */
  #closed: string | undefined

  constructor(parts: Part[]) {
    super({ text: 'flight', values: [] })
    this.#parts = parts
    this.#turnTo(0)
  }

  // The driver remembers what was parsed, or refused, by the name and text of the query whose answers arrive.
  #turnTo(turn: number): void {
    this.#turn = turn
    this.name = this.#parts[turn]?.name
    this.text = this.#parts[turn]?.text ?? ''
  }

  override submit(connection: Connection): void {
    // One piece of memory and one write: a message of its own for each step costs more than putting them together.
    const chunks: Uint8Array[] = []
    const stream = { writable: true, write: (chunk: Uint8Array) => chunks.push(chunk) > 0 }
    const gathering = (own: object) => Object.create(connection, { stream: { value: stream }, ...own }) as Connection
    const unsynced = gathering({ sync: { value: () => undefined } })
    for (const [index, part] of this.#parts.entries()) {
      part._result._types = this._result._types
      part.prepare(unsynced)
      // A value that cannot be sent: the driver has closed the statement. What was to come behind it does not leave.
      if (part.failure) {
        this.#closed = part.name
        this.#drop(index, part.failure, connection)
        break
      }
    }
    gathering({}).sync()
    if (connection.stream.writable) connection.stream.write(Buffer.concat(chunks))
  }

  override handleRowDescription(message: unknown): void {
    this.#parts[this.#turn]?.handleRowDescription(message)
  }

  override handleDataRow(message: unknown): void {
    this.#parts[this.#turn]?.handleDataRow(message)
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    this.#parts[this.#turn]?.handleCommandComplete(message, connection)
    this.#turnTo(this.#turn + 1)
  }

  override handleReadyForQuery(connection: Connection): void {
    if (this.#closed) delete connection.parsedStatements[this.#closed]
    for (const part of this.#parts) part.handleReadyForQuery(connection)
  }

  override handleError(error: Error, connection: Connection): void {
    // Behind the last answer it is the commit that fails, at the sync: nothing of the flight happened.
    this.#drop(this.#turn < this.#parts.length ? this.#turn : 0, error, connection)
    this.handleReadyForQuery(connection)
  }

  /** What failed and what was to come behind it, which the server never parsed. */
  #drop(from: number, error: Error, connection: Connection): void {
    for (const part of this.#parts.splice(from)) {
      if (part.name) delete connection.submittedNamedStatements[part.name]
      if (!part.failure) part.handleError(error, connection)
    }
  }
}

interface Asked {
  statement: Statement
  done: (result: pg.QueryResult) => void
  failed: (error: Error) => void
}

/** The statements of one connection on their way: what is asked in one breath travels in one flight, in the order of asking. */
export class Wire {
  readonly #client: pg.ClientBase
  #waiting: Asked[] = []
  #leaving = false

  constructor(client: pg.ClientBase) {
    this.#client = client
  }

  /** `later`: with whatever is asked next, rather than at the end of this breath. */
  ask(statement: Statement, later = false): Promise<pg.QueryResult> {
    if (!later && !this.#leaving) {
      this.#leaving = true
      // Behind every promise that is settled already: whatever else these want to ask is asked by then.
      process.nextTick(() => this.#leave())
    }
    return new Promise((done, failed) => {
      this.#waiting.push({ statement, done, failed })
    })
  }

  #leave(): void {
    const asked = this.#waiting
    this.#waiting = []
    this.#leaving = false
    const flight = new Flight(asked.map(partOf))
    void this.#client.query(flight)
  }
}

function partOf({ statement, done, failed }: Asked): Part {
  const { name, text, values } = statement
  return new Part({ ...(name ? { name } : {}), text, values: [...values] }, (error, result) =>
    error ? failed(error) : done(result),
  )
}
