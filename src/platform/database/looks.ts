import { sql } from 'kysely'
import { codeOfDistrict, interval } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../call.ts'
import type { Database } from './connect.ts'
import { asSystemOnce } from './transact.ts'

/** One look at something that leaves a trace: which file, by whom, why. */
export interface Look {
  action: string
  district: number
  subject: { kind: string; id: Uuid }
  detail?: Record<string, unknown>
}

interface Entry {
  at: string
  account_id: string
  post_id: string
  role: string
  action: string
  outcome: 'done'
  subject_kind: string
  subject_id: string
  reason: string | null
  detail: Record<string, unknown>
  request_id: string
}

interface Waiting {
  entry: Entry
  done: () => void
  failed: (error: unknown) => void
}

/** Looks waiting for their district's next commit, and whether one is under way. */
interface Queue {
  waiting: Waiting[]
  running: boolean
}

const BATCH_MAX = 200
const queues = new WeakMap<Database, Map<number, Queue>>()

/**
 * Leaves the trace of a look and resolves once it is durable: the answer is sent only after the trace is committed, so every
 * look that was answered is in the trail. While one batch commits the next gathers, so that a busy district pays one commit
 * for many looks (a trail entry with its own commit each would make looking slower than the page itself).
 */
export function look(db: Database, call: Call, fact: Look): Promise<void> {
  const entry: Entry = {
    at: call.now,
    account_id: call.actor.account_id,
    post_id: call.actor.post_id,
    role: call.actor.role,
    action: fact.action,
    outcome: 'done',
    subject_kind: fact.subject.kind,
    subject_id: fact.subject.id,
    reason: call.reason,
    detail: fact.detail ?? {},
    request_id: call.request_id,
  }
  const queue = queueOf(db, fact.district)
  return new Promise((done, failed) => {
    queue.waiting.push({ entry, done, failed })
    if (!queue.running) void drain(db, fact.district, queue)
  })
}

function queueOf(db: Database, district: number): Queue {
  const ofDatabase = queues.get(db) ?? new Map<number, Queue>()
  queues.set(db, ofDatabase)
  const known = ofDatabase.get(district)
  if (known) return known
  const queue: Queue = { waiting: [], running: false }
  ofDatabase.set(district, queue)
  return queue
}

async function drain(db: Database, district: number, queue: Queue): Promise<void> {
  queue.running = true
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, BATCH_MAX)
    try {
      const entries = JSON.stringify(batch.map((w) => w.entry))
      const appending = sql`select audit_append_many(${district}::int, ${entries}::jsonb)`
      await asSystemOnce(db, interval(codeOfDistrict(district)), appending, { plans: 'kept' })
      for (const waiting of batch) waiting.done()
    } catch (error) {
      // No trace, no answer: each reader is told that it did not work.
      for (const waiting of batch) waiting.failed(error)
    }
  }
  queue.running = false
}
