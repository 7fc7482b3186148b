import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Actor } from '../call.ts'
import { handleOn, lastly, statementOf } from './driver.ts'
import { asSystemOnce, command, readIn, readOnce } from './transact.ts'

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

const call = () => callOf(db, officer)
const rowsOf = (query: RawBuilder<unknown>, plans: 'anew' | 'kept' = 'anew') => ({
  query,
  plans,
  read: (rows: readonly unknown[]) => rows,
})
const number = (n: number) => sql<{ n: number }>`select ${n}::int as n`

describe('statements in flight', () => {
  test('asked in one breath are answered each with its own rows', async () => {
    const answers = await readIn(db.db, call(), (tx) =>
      Promise.all([number(1).execute(tx), sql`select 1 where false`.execute(tx), number(3).execute(tx)]),
    )
    expect(answers.map((answer) => answer.rows)).toEqual([[{ n: 1 }], [], [{ n: 3 }]])
  })

  test('one that fails takes those behind it with it, and its connection serves the next transaction', async () => {
    const { pool } = db.db
    const client = await pool.connect()
    const { wire } = handleOn(client)
    const said = (statement: Promise<{ rows: unknown[] }>) =>
      statement.then(
        ({ rows }) => rows,
        (error: Error & { code?: string }) => error.code,
      )
    const ask = (text: string, values: unknown[] = []) => said(wire.ask(statementOf(text, values)))
    expect(
      await Promise.all([ask('select 1 as a'), ask('select 1 / $1::int as b', [0]), ask('select 3 as c')]),
    ).toEqual([[{ a: 1 }], '22012', '22012'])
    // Prepared, prepared and failed, never reached: each can be asked again on the same connection.
    expect(
      await Promise.all([ask('select 3 as c'), ask('select 1 / $1::int as b', [1]), ask('select 1 as a')]),
    ).toEqual([[{ c: 3 }], [{ b: 1 }], [{ a: 1 }]])
    expect(await ask('selekt')).toBe('42601')
    expect(await ask('select 1 as a')).toEqual([{ a: 1 }])
    client.release()
  })

  test('a value that cannot be sent fails its statement and what is behind it, and nothing else', async () => {
    const client = await db.db.pool.connect()
    const { wire } = handleOn(client)
    const unsendable = {
      toPostgres() {
        throw new Error('not to be sent')
      },
    }
    const text = 'select $1::text as t'
    const answers = await Promise.allSettled([
      wire.ask(statementOf(text, ['before'])),
      wire.ask(statementOf(text, [unsendable])),
      wire.ask(statementOf(text, ['behind'])),
    ])
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect((await wire.ask(statementOf(text, ['after']))).rows).toEqual([{ t: 'after' }])
    client.release()
  })
})

describe('a transaction', () => {
  test('of one statement is one flight, within the scope', async () => {
    const rows = await readOnce(
      db.db,
      call(),
      rowsOf(sql`select current_setting('app.lo') as lo, current_setting('app.hi') as hi`),
    )
    expect(rows).toEqual([{ lo: '530103000000', hi: '530104000000' }])
  })

  test('of one statement whose commit fails says so and leaves nothing', async () => {
    const id = call().newId()
    const orphan = sql`insert into person_fact (district, person_id, family_id, community, sex, relation, branch, member_from)
      values (530103, ${id}::uuid, ${id}::uuid, 530103006001, 'female', 'parent', 'death', '2020-01-01')`
    // The key to the person is checked at the commit only.
    await expect(asSystemOnce(db.db, officer.scope, orphan)).rejects.toMatchObject({ code: 'platform.constraint' })
    const { rows } = await db.admin.query('select from person_fact where person_id = $1', [id])
    expect(rows).toEqual([])
    expect(await readOnce(db.db, call(), rowsOf(number(5)))).toEqual([{ n: 5 }])
  })

  test('leaves nothing of its scope or its manner to the next on the same connection', async () => {
    const asked = sql<{ plans: string; lo: string }>`select current_setting('plan_cache_mode') as plans,
      current_setting('app.lo', true) as lo`
    expect(await readOnce(db.db, call(), rowsOf(asked, 'kept'))).toMatchObject([{ plans: 'force_generic_plan' }])
    const { rows } = await db.db.pool.query(
      "select current_setting('plan_cache_mode') as plans, current_setting('app.lo', true) as lo",
    )
    expect(rows).toEqual([{ plans: 'force_custom_plan', lo: '' }])
  })

  test('is undone when a statement that went with the commit fails', async () => {
    const failing = command(db.db, call(), { name: 'test.last', input: {} }, async (tx) => {
      await sql`insert into outbox (district, id, topic, dedupe_key, payload, created_at)
        values (530103, ${officer.account_id}, 'test', 'last', '{}', now())`.execute(tx)
      lastly(tx, sql`select 1 / ${0}::int`)
      return { result: null }
    })
    await expect(failing).rejects.toThrow('division by zero')
    const { rows } = await db.admin.query(
      `select 1 from outbox where dedupe_key = 'last' union all select 1 from audit_entry where action = 'test.last'`,
    )
    expect(rows).toEqual([])
  })

  test('refused on entering shows nothing and says why', async () => {
    const astray = { ...call(), actor: { ...officer, account_id: 'nobody' as Actor['account_id'] } }
    await expect(readOnce(db.db, astray, rowsOf(sql`select 1`))).rejects.toThrow('invalid input syntax for type uuid')
  })
})
