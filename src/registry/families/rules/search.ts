import { parseIdNumber } from '../../../kernel/id-number.ts'
import { searchGrams } from '../../../kernel/names.ts'
import { toHalfWidth } from '../../../kernel/half-width.ts'
import { isForeignNumber, tidyIdentity, tidyPhone } from './read-person.ts'

/** What a person who types in the one search box may mean. */
export type Search =
  | { kind: 'too_short' }
  | { kind: 'file'; district: number; file_number: number }
  | { kind: 'id'; number: string }
  /** Digits alone may as well be a passport's: then `number` is set. */
  | { kind: 'phone'; phone: string; number: string | null }
  /** A number that is nobody's in full and no last four of one; `hint` is a words key that says so. */
  | { kind: 'unread'; hint: 'families.find_digits' | 'families.find_id_wrong' }
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
  // Of the length of an identity number, and nearly one: a digit was mistyped, and a phone is shorter.
  if (/^[\d-]{14,}[\dxX]$/.test(compact) && tidyIdentity(compact).length >= 15)
    return { kind: 'unread', hint: 'families.find_id_wrong' }
  const number = tidyIdentity(compact)
  if (/^[\d+()-]{7,20}$/.test(compact))
    return { kind: 'phone', phone: tidyPhone(compact), number: isForeignNumber(number) ? number : null }
  if (/[A-Z]/.test(number) && isForeignNumber(number)) return { kind: 'id', number }
  if (/^\d{2,6}$/.test(compact)) return { kind: 'unread', hint: 'families.find_digits' }
  const letters = compact.toLowerCase().replaceAll("'", '')
  if (/^[a-zü]+$/.test(letters))
    return letters.length < 2
      ? { kind: 'too_short' }
      : { kind: 'letters', letters: letters.replaceAll('ü', 'v'), grams: searchGrams(text) }
  const grams = searchGrams(text)
  return grams.length === 0 ? { kind: 'too_short' } : { kind: 'name', grams }
}
