import { setImmediate } from 'node:timers/promises'
import type { Steps } from '../kernel/steps.ts'

/** Nobody notices having waited this long. */
const STRETCH_MS = 20

/** Does long work on the server's own thread and lets others be answered in between; the result is the same as at a stretch. */
export async function gently<Result>(steps: Steps<Result>): Promise<Result> {
  let since = performance.now()
  let step = steps.next()
  while (!step.done) {
    if (performance.now() - since > STRETCH_MS) {
      await setImmediate()
      since = performance.now()
    }
    step = steps.next()
  }
  return step.value
}
