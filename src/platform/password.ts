import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { assert } from '../kernel/assert.ts'

/** What one guess costs: memory in KiB, passes over it, lanes. */
export interface PasswordCost {
  memory: number
  passes: number
  parallelism: number
}

/** OWASP's first setting for argon2id (19 MiB, two passes): some 70 ms on the smallest machine we expect. */
export const PASSWORD_COST: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 }

const SALT_BYTES = 16
const TAG_BYTES = 32
const VERSION = 19
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** The password as an argon2id PHC string with a new salt. Runs off the main thread. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await derive(password, salt, cost)
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=${VERSION}$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/**
 * Whether the password is the one hashed. Without a hash (nobody of that name, no password set) the same work is done and the
 * answer is no, so that the time tells nothing.
 */
export async function verifyPassword(
  password: string,
  phc: string | undefined,
  absent: PasswordCost,
): Promise<boolean> {
  if (phc === undefined) {
    await derive(password, Buffer.alloc(SALT_BYTES), absent)
    return false
  }
  const parts = PHC.exec(phc)
  assert(parts, 'a stored password is an argon2id PHC string')
  const [, memory, passes, parallelism, salt, tag] = parts
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const stored = Buffer.from(tag ?? '', 'base64')
  const given = await derive(password, Buffer.from(salt ?? '', 'base64'), cost)
  return stored.length === given.length && timingSafeEqual(stored, given)
}

function derive(password: string, nonce: Uint8Array, cost: PasswordCost): Promise<Buffer> {
  // NFC: the same characters typed on another keyboard are the same password.
  const message = Buffer.from(password.normalize('NFC'), 'utf8')
  return new Promise((done, fail) => {
    argon2('argon2id', { message, nonce, ...cost, tagLength: TAG_BYTES }, (error, tag) =>
      error ? fail(error) : done(tag),
    )
  })
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
