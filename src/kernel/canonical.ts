import { assert } from './assert.ts'

/**
 * JSON text that is the same for equal values: keys in the order of their UTF-16 code units at every depth (as RFC 8785),
 * no white space, keys whose value is `undefined` left out. It is what hashes are taken of (audit chain, idempotency).
 * Throws `ImpossibleState` for anything JSON cannot carry exactly: NaN, infinity, bigint, functions, dates, maps, cycles,
 * and `undefined` inside a list.
 */
export function canonicalJson(value: unknown): string {
  return write(value, [])
}

function write(value: unknown, parents: readonly object[]): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'a number in canonical JSON must be finite')
    return JSON.stringify(value)
  }
  assert(typeof value === 'object', `canonical JSON cannot carry a ${typeof value}`)
  assert(!parents.includes(value), 'canonical JSON cannot carry a cycle')
  const path = [...parents, value]
  if (Array.isArray(value)) return `[${value.map((item: unknown) => write(item, path)).join(',')}]`
  return writeObject(value, path)
}

function writeObject(value: object, path: readonly object[]): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  assert(prototype === Object.prototype || prototype === null, 'canonical JSON carries plain objects only')
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, path)}`)
  return `{${members.join(',')}}`
}
