import { parseIdNumber } from '../../../kernel/id-number.ts'
import { searchGrams } from '../../../kernel/names.ts'
import { toHalfWidth } from '../../../kernel/half-width.ts'
import { tidyPhone } from './read-person.ts'

/** What a person who types in the one search box may mean. */
export type Search =
  | { kind: 'too_short' }
  | { kind: 'file'; district: number; file_number: number }
  | { kind: 'id'; number: string }
  | { kind: 'phone'; phone: string }
  | { kind: 'tail'; last4: string }
  | { kind: 'letters'; letters: string; grams: string[] }
  | { kind: 'name'; grams: string[] }

/**
 * Reads the search: a file number, a whole ID or phone number, their last four, pinyin or initials, or a piece of a name. Plain letters may
 * be a reading and a piece of a name written in Latin letters alike: both are meant.
 */
export function readSearch(raw: string): Search {
  const text = toHalfWidth(raw).trim()
  const compact = text.replaceAll(/\s/g, '')
  const file = /^(\d{6})-(\d{1,7})$/.exec(compact)
  if (file) return { kind: 'file', district: Number(file[1]), file_number: Number(file[2]) }
  const id = parseIdNumber(compact)
  if (id.ok) return { kind: 'id', number: id.value.number }
  if (/^\d{3}[\dxX]$/.test(compact)) return { kind: 'tail', last4: compact.toUpperCase() }
  if (/^[\d+()-]{7,20}$/.test(compact)) return { kind: 'phone', phone: tidyPhone(compact) }
  const letters = compact.toLowerCase().replaceAll("'", '')
  if (/^[a-zü]+$/.test(letters))
    return letters.length < 2
      ? { kind: 'too_short' }
      : { kind: 'letters', letters: letters.replaceAll('ü', 'v'), grams: searchGrams(text) }
  const grams = searchGrams(text)
  return grams.length === 0 ? { kind: 'too_short' } : { kind: 'name', grams }
}
