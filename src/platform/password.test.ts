import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, PASSWORD_COST, verifyPassword } from './password.ts'

const CHEAP = { memory: 64, passes: 1, parallelism: 1 }

test('the argon2id beneath is that of RFC 9106', () => {
  const tag = argon2Sync('argon2id', {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    memory: 32,
    passes: 3,
    parallelism: 4,
    tagLength: 32,
  })
  expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659')
})

test('a password is known again, another is not, and two hashes of one differ', async () => {
  const first = await hashPassword('温暖 correct horse', CHEAP)
  expect(first).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await hashPassword('温暖 correct horse', CHEAP)).not.toBe(first)
  expect(await verifyPassword('温暖 correct horse', first, PASSWORD_COST)).toBe(true)
  expect(await verifyPassword('温暖 correct horsf', first, PASSWORD_COST)).toBe(false)
})

test('nobody is never let in', async () => {
  expect(await verifyPassword('anything at all', undefined, CHEAP)).toBe(false)
})
