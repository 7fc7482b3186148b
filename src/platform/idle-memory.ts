import type { FastifyInstance } from 'fastify'
import { forgetReadings } from '../kernel/names.ts'

const IDLE_MS = 10_000

/** Collects everything that can be collected, the dictionary of readings with it; only where Node was started with `--expose-gc`, as `npm start` does. */
function collect(): void {
  forgetReadings()
  globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' })
}

/**
 * Gives back to the machine what work has left in memory, once nobody has asked for anything for ten seconds: a start leaves thirty
 * megabytes of loading, a busy hour more. So the young generation may be as large as speed wants it, and a modest machine
 * still has its memory when nobody is there. Collecting takes a tenth of a second, at a moment when nobody waits.
 *
 * `stir` says that work was done beside requests, which leaves as much.
 */
export function giveBackWhenIdle(
  app: FastifyInstance,
  giveBack: () => void = collect,
): { stir: () => void; stop: () => void } {
  let asked = true
  const stir = () => {
    asked = true
  }
  let owing = true
  app.addHook('onRequest', (_request, _reply, done) => {
    stir()
    done()
  })
  const timer = setInterval(() => {
    if (asked) {
      asked = false
      owing = true
    } else if (owing) {
      owing = false
      giveBack()
    }
  }, IDLE_MS / 2)
  timer.unref()
  return { stir, stop: () => clearInterval(timer) }
}
