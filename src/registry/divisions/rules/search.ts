import { normaliseText } from '../../../kernel/names.ts'
import { typedReading } from './names.ts'

/** What a person typed into a search for places, understood. */
export interface ReadQuery {
  readonly by: 'code' | 'reading' | 'name'
  readonly word: string
  readonly around: readonly string[]
}

/**
 * The ways to take a query, the likeliest first: the next is tried when one finds nothing. Of several words the last is looked for and the
 * others are of what it lies in (`盘龙 宝云`). None for a single letter, which would be a tenth of the country.
 */
export function readQuery(q: string): ReadQuery[] {
  // Letters are one reading however they are parted: `pan long` is 盘龙.
  const written = typedReading(q) === undefined ? q.trim().split(/\s+/u) : [q.trim()]
  const word = written.at(-1) ?? ''
  const around = written.slice(0, -1)
  if (/^\d{1,12}$/u.test(word)) return [{ by: 'code', word, around }]
  const reading = typedReading(word)
  if (reading !== undefined) return reading.length < 2 ? [] : [{ by: 'reading', word: reading, around }]
  // Names are stored as published, a few with old forms (迴龙): only what finds nothing as typed is taken for its simplified form.
  const simplified = { by: 'name' as const, word: normaliseText(word), around: around.map(normaliseText) }
  const same = simplified.word === word && simplified.around.join(' ') === around.join(' ')
  return same ? [simplified] : [{ by: 'name', word, around }, simplified]
}
