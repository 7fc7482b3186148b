import { addDays, type CivilDate, civilDate, civilDateFromParts } from './calendar.ts'
import { toHalfWidth } from './half-width.ts'
import type { Parsed } from './id-number.ts'

/** Why a date is not taken; the words are `kernel.loose_date.<reason>`. */
export type DateReason =
  | 'empty'
  | 'format'
  /** Only a year or a month: `1962`, `1962年3月`. */
  | 'incomplete'
  | 'two_digit_year'
  /** `5/3/1962`: day or month first, nobody can tell. */
  | 'order'
  | 'lunar'
  | 'no_such_day'
  /** Before 1850 or after 2199. */
  | 'range'

/** A day of 2201; greater numbers are digits that somebody typed, such as 19620305. */
const LAST_SERIAL = 110_000

/** What a cell of a sheet may hold. A `Date` counts by its UTC day, as sheet readers make it. */
export type LooseDate = string | number | Date | null | undefined

/**
 * Reads a date as people write it: `1962-03-05`, `1962/3/5`, `1962.3.5`, `1962 3 5`, `1962年3月5日` (号), `一九六二年三月五日`, `19620305`,
 * each with a time behind it or full-width digits, the serial number of a spreadsheet (1900 system), or a `Date`.
 * Never guesses: what has two readings is refused with the reason.
 */
export function parseLooseDate(raw: LooseDate): Parsed<CivilDate, DateReason> {
  if (raw === null || raw === undefined) return { ok: false, reason: 'empty' }
  if (typeof raw === 'number') return fromNumber(raw)
  if (typeof raw === 'string') return fromText(raw)
  return fromParts(raw.getUTCFullYear(), raw.getUTCMonth() + 1, raw.getUTCDate())
}

function fromText(raw: string): Parsed<CivilDate, DateReason> {
  const text = arabic(toHalfWidth(raw).trim())
  if (text === '') return { ok: false, reason: 'empty' }
  if (/[农阴]历|正月|[腊冬闰]|初/.test(text)) return { ok: false, reason: 'lunar' }
  const match =
    /^(\d{4})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*[日号.]?(?:[T\s]\s*\d{1,2}:\d{2}.*)?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (match) return fromParts(Number(match[1]), Number(match[2]), Number(match[3]))
  if (
    /^\d{4}\s*(?:[-/.年]\s*(?:\d{1,2}\s*月?)?)?$/.test(text) ||
    /^(?:18|19|20|21)\d{2}(?:0[1-9]|1[0-2])$/.test(text)
  ) {
    return { ok: false, reason: 'incomplete' }
  }
  if (/^\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}$/.test(text)) return { ok: false, reason: 'order' }
  if (/^\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?$|^\d{2}(?:0[1-9]|1[0-2])[0-3]\d$/.test(text))
    return { ok: false, reason: 'two_digit_year' }
  return { ok: false, reason: 'format' }
}

function fromNumber(value: number): Parsed<CivilDate, DateReason> {
  const whole = Math.floor(value)
  if (whole > LAST_SERIAL) return fromText(String(whole))
  // A cell with only the year; as a serial number it would be a day of 1905, before every living person.
  if (whole >= 1850 && whole <= 2199) return { ok: false, reason: 'incomplete' }
  if (!(whole >= 1)) return { ok: false, reason: 'format' }
  // The 1900 system counts a 29 February 1900 that never was, as number 60.
  if (whole === 60) return { ok: false, reason: 'no_such_day' }
  const date = addDays(civilDate('1899-12-31'), whole > 60 ? whole - 1 : whole)
  return date > '2200' ? { ok: false, reason: 'range' } : { ok: true, value: date }
}

function fromParts(year: number, month: number, day: number): Parsed<CivilDate, DateReason> {
  const date = civilDateFromParts({ year, month, day })
  if (date === undefined) return { ok: false, reason: 'no_such_day' }
  return date < '1850' || date >= '2200' ? { ok: false, reason: 'range' } : { ok: true, value: date }
}

/** Chinese numerals of a date as digits: the year digit by digit, month and day with 十. */
function arabic(text: string): string {
  if (!/^[〇○零一二三四五六七八九]{4}年/.test(text)) return text
  return text
    .replaceAll(
      /([一二三]?)十([一二三四五六七八九]?)/g,
      (_, tens: string, ones: string) => `${tens || '一'}${ones || '〇'}`,
    )
    .replaceAll(/[〇○零一二三四五六七八九]/g, (digit) => String(Math.max('〇一二三四五六七八九'.indexOf(digit), 0)))
}
