import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Refusal, type RefusalDetails, type RefusalKind, refuse } from '../../kernel/refusal.ts'

/** Megabytes of a thread's heap: a file that needs more ends the thread, not the server. */
const HEAP_MB = 1_536
const MOST_MS = 180_000
/** Files that may wait for their turn: each is held in memory, and who came after them would wait for minutes. */
export const MOST_WAITING = 10

type Said<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly kind: RefusalKind; readonly code: string; readonly details: RefusalDetails }

/**
 * Work on large files in a thread of its own, one file at a time: the server goes on answering, and what files can make it hold is bounded.
 * The module at `work` calls `answerJob`.
 *
 * @returns the answer to a job; undefined when it needed more memory or time than it may have
 * @throws Refusal `unavailable` exchange.too_many_waiting when ten wait already; as the work does
 */
export function threadOf<Job, Answer>(work: URL): (job: Job) => Promise<Answer | undefined> {
  let last: Promise<unknown> = Promise.resolve()
  /** The one whose turn it is, and those that wait. */
  let here = 0
  return async (job) => {
    refuseBeyond(here - 1)
    here++
    const turn = last.then(() => run<Answer>(work, job)).finally(() => here--)
    last = turn.catch(() => undefined)
    return turn
  }
}

/** @throws Refusal `unavailable` exchange.too_many_waiting */
export function refuseBeyond(waiting: number): void {
  if (waiting >= MOST_WAITING) {
    refuse('unavailable', 'exchange.too_many_waiting', {
      params: { waiting: MOST_WAITING },
      next: 'exchange.next_in_some_minutes',
    })
  }
}

async function run<Answer>(work: URL, job: unknown): Promise<Answer | undefined> {
  const worker = new Worker(work, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    env: {},
    argv: [],
  })
  const timer = setTimeout(() => void worker.terminate(), MOST_MS)
  try {
    const said = await saidBy<Answer>(worker)
    if (said && !said.ok) throw new Refusal(said.kind, said.code, said.details)
    return said?.answer
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

/** What the thread said; undefined when it ended without a word, for want of memory or time. */
function saidBy<Answer>(worker: Worker): Promise<Said<Answer> | undefined> {
  return new Promise((resolve, reject) => {
    worker.once('message', (said: Said<Answer>) => resolve(said))
    worker.once('exit', () => resolve(undefined))
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(undefined)
      else reject(error)
    })
  })
}

/** The other end of `threadOf`: does the one job of the thread it is called in, and says what came of it. */
export async function answerJob<Job, Answer>(work: (job: Job) => Promise<Answer>): Promise<void> {
  const say = (said: Said<Answer>) => parentPort?.postMessage(said)
  try {
    say({ ok: true, answer: await work(workerData as Job) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { kind, code, params, place, next } = error
    const details = { params, ...(place !== undefined && { place }), ...(next !== undefined && { next }) }
    say({ ok: false, kind, code, details })
  }
}
