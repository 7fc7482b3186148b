import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { systemClock } from '../clock.ts'
import { command } from '../database/transact.ts'
import { type Message, startDispatcher, tell } from './outbox.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

async function say(district: string, key: string): Promise<void> {
  const officer = await makeActor(db, 'district_officer', district)
  const call = callOf(db, officer)
  await command(db.db, call, { name: 'test.say', input: { key } }, async (tx) => {
    const message: Message = { topic: 'test', dedupe_key: key, payload: { community: officer.scope.lo } }
    await tell(tx, call, officer.district, message)
    await tell(tx, call, officer.district, message)
    return { result: null }
  })
}

test('delivers each message once, and what one district cannot take keeps nobody else waiting', async () => {
  await say('530102', 'poison')
  await say('530103', 'good')
  let broken = true
  const heard: string[] = []
  const dispatcher = startDispatcher({
    db: db.db,
    clock: systemClock,
    log: () => undefined,
    reactions: new Map([
      [
        'test',
        [
          (_tx, message) =>
            broken && message.district === 530102 ? Promise.reject(new Error('no')) : Promise.resolve(),
        ],
      ],
    ]),
    onDelivered: (message) => heard.push(`${message.district} ${message.dedupe_key}`),
    pollMs: 3_600_000,
  })
  await dispatcher.drain()
  expect(heard).toEqual(['530103 good'])
  broken = false
  await dispatcher.drain()
  await dispatcher.drain()
  expect(heard).toEqual(['530103 good', '530102 poison'])
  await dispatcher.stop()
})
