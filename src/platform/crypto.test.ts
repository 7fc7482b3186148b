import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createFieldCrypto } from './crypto.ts'
import { newSecrets, type Secrets } from './secrets.ts'

type Keys = Pick<Secrets, 'field_keys' | 'hash_key'>

const ID_NUMBER = '530103195003051230'
const PLACE = 'person.id_number:01900000-0000-7000-8000-000000000001'

const keys = (): Keys => newSecrets()
const withNewKey = (old: Keys, id = 2): Keys => ({
  ...old,
  field_keys: [...old.field_keys, { id, key: randomBytes(32).toString('base64') }],
})
/** Where the key id stands in a sealed value, and how many bytes go before what was sealed. */
const KEY_ID_AT = 2
const BEFORE_TEXT = 4 + 12 + 16

describe('a sealed value', () => {
  test('opens again at its own place, and says nothing of what it holds', () => {
    const crypto = createFieldCrypto(keys())
    const sealed = crypto.seal(ID_NUMBER, PLACE)
    expect(crypto.open(sealed, PLACE)).toBe(ID_NUMBER)
    expect(sealed.includes(ID_NUMBER)).toBe(false)
    expect(sealed).not.toEqual(crypto.seal(ID_NUMBER, PLACE))
    expect(crypto.open(crypto.seal('', PLACE), PLACE)).toBe('')
    expect(crypto.open(crypto.seal('盘龙区联盟街道', PLACE), PLACE)).toBe('盘龙区联盟街道')
  })

  test('is still read after a new key came, which seals everything from then on', () => {
    const old = keys()
    const sealed = createFieldCrypto(old).seal(ID_NUMBER, PLACE)
    const renewed = createFieldCrypto(withNewKey(old))
    expect(renewed.open(sealed, PLACE)).toBe(ID_NUMBER)
    const fresh = renewed.seal(ID_NUMBER, PLACE)
    expect([sealed.readUInt16BE(KEY_ID_AT), fresh.readUInt16BE(KEY_ID_AT)]).toEqual([1, 2])
    expect(renewed.open(fresh, PLACE)).toBe(ID_NUMBER)
    expect(() => createFieldCrypto(old).open(fresh, PLACE)).toThrow('key 2; no such key here')
  })

  test('with the id of a key that is not here is refused by that id', () => {
    const crypto = createFieldCrypto(withNewKey(keys(), 300))
    const sealed = crypto.seal(ID_NUMBER, PLACE)
    sealed.writeUInt16BE(7, KEY_ID_AT)
    expect(() => crypto.open(sealed, PLACE)).toThrow('key 7; no such key here')
  })

  test('under the id of a key that is here but did not seal it does not open', () => {
    const old = keys()
    const renewed = createFieldCrypto(withNewKey(old))
    const sealed = renewed.seal(ID_NUMBER, PLACE)
    sealed.writeUInt16BE(1, KEY_ID_AT)
    expect(() => renewed.open(sealed, PLACE)).toThrow('authenticate')
    const elsewhere = createFieldCrypto({ ...old, field_keys: keys().field_keys })
    expect(() => elsewhere.open(createFieldCrypto(old).seal(ID_NUMBER, PLACE), PLACE)).toThrow('authenticate')
  })

  test('of another format or algorithm is refused', () => {
    const crypto = createFieldCrypto(keys())
    for (const [at, said] of [
      [0, 'format 9'],
      [1, 'algorithm 9'],
    ] as const) {
      const sealed = crypto.seal(ID_NUMBER, PLACE)
      sealed[at] = 9
      expect(() => crypto.open(sealed, PLACE)).toThrow(said)
    }
  })

  test('copied to another row or another column does not open', () => {
    const crypto = createFieldCrypto(keys())
    const sealed = crypto.seal(ID_NUMBER, PLACE)
    const [column = '', row = ''] = PLACE.split(':')
    for (const place of [`${column}:${row.replace(/1$/, '2')}`, `person.phone:${row}`, row, '']) {
      expect(() => crypto.open(sealed, place)).toThrow('authenticate')
    }
  })

  test('does not open with a single bit turned anywhere in it, nor cut short', () => {
    const crypto = createFieldCrypto(keys())
    const sealed = crypto.seal(ID_NUMBER, PLACE)
    expect(sealed).toHaveLength(BEFORE_TEXT + ID_NUMBER.length)
    for (let at = 0; at < sealed.length * 8; at += 1) {
      const turned = Buffer.from(sealed)
      turned.writeUInt8(turned.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3)
      expect(() => crypto.open(turned, PLACE), `bit ${at}`).toThrow()
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => crypto.open(sealed.subarray(0, length), PLACE), `${length} bytes`).toThrow()
    }
  })
})

describe('the keyed hash', () => {
  test('is the same for the same value whenever it is asked, after a new field key too', () => {
    const old = keys()
    const hash = createFieldCrypto(old).keyedHash(ID_NUMBER, 'person.id_number')
    expect(hash).toHaveLength(32)
    expect(createFieldCrypto(old).keyedHash(ID_NUMBER, 'person.id_number')).toEqual(hash)
    expect(createFieldCrypto(withNewKey(old)).keyedHash(ID_NUMBER, 'person.id_number')).toEqual(hash)
  })

  test('stays what it was made with in every release: what is stored is found again', () => {
    const stored = createFieldCrypto({
      field_keys: [{ id: 1, key: Buffer.alloc(32, 1).toString('base64') }],
      hash_key: Buffer.alloc(32, 2).toString('base64'),
    })
    expect(stored.keyedHash(ID_NUMBER, 'person.id_number').toString('hex')).toBe(
      '20dc1b1fae814ee77f20815f46023ab00214c00c4b188f932a0f1749642792f6',
    )
  })

  test('is another for another value, another field and another key, and says nothing of the value', () => {
    const own = keys()
    const crypto = createFieldCrypto(own)
    const hashes = [
      crypto.keyedHash(ID_NUMBER, 'person.id_number'),
      crypto.keyedHash('530103195003051231', 'person.id_number'),
      crypto.keyedHash(ID_NUMBER, 'account.id_number'),
      createFieldCrypto({ ...own, hash_key: keys().hash_key }).keyedHash(ID_NUMBER, 'person.id_number'),
      // The end of one part is not the beginning of the next.
      crypto.keyedHash(`r${ID_NUMBER}`, 'person.id_numbe'),
    ].map((hash) => hash.toString('hex'))
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

test('without a field key nothing is started', () => {
  expect(() => createFieldCrypto({ ...keys(), field_keys: [] })).toThrow('no field key')
})
