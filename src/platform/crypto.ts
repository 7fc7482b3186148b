import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { randomPart } from './random.ts'
import type { Secrets } from './secrets.ts'

/**
 * The one provider of field encryption. A sealed value is
 * `[format 1][algorithm 1][key id 2][nonce 12][tag 16][ciphertext]`; format, algorithm and key id travel with every value,
 * so that keys and suites can change while old values stay readable. The place (`table.column:row id`) is bound in as
 * associated data: a value copied to another row does not open.
 */
export interface FieldCrypto {
  seal(plain: string, place: string): Buffer
  open(sealed: Uint8Array, place: string): string
  /** Keyed hash, 32 bytes, for finding an encrypted value by equality. `purpose` keeps hashes of different fields apart. */
  keyedHash(value: string, purpose: string): Buffer
}

const FORMAT = 1
const AES_256_GCM = 1
const HEADER_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function createFieldCrypto(secrets: Pick<Secrets, 'field_keys' | 'hash_key'>): FieldCrypto {
  const keys = new Map(secrets.field_keys.map((k) => [k.id, Buffer.from(k.key, 'base64')]))
  const newest = secrets.field_keys.at(-1)
  if (!newest) throw new Error('secrets.json names no field key; restore it from its backup before starting.')
  const newestKey = Buffer.from(newest.key, 'base64')
  const hashKey = Buffer.from(secrets.hash_key, 'base64')
  return {
    seal(plain, place) {
      const header = Buffer.alloc(HEADER_BYTES)
      header[0] = FORMAT
      header[1] = AES_256_GCM
      header.writeUInt16BE(newest.id, 2)
      const nonce = randomPart(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', newestKey, nonce)
      cipher.setAAD(Buffer.concat([header, Buffer.from(place, 'utf8')]))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([header, nonce, cipher.getAuthTag(), body])
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed)
      const header = bytes.subarray(0, HEADER_BYTES)
      const key = keys.get(header.readUInt16BE(2))
      if (header[0] !== FORMAT || header[1] !== AES_256_GCM || !key) {
        throw new Error(
          `A sealed value names format ${header[0]}, algorithm ${header[1]}, key ${header.readUInt16BE(2)}; no such key here.`,
        )
      }
      const nonceEnd = HEADER_BYTES + NONCE_BYTES
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(HEADER_BYTES, nonceEnd))
      decipher.setAAD(Buffer.concat([header, Buffer.from(place, 'utf8')]))
      decipher.setAuthTag(bytes.subarray(nonceEnd, nonceEnd + TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(nonceEnd + TAG_BYTES)), decipher.final()]).toString('utf8')
    },
    keyedHash: (value, purpose) => createHmac('sha256', hashKey).update(purpose).update('\0').update(value).digest(),
  }
}

export function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}
