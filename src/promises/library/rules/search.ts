import { toHalfWidth } from '../../../kernel/half-width.ts'
import { normaliseText } from '../../../kernel/names.ts'

/** Text as it is searched: simplified, half-width, lower case, without spaces. */
export function searchText(parts: readonly (string | null)[]): string {
  const text = parts.filter((part) => part !== null && part !== '').join(' ')
  return normaliseText(text).toLowerCase().replaceAll(/\s+/g, '')
}

/** Its runs of one and two characters, each once. */
export function gramsOf(text: string): string[] {
  const characters = Array.from(text)
  const grams = new Set(characters)
  for (let i = 1; i < characters.length; i++) grams.add((characters[i - 1] ?? '') + (characters[i] ?? ''))
  return [...grams]
}

/** The words of a query, each as it is searched; at most eight. */
export function searchTerms(query: string): string[] {
  const terms = query.split(/\s+/).map((word) => searchText([word]))
  return [...new Set(terms)].filter((term) => term !== '').slice(0, 8)
}

/** The grams a text must hold to contain the term. */
export function gramsOfTerm(term: string): string[] {
  const characters = Array.from(term)
  return characters.length < 2 ? characters : gramsOf(term).filter((gram) => Array.from(gram).length === 2)
}

/** The line of the text around the first word found, at most `width` characters; the beginning when none is found. */
export function snippet(content: string, terms: readonly string[], width = 80): string {
  const flat = content.replaceAll(/\s+/g, ' ').trim()
  const lower = toHalfWidth(flat).toLowerCase()
  const at = Math.min(
    ...terms.map((term) => lower.indexOf(term)).filter((found) => found >= 0),
    Number.MAX_SAFE_INTEGER,
  )
  const start = at === Number.MAX_SAFE_INTEGER ? 0 : Math.max(0, at - Math.floor(width / 4))
  const piece = Array.from(flat.slice(start)).slice(0, width).join('')
  const more = flat.length > start + piece.length
  return `${start > 0 ? '…' : ''}${piece}${more ? '…' : ''}`
}
