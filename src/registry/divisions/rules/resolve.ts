import type { Code } from '../../../kernel/division-code.ts'
import { normaliseText } from '../../../kernel/names.ts'
import { communityStem, streetStem } from './names.ts'

/** A community to choose from. */
export interface Candidate {
  readonly code: Code
  readonly name: string
  readonly street_name: string
}

/** How a written name was understood; `code` and `name` are sure, `stem` leaves out the words for its kind. */
export type ResolvedBy = 'code' | 'name' | 'alias' | 'street_and_name' | 'stem'

export type Resolution =
  | { readonly kind: 'found'; readonly code: Code; readonly by: ResolvedBy }
  /** The text fits several communities: a person chooses. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[] }
  /** It fits none; the candidates are the nearest names, perhaps none. */
  | { readonly kind: 'unknown'; readonly candidates: readonly Candidate[] }

export interface NamedPlace {
  readonly code: Code
  readonly name: string
  readonly short_name: string
}

/** All by which the communities of one district are known, prepared once and asked for each row of a roster. */
export interface CommunityNames {
  readonly communities: ReadonlyMap<Code, Candidate>
  /** Published and short names. */
  readonly exact: ReadonlyMap<string, readonly Code[]>
  readonly stems: ReadonlyMap<string, readonly Code[]>
  readonly aliases: ReadonlyMap<string, Code>
  /** Names of streets, longest first. */
  readonly streets: readonly { readonly name: string; readonly code: Code }[]
  /** Names of the district and of what it lies in, narrowest first, longest first. */
  readonly surroundings: readonly string[]
}

const CANDIDATES_MAX = 5

/** The text as names are compared: simplified, half-width, without spaces and the marks people part names with. */
export function nameKey(text: string): string {
  return normaliseText(text).replaceAll(/[\s\-—–_/\\·.,，、;；:：]/gu, '')
}

/** @param surroundings the district, then its city and province. */
export function communityNames(facts: {
  readonly surroundings: readonly NamedPlace[]
  readonly streets: readonly NamedPlace[]
  readonly communities: readonly NamedPlace[]
  readonly aliases: readonly { readonly alias: string; readonly community: Code }[]
}): CommunityNames {
  const streetNames = new Map(facts.streets.map((street) => [street.code, street.short_name]))
  const exact = new Map<string, Code[]>()
  const stems = new Map<string, Code[]>()
  for (const { code, name, short_name: shortName } of facts.communities) {
    for (const key of new Set([nameKey(name), nameKey(shortName)])) add(exact, key, code)
    add(stems, stemKey(name), code)
  }
  return {
    communities: new Map(
      facts.communities.map(({ code, name }) => [
        code,
        { code, name, street_name: streetNames.get(code - (code % 1000)) ?? '' },
      ]),
    ),
    exact,
    stems,
    aliases: new Map(facts.aliases.map(({ alias, community }) => [nameKey(alias), community])),
    streets: facts.streets
      .flatMap((street) => formsOf(street, ...streetForms(street)).map((name) => ({ name, code: street.code })))
      .toSorted((a, b) => b.name.length - a.name.length),
    surroundings: facts.surroundings.flatMap((place) => formsOf(place)).toSorted((a, b) => b.length - a.length),
  }
}

/**
 * Which community of the district a written name means. Tried in this order: the 12-digit code, an alias of the association, the
 * published or short name, street and name together (with or without the district before them), the name without the words for its
 * kind (社区, 社区居委会, 村, 村委会). Never guesses: what fits two is ambiguous (大哨 in 盘龙区), what fits none comes back with the nearest.
 */
export function resolveCommunity(names: CommunityNames, text: string): Resolution {
  const key = nameKey(text)
  if (key === '') return { kind: 'unknown', candidates: [] }
  const code = /^\d{12}$/u.test(key) ? names.communities.get(Number(key))?.code : undefined
  if (code !== undefined) return { kind: 'found', code, by: 'code' }
  // Before the names: an alias also settles which of two communities of one name an association means.
  const alias = names.aliases.get(key)
  if (alias !== undefined) return { kind: 'found', code: alias, by: 'alias' }
  return (
    decide(names, names.exact.get(key), 'name') ??
    byStreet(names, key) ??
    decide(names, names.stems.get(stemKey(key)), 'stem') ??
    byStreet(names, withoutSurroundings(names, key)) ??
    bare(names, withoutSurroundings(names, key)) ?? { kind: 'unknown', candidates: nearest(names, stemKey(key)) }
  )
}

function bare(names: CommunityNames, key: string): Resolution | undefined {
  return decide(names, names.exact.get(key), 'name') ?? decide(names, names.stems.get(stemKey(key)), 'stem')
}

function byStreet(names: CommunityNames, key: string): Resolution | undefined {
  for (const street of names.streets) {
    const rest = key.startsWith(street.name) ? key.slice(street.name.length) : ''
    if (rest === '') continue
    const inStreet = (codes: readonly Code[] | undefined) =>
      codes?.filter((code) => code - (code % 1000) === street.code)
    const found =
      decide(names, inStreet(names.exact.get(rest)), 'street_and_name') ??
      decide(names, inStreet(names.stems.get(stemKey(rest))), 'street_and_name')
    if (found !== undefined) return found
  }
  return undefined
}

/** 云南省昆明市盘龙区龙泉街道宝云社区 → 龙泉街道宝云社区: takes the wider places off the front, as many as are written. */
function withoutSurroundings(names: CommunityNames, key: string): string {
  const before = names.surroundings.find((name) => key.startsWith(name) && key.length > name.length)
  return before === undefined ? key : withoutSurroundings(names, key.slice(before.length))
}

function decide(names: CommunityNames, codes: readonly Code[] | undefined, by: ResolvedBy): Resolution | undefined {
  const [first, ...others] = codes ?? []
  if (first === undefined) return undefined
  if (others.length === 0) return { kind: 'found', code: first, by }
  return { kind: 'ambiguous', candidates: candidatesOf(names, [first, ...others]) }
}

/** Names that hold the stem or are held by it, or differ from it in one character. */
function nearest(names: CommunityNames, stem: string): Candidate[] {
  const near = [...names.stems].filter(
    ([other]) => (other.length > 1 && stem.includes(other)) || other.includes(stem) || differInOne(other, stem),
  )
  return candidatesOf(
    names,
    near.flatMap(([, codes]) => codes),
  ).slice(0, CANDIDATES_MAX)
}

function differInOne(a: string, b: string): boolean {
  if (a.length !== b.length || a.length < 2) return false
  let different = 0
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) different += 1
  return different === 1
}

function candidatesOf(names: CommunityNames, codes: readonly Code[]): Candidate[] {
  return codes.flatMap((code) => names.communities.get(code) ?? [])
}

function stemKey(name: string): string {
  return communityStem(nameKey(name).replace(/[（(][^（）()]*[)）]$/u, ''))
}

function formsOf(place: NamedPlace, ...more: readonly string[]): string[] {
  return [...new Set([place.name, place.short_name, ...more].map(nameKey))]
}

/** 龙泉街道 is also written 龙泉街道办事处, 龙泉街道办 and 龙泉. */
function streetForms(street: NamedPlace): string[] {
  const stem = streetStem(street.name)
  return street.short_name.endsWith('街道') ? [stem, `${stem}街道办事处`, `${stem}街道办`] : [stem]
}

function add(map: Map<string, Code[]>, key: string, code: Code): void {
  const codes = map.get(key)
  if (codes === undefined) map.set(key, [code])
  else codes.push(code)
}
