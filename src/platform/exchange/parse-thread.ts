import { Worker } from 'node:worker_threads'
import { Refusal } from '../../kernel/refusal.ts'
import { tooManyCells } from './limits.ts'
import type { ParseAnswer, ParseJob } from './parse-worker.ts'
import type { ParsedSheet } from './parse-xlsx.ts'
import type { Limits } from './sheets.ts'

/** Megabytes of the thread's heap: a workbook that needs more ends the thread, not the server. */
const HEAP_MB = 1_536
const MOST_MS = 180_000

let last: Promise<unknown> = Promise.resolve()

/**
 * Parses a large workbook in a thread of its own, one at a time: the server goes on answering, and what one file can make it
 * hold is bounded.
 *
 * @throws Refusal as `parseXlsx`; exchange.too_many_cells when the file needs more memory or time than it may have
 */
export function parseInThread(bytes: Uint8Array, limits: Limits): Promise<readonly ParsedSheet[]> {
  const turn = last.then(() => parse({ bytes, limits }))
  last = turn.catch(() => undefined)
  return turn
}

async function parse(job: ParseJob): Promise<readonly ParsedSheet[]> {
  const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    env: {},
    argv: [],
  })
  const timer = setTimeout(() => void worker.terminate(), MOST_MS)
  try {
    const answer = await answerOf(worker)
    if (answer === undefined) return tooManyCells(job.limits)
    if (!answer.ok) throw new Refusal(answer.kind, answer.code, answer.details)
    return answer.sheets
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

/** The thread's answer; undefined when it ended without one, for want of memory or time. */
function answerOf(worker: Worker): Promise<ParseAnswer | undefined> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: ParseAnswer) => resolve(answer))
    worker.once('exit', () => resolve(undefined))
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(undefined)
      else reject(error)
    })
  })
}
