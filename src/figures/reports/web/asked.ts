import { type CivilDate, civilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { type Code, padCode, shortCode } from '../../../kernel/division-code.ts'
import { useToday } from '../../../web/clock.ts'
import { type Locale, useLocale, useWords } from '../../../web/i18n/index.ts'
import { useUrlState, withSearch } from '../../../web/url.ts'
import { exactCount, type IndicatorUnit, quickSpan, readable, type Span, spanParts } from '../rules.ts'
import { reportsWords } from '../words.ts'

export interface Asked {
  readonly span: Span
  /** The place in the address; the post's own when undefined. */
  readonly division: Code | undefined
  readonly query: { readonly from: CivilDate; readonly to: CivilDate; readonly division: Code | undefined }
  /** The period as people name it. */
  readonly period: string
  /** An address of this room with the same place and period, and what is changed. */
  readonly href: (path: string, changed?: { span?: Span; division?: Code }) => string
}

/** What the address asks for: `?from=2015-01-01&to=2018-12-31&place=530103006`. This year and the post's own place unless said. */
export function useAsked(): Asked {
  const w = useWords(reportsWords)
  const url = useUrlState()
  const today = useToday()
  const [from, to, place] = [url.one('from'), url.one('to'), url.one('place')]
  const span = spanOf(from, to) ?? quickSpan('this_year', civilDate(today))
  const division = place === '' ? undefined : codeOf(place)
  const parts = spanParts(span)
  return {
    span,
    division,
    query: { ...span, division },
    period: w(parts.kind, { from: parts.from, to: parts.to }),
    href: (path, changed = {}) => {
      const where = changed.division ?? division
      const said = changed.span ?? (from === '' ? undefined : span)
      return withSearch(path, { ...said, place: where === undefined ? undefined : shortCode(where) })
    },
  }
}

/** The days between two days are the same whichever is named first. */
function spanOf(one: string, other: string): Span | undefined {
  if (!isCivilDate(one) || !isCivilDate(other)) return undefined
  return one <= other ? { from: one, to: other } : { from: other, to: one }
}

/** What is no code at all is sent as it is, for the server to refuse. */
function codeOf(text: string): Code {
  return /^(0|[1-9]\d{1,11})$/.test(text) && [1, 2, 4, 6, 9, 12].includes(text.length) ? padCode(text) : Number(text)
}

export interface Said {
  readonly text: string
  readonly unit: string
  readonly exact: string | undefined
}

/** A value with its unit as it is read; `exact` where the reading is rounded. */
export function useSaying(): (value: number, unit: IndicatorUnit) => Said {
  const w = useWords(reportsWords)
  const locale: Locale = useLocale()
  return (value, unit) => {
    const said = readable(value, unit, locale)
    const exact = said.unit === 'unit_fen' ? readable(value, unit, 'en').text : undefined
    return {
      text: said.text,
      unit: w(said.unit, { count: exactCount(value, unit).value }),
      exact: exact === undefined ? undefined : `${exact} ${w('unit_yuan', { count: value })}`,
    }
  }
}
