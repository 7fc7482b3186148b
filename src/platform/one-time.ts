import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../kernel/calendar.ts'

/** Secrets that work for a moment or once: authenticator codes (RFC 6238), codes to be typed, session tokens. */

export const TOTP_STEP_SECONDS = 30
const TOTP_DIGITS = 6
const SECRET_BYTES = 20
const RFC_4648 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Without I, L, O and U: nothing that is misread from paper, no words by accident. */
const TYPED = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** RFC 4226 dynamic truncation of HMAC-SHA-1 over the counter. */
export function hotp(secret: Uint8Array, counter: number, digits = TOTP_DIGITS): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', secret).update(message).digest()
  const number = mac.readUInt32BE((mac[mac.length - 1] ?? 0) & 0x0f) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

export function totpStep(now: Instant): number {
  return Math.floor(Date.parse(now) / 1000 / TOTP_STEP_SECONDS)
}

/** The time step of the code, one step to either side allowed for clocks that differ; undefined when it fits none. */
export function matchingStep(secret: Uint8Array, code: string, now: Instant): number | undefined {
  const step = totpStep(now)
  const given = Buffer.from(code)
  return [step, step - 1, step + 1].find((candidate) => {
    const expected = Buffer.from(hotp(secret, candidate))
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
}

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** As an authenticator app takes it by hand. */
export function base32(bytes: Uint8Array): string {
  return inAlphabet(bytes, RFC_4648)
}

export function fromBase32(text: string): Buffer {
  let bits = 0
  let value = 0
  const out: number[] = []
  for (const character of text) {
    value = ((value << 5) | RFC_4648.indexOf(character)) & 0xffff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      out.push((value >> bits) & 0xff)
    }
  }
  return Buffer.from(out)
}

/** Twelve characters (60 bits) in groups of four, made from these bytes (8 or more). */
export function typedCode(bytes: Uint8Array): string {
  const text = inAlphabet(bytes, TYPED).slice(0, 12)
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8, 12)}`
}

export function newTypedCode(): string {
  return typedCode(randomBytes(8))
}

/** What people make of such a code when they type it: small letters, spaces, O for 0, I or L for 1. */
export function readTypedCode(text: string): string | undefined {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  if (plain.length !== 12 || Array.from(plain).some((c) => !TYPED.includes(c))) return undefined
  return `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8, 12)}`
}

/** 256 bits for a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

function inAlphabet(bytes: Uint8Array, alphabet: string): string {
  let bits = 0
  let value = 0
  let text = ''
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(value >> bits) & 31] ?? ''
    }
  }
  return bits > 0 ? text + (alphabet[(value << (5 - bits)) & 31] ?? '') : text
}
