import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { command } from '../database/transact.ts'
import { type Runner, startRunner } from './runner.ts'

let db: TestDatabase
let runner: Runner
const done: unknown[] = []
let wake: () => void = () => undefined

beforeAll(async () => {
  db = await createTestDatabase()
  runner = await startRunner({
    url: db.url('app'),
    log: () => undefined,
    jobs: [
      {
        name: 'count',
        work: (data) => {
          done.push(data)
          wake()
          return Promise.resolve()
        },
      },
    ],
  })
})
afterAll(async () => {
  await runner.stop()
  await db.drop()
})

test('a job asked for in a transaction runs after it commits, and never when it rolls back', async () => {
  const officer = await makeActor(db, 'district_officer', '530103')
  const ran = new Promise<void>((resolve) => {
    wake = resolve
  })
  const failing = command(db.db, callOf(db, officer), { name: 'test.ask', input: {} }, async (tx) => {
    await runner.ask(tx, 'count', { n: 'rolled back' })
    throw new Error('half way')
  })
  await expect(failing).rejects.toThrow('half way')
  await command(db.db, callOf(db, officer), { name: 'test.ask', input: {} }, async (tx) => {
    await runner.ask(tx, 'count', { n: 'committed' })
    return { result: null }
  })
  await ran
  expect(done).toEqual([{ n: 'committed' }])
})
