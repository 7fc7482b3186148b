import { z } from 'zod'

type Json = Record<string, unknown>
export type Chance = () => number

/** A small seeded generator (mulberry32): the seed is printed, so that a failing run can be repeated. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const pick = <T>(chance: Chance, from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T

const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff',
  '𠮷野家',
  '王\u200b明',
  "'; drop table family; --",
  "' or '1'='1",
  '%',
  '_%',
  '\\',
  '${7*7}',
  '{{7*7}}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '=cmd|x!A1',
  'null',
  'undefined',
  'NaN',
  '1e308',
  '９９９',
  'x'.repeat(10_000),
  '\r\nSet-Cookie: a=b',
  '0',
  '-1',
  '530103',
  '530103001001',
  '2026-02-30',
  '2026-11-21',
  '9999-12-31',
  '11010519491231002X',
  '00000000-0000-0000-0000-000000000000',
  '__proto__',
  'constructor',
]
const NASTY_NUMBERS = [
  0,
  -0,
  -1,
  1,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 63),
  1e308,
  0.1,
  530103,
  530103001001,
  999999999999,
  1e12,
]
const NASTY_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  { $gt: '' },
  [null],
  ['a', 1],
  { toString: 1 },
  { constructor: { prototype: {} } },
]

export function nastyValue(chance: Chance): unknown {
  const roll = chance()
  if (roll < 0.5) return pick(chance, NASTY_TEXTS)
  return roll < 0.75 ? pick(chance, NASTY_NUMBERS) : pick(chance, NASTY_VALUES)
}

/** A value that fits a schema, as far as the schema says; formats the schema cannot say are tried from a list. */
export function fitting(schema: z.ZodType, chance: Chance): unknown {
  return fromJson(jsonOf(schema), chance, 0)
}

/** What a schema takes, as JSON Schema; worked out once. */
export function jsonOf(schema: z.ZodType): Json {
  const json = known.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json)
  known.set(schema, json)
  return json
}

const known = new WeakMap<z.ZodType, Json>()

function fromJson(schema: Json, chance: Chance, depth: number): unknown {
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (choices) return fromJson(pick(chance, choices), chance, depth)
  if (schema['allOf'])
    return Object.assign(
      {},
      ...(schema['allOf'] as Json[]).map((part) => fromJson(part, chance, depth) as object),
    ) as unknown
  if (schema['const'] !== undefined) return schema['const']
  if (schema['enum']) return pick(chance, schema['enum'] as unknown[])
  switch (schema['type']) {
    case 'object':
      return objectFrom(schema, chance, depth)
    case 'array':
      return Array.from({ length: depth > 3 ? 0 : Math.floor(chance() * 3) }, () =>
        fromJson((schema['items'] ?? {}) as Json, chance, depth + 1),
      )
    case 'integer':
    case 'number':
      return numberFrom(schema, chance)
    case 'boolean':
      return chance() < 0.5
    case 'null':
      return null
    case 'string':
      return textFrom(schema, chance)
    default:
      return nastyValue(chance)
  }
}

function objectFrom(schema: Json, chance: Chance, depth: number): unknown {
  const required = new Set((schema['required'] ?? []) as string[])
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
  const kept = properties.filter(([name]) => required.has(name) || chance() < 0.4)
  return Object.fromEntries(kept.map(([name, part]) => [name, fromJson(part, chance, depth + 1)]))
}

function numberFrom(schema: Json, chance: Chance): number {
  const lo = Math.max(Number(schema['minimum'] ?? -10), -1e15)
  const hi = Math.min(Number(schema['maximum'] ?? 1000), 1e15)
  return pick(chance, [Math.ceil(lo), Math.floor(hi), Math.round(lo + chance() * (hi - lo)), 530103001001, 2026, 1])
}

const UUIDS = ['01890000-0000-7000-8000-000000000001', '0189aaaa-bbbb-7ccc-8ddd-eeeeffff0000']

function textFrom(schema: Json, chance: Chance): string {
  if (schema['format'] === 'uuid') return pick(chance, UUIDS)
  if (schema['format'] === 'date') return pick(chance, ['2026-11-21', '2015-01-01', '1950-02-28'])
  if (schema['format'] === 'date-time') return '2026-11-21T02:00:00.000Z'
  const least = Number(schema['minLength'] ?? 1)
  const text = pick(chance, ['王小明', '2018', '2018-06', '任旗营', 'abc123', '530103', '一句话', '12', 'AAAA'])
  return text.length >= least ? text : text.padEnd(least, 'a')
}

/** Breaks a fitting value somewhere: a leaf replaced, a field lost or added. */
export function broken(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null || chance() < 0.15) return nastyValue(chance)
  const entries = Object.entries(value)
  const roll = chance()
  if (entries.length === 0 || roll < 0.15)
    return {
      ...value,
      [pick(chance, ['__proto__x', 'extra', 'role', 'district', 'community', 'scope'])]: nastyValue(chance),
    }
  const [key] = pick(chance, entries)
  if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === key ? broken(item, chance) : item))
  const copy: Record<string, unknown> = { ...value }
  if (roll < 0.3) delete copy[key]
  else copy[key] = broken(copy[key], chance)
  return copy
}
