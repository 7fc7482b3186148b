import { sql } from 'kysely'
import type pg from 'pg'
import { canonicalJson } from '../../kernel/canonical.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import type { Call, Scope } from '../call.ts'
import { sha256 } from '../crypto.ts'
import { type AuditFact, appendAudit } from './audit.ts'
import type { Database } from './connect.ts'
import { handleOn, type Tx } from './driver.ts'
import { isRetryable, refusalOf } from './errors.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * `begin` and `app_enter` in one message save a round trip; a distributed server wants one statement a message. A simple
 * message takes no parameters, so the three values are checked to be a uuid and two whole numbers before they are pasted.
 */
async function enter(db: Database, client: pg.PoolClient, account: string, scope: Scope): Promise<void> {
  if (!UUID.test(account) || !Number.isSafeInteger(scope.lo) || !Number.isSafeInteger(scope.hi)) {
    throw new Error('A scope is two whole numbers and an account id is a uuid.')
  }
  const entering = `select app_enter('${account}', ${scope.lo}, ${scope.hi})`
  if (db.distributed) {
    await client.query('begin')
    await client.query(entering)
  } else {
    await client.query(`begin; ${entering}`)
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  let tag: string
  try {
    tag = (await client.query('commit')).command
  } catch (error) {
    // The answer to COMMIT is lost: it may or may not have happened. The client's key finds out.
    throw new Refusal('unavailable', 'platform.commit_unknown', { cause: error })
  }
  if (tag === 'ROLLBACK') throw new Error('The transaction was already aborted when it came to commit.')
}

/** Runs `work` in one transaction within the caller's scope. Rooms use `readIn` and `command`, which call this. */
async function transact<T>(db: Database, account: string, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await db.pool.connect().catch((error: unknown) => {
    throw new Refusal('unavailable', 'platform.database_away', { cause: error })
  })
  let broken: Error | undefined
  try {
    await enter(db, client, account, scope)
    const result = await work(handleOn(client))
    await commit(client)
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw refusalOf(error)
  } finally {
    client.release(broken)
  }
}

/** A read within the caller's scope. Looks at sensitive things add their trace through `look` in the same transaction. */
export function readIn<T>(db: Database, call: Call, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(db, call.actor.account_id, call.actor.scope, work)
}

/**
 * Runs `work` over the caller's whole district, then goes back to her scope: for rows of a thing she may act on that lie outside, as a
 * family of her round that has moved away since. Nothing of them may be answered.
 */
export async function inWholeDistrict<T>(tx: Tx, call: Call, work: () => Promise<T>): Promise<T> {
  const { account_id, district, scope } = call.actor
  const enter = (lo: number, hi: number) =>
    sql`select app_enter(${account_id}::uuid, ${lo}::bigint, ${hi}::bigint)`.execute(tx)
  await enter(district * 1_000_000, (district + 1) * 1_000_000)
  const result = await work()
  await enter(scope.lo, scope.hi)
  return result
}

/** For the platform's own work before or without a person: sign-in, sessions, the job runner. */
export function asSystem<T>(db: Database, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(db, '00000000-0000-0000-0000-000000000000', scope, work)
}

export interface CommandSpec {
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
export async function command<T>(
  db: Database,
  call: Call,
  spec: CommandSpec,
  work: (tx: Tx) => Promise<Outcome<T>>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact(db, call.actor.account_id, call.actor.scope, (tx) => once(tx, call, spec, work))
    } catch (error) {
      if (attempt >= TRIES || !isRetryable(error)) throw error
    }
  }
}

async function once<T>(tx: Tx, call: Call, spec: CommandSpec, work: (tx: Tx) => Promise<Outcome<T>>): Promise<T> {
  const district = spec.district ?? call.actor.district
  const key = call.idempotency_key
  const requestHash = key === null ? null : sha256(canonicalJson([spec.name, spec.input]))
  if (key !== null && requestHash !== null) {
    const stored = await claimKey(tx, call, { district, key, requestHash, command: spec.name })
    if (stored) return stored.response as T
  }
  const outcome = await work(tx)
  if (key !== null) {
    await tx
      .updateTable('idempotency')
      .set({ response: JSON.stringify(outcome.result ?? null) })
      .where('district', '=', district)
      .where('actor_id', '=', call.actor.post_id)
      .where('key', '=', key)
      .execute()
  }
  const fact: AuditFact = {
    action: spec.name,
    district,
    subject: outcome.subject ?? spec.subject,
    detail: { ...spec.detail, ...outcome.detail },
  }
  // Last, because the head of the chain is locked from here to the commit.
  await appendAudit(tx, call, fact)
  return outcome.result
}

interface KeyClaim {
  district: number
  key: string
  requestHash: Buffer
  command: string
}

/** Takes the key, or gives the answer it already has. A second request in flight waits here for the first to commit. */
async function claimKey(tx: Tx, call: Call, claim: KeyClaim): Promise<{ response: unknown } | undefined> {
  const taken = await tx
    .insertInto('idempotency')
    .values({
      district: claim.district,
      actor_id: call.actor.post_id,
      key: claim.key,
      request_hash: claim.requestHash,
      command: claim.command,
      created_at: call.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (taken) return undefined
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
