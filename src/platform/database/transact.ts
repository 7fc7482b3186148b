import { type CompiledQuery, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { canonicalJson } from '../../kernel/canonical.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import type { Call, Scope } from '../call.ts'
import { sha256 } from '../crypto.ts'
import { failpoint } from '../failpoints.ts'
import { type AuditFact, endOfAct } from './audit.ts'
import type { Database } from './connect.ts'
import { fixed, handleOn, lastly, type Once, statementOf, takeLast, type Tx } from './driver.ts'
import { isRetryable, isSaidByServer, refusalOf } from './errors.ts'
import type { Statement, Wire } from './flight.ts'

/** How one transaction is run. */
export interface Manner {
  /**
   * 'anew' (unless said): each statement is planned for its values, because a range of communities is a street for one reader and
   * the nation for the next. 'kept': the connection plans a statement once and keeps the plan, which is right only where every
   * statement finds its rows by key, or by an index in its own order with a limit; planning the file of a family takes five times
   * as long as reading it.
   */
  plans?: 'anew' | 'kept'
}

interface Inside extends Manner {
  account: string
  scope: Scope
}

const BEGIN = statementOf('begin')
const COMMIT = statementOf('commit')
const ROLLBACK = statementOf('rollback')
const ENTER = 'select app_enter($1::uuid, $2::bigint, $3::bigint, $4::boolean)'

function entering({ account, scope, plans }: Inside): Statement {
  return statementOf(ENTER, [account, scope.lo, scope.hi, plans === 'kept'])
}

async function connectionOf(db: Database): Promise<pg.PoolClient> {
  return db.pool.connect().catch((error: unknown) => {
    throw new Refusal('unavailable', 'platform.database_away', { cause: error })
  })
}

/** Sends the last statements with the commit right behind them, so that what they lock is held for no round trip; their answers. */
async function close(wire: Wire, last: readonly CompiledQuery[]): Promise<pg.QueryResult[]> {
  const sent = [...last.map((query) => statementOf(query.sql, query.parameters)), COMMIT].map((one) => wire.ask(one))
  const settled = await Promise.allSettled(sent)
  const committed = settled.pop()
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  // The server said no to one of them, or to the commit itself: nothing was written.
  for (const failure of [...failures, committed?.status === 'rejected' ? committed.reason : undefined]) {
    if (isSaidByServer(failure)) throw failure
  }
  // The answer to COMMIT is lost: it may or may not have happened. The client's key finds out.
  if (committed?.status !== 'fulfilled')
    throw new Refusal('unavailable', 'platform.commit_unknown', { cause: committed?.reason })
  if (committed.value.command === 'ROLLBACK')
    throw new Error('The transaction was already aborted when it came to commit.')
  // An answer that could not be read.
  if (failures.length > 0) throw failures[0]
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

/**
 * Runs `work` in one transaction within the caller's scope. Rooms use `readIn` and `command`, which call this. The entering travels in
 * one flight with the first statement and ahead of it. Should it fail, the server skips what is behind it in the flight, and refuses
 * every later statement of the aborted transaction.
 */
async function transact<T>(
  db: Database,
  inside: Inside,
  work: (tx: Tx) => Promise<T>,
): Promise<{ result: T; answers: pg.QueryResult[] }> {
  const client = await connectionOf(db)
  let broken: Error | undefined
  const { tx, wire } = handleOn(client)
  takeLast(tx)
  const entered = Promise.all([BEGIN, entering(inside)].map((statement) => wire.ask(statement, true))).then(
    () => undefined,
    (failure: unknown) => ({ failure }),
  )
  try {
    const result = await work(tx)
    return { result, answers: await close(wire, takeLast(tx)) }
  } catch (error) {
    await wire.ask(ROLLBACK).catch((failure: Error) => {
      broken = failure
    })
    const first = await entered
    throw refusalOf(first ? first.failure : error)
  } finally {
    client.release(broken)
  }
}

/**
 * A transaction of one statement. Entering and statement are one flight, and up to its sync the server takes a flight as one transaction:
 * there is nothing to begin or to commit by a statement of its own.
 */
async function alone(db: Database, inside: Inside, query: RawBuilder<unknown>): Promise<pg.QueryResult> {
  const client = await connectionOf(db)
  let broken: Error | undefined
  try {
    const { tx, wire } = handleOn(client)
    const { sql: text, parameters } = query.compile(tx)
    const [entered, answered] = await Promise.allSettled([
      wire.ask(entering(inside), true),
      wire.ask(statementOf(text, parameters)),
    ])
    const failed = entered.status === 'rejected' ? entered : answered
    if (failed.status === 'fulfilled') return failed.value
    // Not the server's word: nobody knows in what state the connection is.
    if (!isSaidByServer(failed.reason)) broken = failed.reason as Error
    throw refusalOf(failed.reason)
  } finally {
    client.release(broken)
  }
}

const insideOf = (call: Call, manner?: Manner): Inside => ({
  account: call.actor.account_id,
  scope: call.actor.scope,
  ...manner,
})

/** A read within the caller's scope. Looks at sensitive things add their trace through `look` in the same transaction. */
export async function readIn<T>(db: Database, call: Call, work: (tx: Tx) => Promise<T>, manner?: Manner): Promise<T> {
  return (await transact(db, insideOf(call, manner), work)).result
}

/**
 * Runs `work` over the caller's whole district, then goes back to her scope: for rows of a thing she may act on that lie outside, as a
 * family of her round that has moved away since. Nothing of them may be answered.
 */
export async function inWholeDistrict<T>(tx: Tx, call: Call, work: () => Promise<T>): Promise<T> {
  const { account_id, district, scope } = call.actor
  const whole = { lo: district * 1_000_000, hi: (district + 1) * 1_000_000 }
  if (scope.lo <= whole.lo && scope.hi >= whole.hi) return work()
  const enter = (lo: number, hi: number) =>
    sql`select app_enter(${account_id}::uuid, ${lo}::bigint, ${hi}::bigint)`.execute(tx)
  await enter(whole.lo, whole.hi)
  const result = await work()
  await enter(scope.lo, scope.hi)
  return result
}

/** A read of one statement: it goes out with its scope and comes back in one round trip. */
export async function readOnce<Row, Answer>(db: Database, call: Call, once: Once<Row, Answer>): Promise<Answer> {
  const manner = once.plans ? { plans: once.plans } : {}
  const { rows } = await alone(db, insideOf(call, manner), once.query)
  return once.read(rows as Row[])
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** For the platform's own work before or without a person: sign-in, sessions, the job runner. */
export async function asSystem<T>(
  db: Database,
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
  manner?: Manner,
): Promise<T> {
  return (await transact(db, { account: NOBODY, scope, ...manner }, work)).result
}

/** One statement of the platform's own, durable when it resolves. An answer that was lost leaves open whether it happened. */
export async function asSystemOnce(
  db: Database,
  scope: Scope,
  query: RawBuilder<unknown>,
  manner?: Manner,
): Promise<void> {
  await alone(db, { account: NOBODY, scope, ...manner }, query)
}

export interface CommandSpec<Ahead = unknown> {
  /** The action in the audit trail and the idempotency row, `room.verb`. */
  name: string
  /** What the client sent, for recognising the same key with another body. */
  input: unknown
  /** The district whose rows change; the actor's own unless said. */
  district?: number
  /** What the act is about, for the trail. May be filled in by `work` through the returned fact. */
  subject?: { kind: string; id: Uuid }
  /** Ids and counts for the trail; never personal data. */
  detail?: Record<string, unknown>
  /** See `Manner`: 'kept' for a command that reads and writes single things by their keys. */
  plans?: Manner['plans']
  /** What the work will ask first, asked in one breath with the taking of the key: it reads and nothing else. */
  ahead?: (tx: Tx) => Promise<Ahead>
}

export interface Outcome<T> {
  result: T
  subject?: { kind: string; id: Uuid }
  detail?: Record<string, unknown>
}

const TRIES = 4

/**
 * THE way to change anything: one transaction that honours the idempotency key, does the work, appends the audit entry,
 * stores the answer and commits. Sent twice with the same key it acts once and answers the same both times.
 *
 * @returns what `work` returned (its `result`), or the stored answer of the first time (through JSON).
 * @throws Refusal `unprocessable platform.key_reused` for the same key with another input.
 */
export async function command<T, Ahead = undefined>(
  db: Database,
  call: Call,
  spec: CommandSpec<Ahead>,
  work: (tx: Tx, ahead: Ahead) => Promise<Outcome<T>>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const manner = spec.plans ? { plans: spec.plans } : {}
      const { result } = await transact(db, insideOf(call, manner), (tx) => once(tx, call, spec, work))
      failpoint(spec.name, 'committed')
      return result
    } catch (error) {
      if (attempt >= TRIES || !isRetryable(error)) throw error
    }
  }
}

async function once<T, Ahead>(
  tx: Tx,
  call: Call,
  spec: CommandSpec<Ahead>,
  work: (tx: Tx, ahead: Ahead) => Promise<Outcome<T>>,
): Promise<T> {
  const district = spec.district ?? call.actor.district
  const key = call.idempotency_key
  const requestHash = key === null ? null : sha256(canonicalJson([spec.name, spec.input]))
  const [stored, ahead] = await Promise.all([
    key === null || requestHash === null
      ? undefined
      : claimKey(tx, call, { district, key, requestHash, command: spec.name }),
    spec.ahead?.(tx),
  ])
  if (stored) return stored.response as T
  failpoint(spec.name, 'begun')
  const outcome = await work(tx, ahead as Ahead)
  failpoint(spec.name, 'worked')
  const fact: AuditFact = {
    action: spec.name,
    district,
    subject: outcome.subject ?? spec.subject,
    detail: { ...spec.detail, ...outcome.detail },
  }
  // The entry comes last, because the head of the chain is locked from there to the commit, which travels with it.
  lastly(tx, endOfAct(call, fact, key === null ? null : { key, result: outcome.result }))
  return outcome.result
}

interface KeyClaim {
  district: number
  key: string
  requestHash: Buffer
  command: string
}

const CLAIM = `insert into idempotency (district, actor_id, key, request_hash, command, created_at)
  values ($1::int, $2::uuid, $3, $4::bytea, $5, $6::timestamptz) on conflict do nothing returning key`

/** Takes the key, or gives the answer it already has. A second request in flight waits here for the first to commit. */
async function claimKey(tx: Tx, call: Call, claim: KeyClaim): Promise<{ response: unknown } | undefined> {
  const { district, key, requestHash, command: name } = claim
  const { rows: taken } = await tx.executeQuery(
    fixed(CLAIM, [district, call.actor.post_id, key, requestHash, name, call.now]),
  )
  if (taken.length > 0) return undefined
  const stored = await tx
    .selectFrom('idempotency')
    .select(['request_hash', 'response'])
    .where('district', '=', claim.district)
    .where('actor_id', '=', call.actor.post_id)
    .where('key', '=', claim.key)
    .executeTakeFirstOrThrow()
  if (!stored.request_hash.equals(claim.requestHash)) refuse('unprocessable', 'platform.key_reused')
  return { response: stored.response }
}
