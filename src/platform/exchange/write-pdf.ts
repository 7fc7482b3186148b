import { Worker } from 'node:worker_threads'
import { Refusal } from '../../kernel/refusal.ts'
import { checkDocument, type PaperDocument } from './document.ts'
import type { PdfAnswer, PdfJob } from './pdf-worker.ts'
import { refuseBeyond } from './thread.ts'

export interface Pdf {
  readonly bytes: Uint8Array
  /**
   * Characters the fonts have no shape for, each once; in print 〓 stands in their place. Whoever hands out the paper must
   * write them in by hand (rare characters of names).
   */
  readonly missing_glyphs: readonly string[]
}

export interface PdfOptions {
  /** Seconds one paper may take from its turn on; 50 pages of tables take about 3. */
  readonly seconds?: number
}

const SECONDS_PER_PAPER = 120
/** The worker holds the fonts (about 100 MB): kept while papers come, let go when none has come for this long. */
const IDLE_MS = 60_000
/** Megabytes of the worker's heap. A paper that needs more ends the worker, not the server. */
const HEAP_MB = 768

interface Waiting {
  readonly document: PaperDocument
  readonly seconds: number
  readonly resolve: (pdf: Pdf) => void
  readonly reject: (error: Error) => void
}

/** One paper at a time in one worker: memory stays bounded, and the server's own thread stays free. */
const queue: Waiting[] = []
let current: { waiting: Waiting; id: number; timer: NodeJS.Timeout } | undefined
let worker: Worker | undefined
let idle: NodeJS.Timeout | undefined
let lastId = 0

/**
 * Sets a document as PDF (A4, page numbers, table headers repeated) with embedded fonts, in a worker thread.
 *
 * @throws RangeError when a table row does not fit its columns
 * @throws Refusal `unprocessable` exchange.printing_too_slow; `unavailable` exchange.printing_failed, too_many_waiting
 */
export function writePdf(document: PaperDocument, options: PdfOptions = {}): Promise<Pdf> {
  checkDocument(document)
  return new Promise((resolve, reject) => {
    refuseBeyond(queue.length)
    queue.push({ document, seconds: options.seconds ?? SECONDS_PER_PAPER, resolve, reject })
    takeNext()
  })
}

/** Ends the worker; papers still waiting are set by a new one. For an orderly stop, and for tests. */
export async function closePdf(): Promise<void> {
  clearTimeout(idle)
  const ending = worker
  worker = undefined
  await ending?.terminate()
}

function takeNext(): void {
  if (current !== undefined) return
  const waiting = queue.shift()
  if (waiting === undefined) {
    worker?.unref()
    clearTimeout(idle)
    idle = setTimeout(() => void closePdf(), IDLE_MS).unref()
    return
  }
  clearTimeout(idle)
  worker ??= startWorker()
  // While a paper is being set the process must not end.
  worker.ref()
  const id = ++lastId
  const timer = setTimeout(() => giveUp(waiting.seconds), waiting.seconds * 1000)
  current = { waiting, id, timer }
  const job: PdfJob = { id, document: waiting.document }
  worker.postMessage(job)
}

function startWorker(): Worker {
  const started = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    // Papers hold personal data; nothing of the server's environment or arguments is needed to set them.
    env: {},
    argv: [],
  })
  started.on('message', (answer: PdfAnswer) => settle(answer))
  started.on('error', () => fail(started))
  started.on('exit', () => fail(started))
  return started
}

function settle(answer: PdfAnswer): void {
  if (current === undefined || answer.id !== current.id) return
  const { waiting, timer } = current
  clearTimeout(timer)
  current = undefined
  if (answer.ok) waiting.resolve({ bytes: answer.bytes, missing_glyphs: answer.missing_glyphs })
  else waiting.reject(printingFailed(answer.message))
  takeNext()
}

function giveUp(seconds: number): void {
  const slow = worker
  worker = undefined
  void slow?.terminate()
  rejectCurrent(
    new Refusal('unprocessable', 'exchange.printing_too_slow', {
      params: { seconds },
      next: 'exchange.next_print_less',
    }),
  )
}

/** The worker ended by itself: out of memory, or a fault of the library. */
function fail(ended: Worker): void {
  if (worker !== ended) return
  worker = undefined
  rejectCurrent(printingFailed('the worker ended'))
}

function rejectCurrent(error: Error): void {
  const rejected = current
  current = undefined
  if (rejected !== undefined) {
    clearTimeout(rejected.timer)
    rejected.waiting.reject(error)
  }
  takeNext()
}

function printingFailed(reason: string): Refusal {
  return new Refusal('unavailable', 'exchange.printing_failed', {
    next: 'exchange.next_try_later',
    cause: new Error(reason),
  })
}
