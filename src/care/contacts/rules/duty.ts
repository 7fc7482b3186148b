import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'

/** any: a visit, a call, a message; meet: face to face; visit: at the family's home. */
export const MODES = ['any', 'meet', 'visit'] as const
export type Mode = (typeof MODES)[number]

export const PERS = ['week', 'month', 'year'] as const

/** So many times in each week, month or year, for the families of a place, by a document. */
export interface ContactRule {
  division: Code
  mode: Mode
  times: number
  per: (typeof PERS)[number]
  document_number: string | null
  source: string
  confidence: 'sourced' | 'to_confirm'
  valid_from: CivilDate
}

const LONGEST: Readonly<Record<ContactRule['per'], number>> = { week: 7, month: 31, year: 366 }

/**
 * How many days may pass after a contact before the next is due. The longest week, month, year counts, so that nobody is called late
 * who was contacted on the same day of the month before: once a month 31 days, four times a year 91.
 */
export function daysAllowed(rule: Pick<ContactRule, 'times' | 'per'>): number {
  return Math.max(1, Math.floor(LONGEST[rule.per] / rule.times))
}
