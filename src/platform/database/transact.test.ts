import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Actor } from '../call.ts'
import { command, readIn } from './transact.ts'

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

const nameOnce = (call: ReturnType<typeof callOf>, name: string) =>
  command(db.db, call, { name: 'test.name', input: { name } }, async (tx) => {
    await sql`insert into outbox (district, id, topic, dedupe_key, payload, created_at)
      values (${call.actor.district}, ${call.newId()}, 'test', ${`${name}-${call.newId()}`}, '{}', ${call.now})`.execute(
      tx,
    )
    return { result: { name } }
  })

const effects = async (name: string) =>
  (await db.admin.query<{ n: string }>(`select count(*) as n from outbox where dedupe_key like $1`, [`${name}-%`]))
    .rows[0]?.n

describe('command', () => {
  test('acts once for one key, however often and however parallel it is sent, and answers the same', async () => {
    const call = callOf(db, officer, { idempotency_key: 'same-key-50' })
    const answers = await Promise.all(Array.from({ length: 50 }, () => nameOnce(call, 'parallel')))
    expect(new Set(answers.map((a) => JSON.stringify(a)))).toEqual(new Set(['{"name":"parallel"}']))
    expect(await effects('parallel')).toBe('1')
  })

  test('refuses the same key with other content', async () => {
    const call = callOf(db, officer, { idempotency_key: 'key-reused-1' })
    await nameOnce(call, 'first')
    await expect(nameOnce(call, 'second')).rejects.toMatchObject({ kind: 'unprocessable', code: 'platform.key_reused' })
    expect(await effects('second')).toBe('0')
  })

  test('leaves nothing behind when the work refuses: no effect, no key, no audit entry', async () => {
    const call = callOf(db, officer, { idempotency_key: 'key-failing-1' })
    const failing = command(db.db, call, { name: 'test.fail', input: {} }, async (tx) => {
      await sql`insert into outbox (district, id, topic, dedupe_key, payload, created_at)
        values (530103, ${call.newId()}, 'test', 'failing-1', '{}', ${call.now})`.execute(tx)
      throw new Error('half way')
    })
    await expect(failing).rejects.toThrow('half way')
    expect(await effects('failing')).toBe('0')
    const { rows } = await db.admin.query(
      `select 1 from audit_entry where action = 'test.fail' union select 1 from idempotency where key = 'key-failing-1'`,
    )
    expect(rows).toEqual([])
  })

  test('chains one audit entry to the next by hash, without gaps or forks, under parallel writers', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => nameOnce(callOf(db, officer), `chain${i}`)))
    const { rows } = await db.admin.query<{ good: boolean; n: string }>(`
      select count(*) as n, bool_and(hash = sha256(prev_hash || audit_bytes(district, seq, at, account_id, post_id, role, action, outcome,
        subject_kind, subject_id, reason, detail, request_id)) and prev_hash = coalesce(before, prev_hash) and seq = number) as good
      from (select *, lag(hash) over (order by seq) as before, row_number() over (order by seq) as number
        from audit_entry where district = 530103) e`)
    expect(rows[0]?.good).toBe(true)
    expect(Number(rows[0]?.n)).toBeGreaterThanOrEqual(20)
  })
})

describe('row security', () => {
  test('whose connection is ended between two statements is told that the database is away, and takes nobody with it', async () => {
    const call = callOf(db, officer)
    const ended = readIn(db.db, call, async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      // As when the database is stopped, or a person ends a session: the server says so unasked.
      await db.admin.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid])
      await new Promise((done) => setImmediate(done))
      await sql`select 1`.execute(tx)
    })
    await expect(ended).rejects.toMatchObject({ kind: 'unavailable', code: 'platform.database_away' })
    const after = await readIn(db.db, call, (tx) => sql<{ n: number }>`select 1 as n`.execute(tx))
    expect(after.rows).toEqual([{ n: 1 }])
  })

  test('shows nothing before a scope is entered', async () => {
    await nameOnce(callOf(db, officer), 'hidden')
    const { rows } = await db.db.pool.query('select 1 from outbox')
    expect(rows).toEqual([])
  })

  test('keeps a neighbour district out of reading and of writing', async () => {
    const neighbour = await makeActor(db, 'district_officer', '530102')
    const seen = await readIn(db.db, callOf(db, neighbour), (tx) => tx.selectFrom('outbox').selectAll().execute())
    expect(seen).toEqual([])
    const writing = command(db.db, callOf(db, neighbour), { name: 'test.foreign', input: {} }, async (tx) => {
      await sql`insert into outbox (district, id, topic, dedupe_key, payload, created_at)
        values (530103, ${neighbour.account_id}, 'test', 'foreign', '{}', now())`.execute(tx)
      return { result: null }
    })
    await expect(writing).rejects.toMatchObject({ kind: 'not_found' })
  })

  test('gives the application no way to change or empty the audit trail', async () => {
    const attempt = (text: string) => readIn(db.db, callOf(db, officer), (tx) => sql.raw(text).execute(tx))
    for (const text of ['update audit_entry set action = null', 'delete from audit_entry', 'truncate audit_entry']) {
      await expect(attempt(text)).rejects.toMatchObject({ kind: 'not_found' })
    }
  })
})
