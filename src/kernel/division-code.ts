import { assert } from './assert.ts'
import { refuse } from './refusal.ts'

/**
 * A place in the five tiers of the statistics code as a 12-digit number: 省2 市2 区2 街道3 社区3, padded right with zeros
 * (530103 → 530103000000). The nation is 0. Codes nest, so a jurisdiction is an interval of community codes.
 */
export type Code = number

export type Tier = 'nation' | 'province' | 'city' | 'district' | 'street' | 'community'

/** From the widest to the narrowest. */
export const TIERS: readonly Tier[] = ['nation', 'province', 'city', 'district', 'street', 'community']

/** `lo` inside, `hi` outside: `community >= lo and community < hi`. */
export type Interval = { readonly lo: Code; readonly hi: Code }

/** How many community codes one unit of the tier spans. */
const WIDTH: Readonly<Record<Tier, number>> = {
  nation: 1e12,
  province: 1e10,
  city: 1e8,
  district: 1e6,
  street: 1e3,
  community: 1,
}

const SHORT_LENGTH: Readonly<Record<Tier, number>> = {
  nation: 1,
  province: 2,
  city: 4,
  district: 6,
  street: 9,
  community: 12,
}

/** 0 (nation) or a 12-digit integer that does not begin with 0. */
export function isCode(value: unknown): value is Code {
  return Number.isSafeInteger(value) && (value === 0 || (Number(value) >= 1e11 && Number(value) < 1e12))
}

/**
 * Reads the short forms of 2, 4, 6, 9 or 12 digits, as text or number: `padCode('530103')` → 530103000000; `'0'` is the nation.
 * Refuses anything else (`bad_input`, `kernel.division_code`). It does not know which places exist.
 */
export function padCode(short: string | number): Code {
  const text = String(short).trim()
  if (text === '0') return 0
  if (!/^[1-9]\d(?:\d{2}){0,2}(?:\d{3}){0,2}$/.test(text) || ![2, 4, 6, 9, 12].includes(text.length)) {
    return refuse('bad_input', 'kernel.division_code')
  }
  return Number(text.padEnd(12, '0'))
}

/**
 * The tier that the zeros at the end tell. A city without districts (东莞 4419) and the six digits its streets hang on (441900)
 * are the same number: it reads as `city`.
 */
export function tierOf(code: Code): Tier {
  assert(isCode(code), 'a division code has twelve digits')
  return TIERS.find((tier) => code % WIDTH[tier] === 0) ?? 'community'
}

/** All community codes under the place; the nation is `{ lo: 0, hi: 1e12 }`. */
export function interval(code: Code): Interval {
  return { lo: code, hi: code + WIDTH[tierOf(code)] }
}

/** The next wider place; `undefined` for the nation. A street of a city without districts has the city as parent. */
export function parentOf(code: Code): Code | undefined {
  const narrowestFirst = TIERS.slice(0, TIERS.indexOf(tierOf(code))).toReversed()
  return narrowestFirst.map((tier) => floorTo(code, tier)).find((parent) => parent !== code)
}

/** The place of the given tier that holds `code`, which is itself when it is of that tier already or wider. */
export function ancestorAt(code: Code, tier: Tier): Code {
  assert(isCode(code), 'a division code has twelve digits')
  return floorTo(code, tier)
}

/** Six digits as an integer (530103), the `district` of a row: `community / 1000000` in SQL. */
export function districtOf(community: Code): number {
  const tier = tierOf(community)
  assert(tier !== 'nation' && tier !== 'province', 'a nation or province lies in no district')
  return Math.floor(community / WIDTH.district)
}

/** The district's six digits as a code: 530103 → 530103000000. */
export function codeOfDistrict(district: number): Code {
  assert(Number.isSafeInteger(district) && district >= 1e5 && district < 1e6, 'a district has six digits')
  return district * WIDTH.district
}

/** Whether `inner` is `outer` or lies in it. */
export function contains(outer: Code, inner: Code): boolean {
  assert(isCode(inner), 'a division code has twelve digits')
  const { lo, hi } = interval(outer)
  return inner >= lo && interval(inner).hi <= hi
}

/** The form people know: `53`, `5301`, `530103`, `530103006`, `530103006001`; the nation is `0`. `padCode` reads it back. */
export function shortCode(code: Code): string {
  return String(code).slice(0, SHORT_LENGTH[tierOf(code)])
}

function floorTo(code: Code, tier: Tier): Code {
  return code - (code % WIDTH[tier])
}
