import type { CivilDate } from '../../../kernel/calendar.ts'
import { shortCode, type Code } from '../../../kernel/division-code.ts'
import { placesOf, type Place } from './places.ts'
import type { Readings } from './names.ts'

/** A published table of divisions. */
export interface PublishedTable {
  /** The year it is known by. */
  readonly version: string
  /** The day whose state it shows. */
  readonly table_date: CivilDate
  /** Who published it under which title: stands as the document of the renamings found by comparing it with the table before. */
  readonly source: string
}

/** The table the product comes with; see data/divisions/README.md. */
export const PUBLISHED: PublishedTable = {
  version: '2023',
  table_date: '2023-06-30' as CivilDate,
  source: '国家统计局《2023年统计用区划代码和城乡划分代码》',
}

/** Only these places, all within them and the path to them; undefined: the country. */
export type Excerpt = readonly Code[] | undefined

/**
 * Reads the lines of the data file one by one: first the readings of characters, then the places (data/divisions/README.md). The nation
 * comes out first, each place once, after its parent. Pure, so that the format is tested without a database.
 */
export function readTable(excerpt: Excerpt): { line(line: string): Place | undefined; end(): Place } {
  const readings: Readings = []
  const places = placesOf(readings)
  const wanted = excerpt?.map(shortCode)
  return {
    line(line) {
      const [key = '', value = '', syllables] = line.split('\t')
      if (value === '') throw new Error(`Not a line of the table of divisions: ${line.slice(0, 80)}`)
      if (key.charCodeAt(0) > DIGIT_NINE) {
        readings[key.codePointAt(0) ?? 0] = value
        return undefined
      }
      if (wanted !== undefined && !wanted.some((code) => key.startsWith(code) || code.startsWith(key))) return undefined
      return places.next({ digits: key, name: value, syllables: syllables?.split(' ') })
    },
    end: () => places.end(),
  }
}

const DIGIT_NINE = 57
