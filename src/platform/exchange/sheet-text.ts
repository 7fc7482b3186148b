import { refuse } from '../../kernel/refusal.ts'

/** What Excel holds in one cell. */
const LONGEST_TEXT = 32_767
/** What Excel holds in one sheet, the header included. */
export const MOST_ROWS = 1_048_576

const NARROWEST = 8
const WIDEST = 60
/** Room for the filter button and the cell's own margins. */
const MARGIN = 3

/**
 * Text made fit for a cell: characters no file can hold are left out, and `_x0041_`, which Excel would turn into another
 * character, is kept as it reads.
 *
 * @throws Refusal `unprocessable` exchange.text_too_long
 */
export function cellText(text: string, place: string): string {
  if (text.length > LONGEST_TEXT) {
    refuse('unprocessable', 'exchange.text_too_long', {
      params: { length: text.length, limit: LONGEST_TEXT },
      place,
      next: 'exchange.next_shorten_text',
    })
  }
  return text
    .toWellFormed()
    .replace(/[\0\uFFFE\uFFFF]/g, '')
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
}

/** Width in columns of the screen: a Chinese character takes two. Of several lines, the longest. */
export function displayWidth(text: string): number {
  let widest = 0
  for (const line of text.split('\n')) {
    let width = 0
    for (const character of line) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
    widest = Math.max(widest, width)
  }
  return widest
}

function isWide(code: number): boolean {
  if (code < 0x1100) return false
  return (
    code <= 0x115f ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    code >= 0x1f300
  )
}

/** Column width that shows the header and most values in full, without letting one long text push all others off the screen. */
export function columnWidth(widths: Iterable<number>): number {
  let widest = NARROWEST
  for (const width of widths) widest = Math.max(widest, width + MARGIN)
  return Math.min(widest, WIDEST)
}

const DAY = 86_400_000
/** The day Excel counts as 0, for all days after the 29 February 1900 it invents. */
const DAY_ZERO = Date.UTC(1899, 11, 30)
const FIRST_SAFE_DAY = '1900-03-01'

/** Number that Excel shows as this `YYYY-MM-DD`; undefined for days before March 1900, which it miscounts. */
export function dateSerial(date: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (match === null || date < FIRST_SAFE_DAY) return undefined
  return (Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) - DAY_ZERO) / DAY
}
