import { readSync, writeSync } from 'node:fs'

/** The pipe whoever watches holds the other end of. */
const WATCHER = 3

let armed: string | undefined

/** Arms the points whose names begin like this; undefined, as everywhere but under a torture, leaves them all alone. */
export function armFailpoints(prefix: string | undefined): void {
  armed = prefix
}

/**
 * A named moment at which the process may be made to stand still: it says the name to whoever watches and goes on when it is told to,
 * or never, because it is killed there. Does nothing unless armed (docs/decisions/0021).
 *
 * @param act a command's name, `room.verb`
 * @param moment what has been done when it is reached, such as `begun`, `worked`, `committed`
 */
export function failpoint(act: string, moment: string): void {
  if (armed === undefined || !act.startsWith(armed)) return
  writeSync(WATCHER, `${act}.${moment}\n`)
  readSync(WATCHER, Buffer.alloc(1))
}
