import { type Code, padCode } from '../../../kernel/division-code.ts'
import { normaliseText } from '../../../kernel/names.ts'

/** A province, city or district of the table of divisions. */
export interface WidePlace {
  readonly code: Code
  readonly name: string
  readonly short_name: string
  readonly path_name: string
}

/** Names of the wide places of the country, prepared once and asked for each row. */
export interface WidePlaces {
  /** Full names with and without the province: 云南省昆明市盘龙区, 昆明市盘龙区. A name that fits two places fits none. */
  readonly by_path: ReadonlyMap<string, Code | null>
  /** Names by themselves of the places in the reader's own province: 盘龙区, 五华区. */
  readonly near: ReadonlyMap<string, Code | null>
  readonly longest: number
}

export function widePlaces(places: readonly WidePlace[], home: Code): WidePlaces {
  const byPath = new Map<string, Code | null>()
  const near = new Map<string, Code | null>()
  const provinces = places.filter((place) => place.code % 1e10 === 0)
  for (const place of places) {
    if (place.code === 0) continue
    put(byPath, place.path_name, place.code)
    const province = provinces.find((one) => sameProvince(one.code, place.code))
    if (province !== undefined && province.code !== place.code && place.path_name.startsWith(province.name)) {
      const rest = place.path_name.slice(province.name.length)
      put(byPath, rest, place.code)
      put(byPath, province.short_name + rest, place.code)
    }
    if (sameProvince(place.code, home))
      for (const name of new Set([place.name, place.short_name])) put(near, name, place.code)
  }
  const longest = Math.max(...[...byPath.keys(), ...near.keys()].map((name) => name.length), 0)
  return { by_path: byPath, near, longest }
}

function sameProvince(a: Code, b: Code): boolean {
  return Math.floor(a / 1e10) === Math.floor(b / 1e10)
}

function put(map: Map<string, Code | null>, name: string, code: Code): void {
  map.set(name, map.has(name) && map.get(name) !== code ? null : code)
}

/**
 * The division a hukou place names, as fine as a district: a code of 2 to 12 digits, a full name, or the name of a place in the reader's
 * own province, whatever address follows it. Undefined when it names none or two.
 */
export function resolveHukou(places: WidePlaces, text: string): Code | undefined {
  const key = normaliseText(text).replaceAll(/\s/g, '')
  if (/^\d+$/.test(key)) return /^[1-9]\d(?:\d{2}){0,2}(?:\d{3}){0,2}$/.test(key) ? padCode(key) : undefined
  for (const names of [places.by_path, places.near]) {
    for (let length = Math.min(key.length, places.longest); length >= 2; length--) {
      const code = names.get(key.slice(0, length))
      if (code === null) return undefined
      if (code !== undefined) return code
    }
  }
  return undefined
}
