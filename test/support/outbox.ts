import type { Instant } from '../../src/kernel/calendar.ts'
import { startDispatcher } from '../../src/platform/jobs/outbox.ts'
import { reactionsOf } from '../../src/platform/room.ts'
import { rooms } from '../../src/rooms.ts'
import type { TestDatabase } from './database.ts'

/** Delivers what rooms have told one another until now, as the running house does by itself. */
export async function deliver(test: TestDatabase, now: Instant): Promise<void> {
  const dispatcher = startDispatcher({
    db: test.db,
    clock: { now: () => now },
    log: () => undefined,
    reactions: reactionsOf(rooms),
    onDelivered: () => undefined,
    pollMs: 3_600_000,
  })
  await dispatcher.drain()
  await dispatcher.stop()
}
