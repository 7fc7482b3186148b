import { assert } from './assert.ts'

declare const uuidBrand: unique symbol

/** A UUID in its canonical lower-case form. */
export type Uuid = string & { readonly [uuidBrand]: true }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** A UUID (RFC 9562, versions 1 to 8) in lower case; upper case, braces and the nil UUID are not. */
export function isUuid(value: unknown): value is Uuid {
  return typeof value === 'string' && UUID.test(value)
}

/** Text known to be a UUID. Throws `ImpossibleState` otherwise; for text from outside ask `isUuid`. */
export function uuid(text: string): Uuid {
  assert(isUuid(text), 'a UUID in canonical form is expected')
  return text
}

/**
 * A version 7 UUID: 48 bits of `nowMs` (milliseconds since 1970) and 74 bits of the ten random bytes; ids sort by time.
 * The caller gives time and randomness, so that this stays pure.
 */
export function uuidv7(nowMs: number, random10bytes: Uint8Array): Uuid {
  assert(Number.isSafeInteger(nowMs) && nowMs >= 0 && nowMs < 2 ** 48, 'uuidv7 needs milliseconds since 1970')
  assert(random10bytes.length === 10, 'uuidv7 needs exactly ten random bytes')
  const bytes = new Uint8Array(16)
  const time = new DataView(bytes.buffer)
  time.setUint16(0, Math.floor(nowMs / 2 ** 32))
  time.setUint32(2, nowMs % 2 ** 32)
  bytes.set(random10bytes, 6)
  return format(bytes, 7)
}

/**
 * The same UUID (version 8) for the same namespace and text, always: for rows that must meet when made twice. `hash` is given
 * by the caller (SHA-256 or SM3; at least 16 bytes out), since hashing differs between server and browser.
 */
export function nameUuid(namespace: string, text: string, hash: (input: Uint8Array) => Uint8Array): Uuid {
  // The length in front keeps ('a', 'bc') and ('ab', 'c') apart.
  const digest = hash(new TextEncoder().encode(`${namespace.length}:${namespace}${text}`))
  assert(digest.length >= 16, 'nameUuid needs a hash of at least 16 bytes')
  return format(digest.slice(0, 16), 8)
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function format(bytes: Uint8Array, version: number): Uuid {
  let hex = ''
  for (const [index, byte] of bytes.entries()) {
    const marked = index === 6 ? (byte & 0x0f) | (version << 4) : index === 8 ? (byte & 0x3f) | 0x80 : byte
    hex += HEX[marked] ?? ''
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Uuid
}
