import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the ports that connections going out are given (from 32768 on Linux, from 49152 elsewhere). */
const LOWEST = 15_000
const ABOVE = 32_000
const TRIES = 50

/**
 * A port of this machine's own address that nobody listens on now, and that no connection going out takes while whoever is to listen there
 * is away for a moment: a database that was killed comes back to its port.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(LOWEST, ABOVE)
    if (await isFree(port)) return port
  }
  throw new Error(`No free port between ${LOWEST} and ${ABOVE} was met in ${TRIES} tries.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })
}
