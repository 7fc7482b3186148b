import { uuidv7 } from '../kernel/ids.ts'

/**
 * Browsers offer `crypto.randomUUID` only by https and on this machine itself. A small office reaches the server by plain http inside
 * its own network; there ids are made from the same source of chance.
 */
export function ensureRandomUuid(): void {
  if ('randomUUID' in crypto) return
  Object.defineProperty(crypto, 'randomUUID', { value: () => uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10))) })
}
