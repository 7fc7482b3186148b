import { createRequire } from 'node:module'
import { ConverterBuilder, type ConverterFunction } from 'opencc-js/core'
import * as preset from 'opencc-js/preset/t2cn'
import type * as Readings from 'pinyin-pro'
import { toHalfWidth } from './half-width.ts'

let converter: ConverterFunction | undefined
let readings: typeof Readings | undefined

/** The dictionary of readings takes 16 MB of memory: it comes with the first name that asks for it, not with every start. */
function dictionary(): typeof Readings {
  readings ??= createRequire(import.meta.url)('pinyin-pro') as typeof Readings
  return readings
}

/** Lets go of the dictionary until the next name asks for it. */
export function forgetReadings(): void {
  if (!readings) return
  readings = undefined
  const { cache, resolve } = createRequire(import.meta.url)
  Reflect.deleteProperty(cache, resolve('pinyin-pro'))
}
let telling: ReadonlySet<string> | undefined

/**
 * Text as it should have been typed: pinyin put behind characters (`漢(hàn)`) taken out, full-width digits and letters made half-width,
 * traditional characters simplified, spaces between Chinese characters removed and others made one. For the name of a person
 * there is `normaliseName`.
 */
export function normaliseText(text: string): string {
  return simplify(tidyMarks(text))
}

/**
 * The same for the name of a person, with one difference: characters that are right in a simplified name but mean another one in
 * traditional prose stay as they are (李乾 is not 李干, 於 is a surname beside 于).
 */
export function normaliseName(name: string): string {
  return tidyMarks(name)
    .split(/([乾於徵濛著])/)
    .map((part, index) => (index % 2 === 1 ? part : simplify(part)))
    .join('')
}

/** A reading for search: `pinyin` of the whole name and its `initials`, both of a–z and 0–9 only; ü is v. */
export type NamePinyin = { readonly pinyin: string; readonly initials: string }

/** `王小明` → `wangxiaoming`, `wxm`; the surname is read as a surname (单 shan, 仇 qiu, 解 xie, 盖 ge). */
export function namePinyin(name: string): NamePinyin {
  const syllables = dictionary()
    .pinyin(compact(name), {
      surname: 'head',
      toneType: 'none',
      v: true,
      type: 'array',
      nonZh: 'consecutive',
    })
    .map((syllable) => syllable.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    .filter((syllable) => syllable !== '')
  return { pinyin: syllables.join(''), initials: syllables.map((syllable) => syllable.charAt(0)).join('') }
}

/** Two characters of a name that stand side by side: what it is found by, and what one found is ranked by. */
export interface NameGram {
  gram: string
  /** Which character of the name it begins with, the first being 1; of a pair that stands twice the first time. */
  starts_at: number
  /** Characters of the whole name. */
  name_length: number
}

/** All pairs of the name, each once; a name of one character has none and is found by its pinyin. */
export function nameGrams(name: string): NameGram[] {
  const characters = Array.from(compact(name))
  const found = pairs(characters)
  return [...new Set(found)].map((gram) => ({
    gram,
    starts_at: found.indexOf(gram) + 1,
    name_length: characters.length,
  }))
}

/** The pairs that a name must hold to contain the query. */
export function searchGrams(query: string): string[] {
  return [...new Set(pairs(Array.from(compact(query))))]
}

function pairs(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, index) => (characters[index] ?? '') + character)
}

/** Without spaces and the dot of foreign and minority names, in lower case. */
function compact(name: string): string {
  return normaliseName(name)
    .replaceAll(/[\s·•・‧∙.]/g, '')
    .toLowerCase()
}

/** Chinese characters and ASCII without spaces and brackets: there is no mark to tidy. Nearly every name, and every second cell of a roster. */
const WITHOUT_MARKS = /^[!-'*-~\u3400-\u9fff]*$/

function tidyMarks(text: string): string {
  return WITHOUT_MARKS.test(text) ? text : tidySpaces(stripPinyin(toHalfWidth(text.normalize('NFC'))))
}

/** The dictionary takes 20 ms to load: only who needs it pays. */
function simplify(text: string): string {
  if (WITHOUT_MARKS.test(text) && !holdsTraditional(text)) return text
  converter ??= ConverterBuilder(preset)({ from: 't', to: 'cn' })
  return converter(text)
}

/**
 * Whether some entry of the dictionary could change the text: whatever an entry changes, the text holds the first character in which its
 * two sides differ. Asking a set is ten times faster than walking the dictionary for a text that is simplified already.
 */
function holdsTraditional(text: string): boolean {
  telling ??= new Set(
    (preset.configs['t2s']?.conversionChain ?? []).flat(2).flatMap((entries) =>
      String(entries)
        .split('|')
        .flatMap((entry) => {
          const [from = '', to = ''] = entry.split(' ')
          const after = Array.from(to)
          return Array.from(from).find((character, index) => character !== after[index]) ?? []
        }),
    ),
  )
  for (const character of text) if (telling.has(character)) return true
  return false
}

/**
 * Some sites put the pinyin of a difficult character behind it: 實(shí)施. A bracket goes when it holds one syllable with a tone mark
 * or tone number, or a reading of the character before it. Other brackets (王明(Peter), 3栋(A)) stay.
 */
function stripPinyin(text: string): string {
  const stripped = text.replaceAll(
    /(\p{Script=Han})\s?[（(]\s*(\p{Script=Latin}{1,6}[1-5]?)\s*[)）]/gu,
    (whole, han: string, latin: string) => (isReading(han, latin) ? han : whole),
  )
  // A character may carry several readings, one behind the other: 乾(qián)(gān). Each pass makes the text shorter.
  return stripped === text ? text : stripPinyin(stripped)
}

function isReading(han: string, latin: string): boolean {
  const bare = withoutTone(latin)
  if (!/^[a-zü]{1,6}$/.test(bare)) return false
  if (bare !== latin) return true
  return dictionary().pinyin(han, { multiple: true, toneType: 'none', type: 'array' }).includes(bare)
}

/** `hàn`, `han4` → `han`; ü keeps its dots, breves (ă) are taken for the third tone. */
function withoutTone(syllable: string): string {
  return syllable
    .normalize('NFD')
    .replaceAll(/[\u0300\u0301\u0304\u0306\u030c]/g, '')
    .normalize('NFC')
    .replace(/(?<=[a-zü])[1-5]$/, '')
}

function tidySpaces(text: string): string {
  return text
    .replaceAll(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
