import { fen, formatYuan } from './money.ts'
import type { Locale } from './words.ts'

/**
 * What is counted. Four of them count care and are never mixed: 户 (households), 人 (persons, each once), 人次 (persons, each time),
 * 场 (sessions); 户次 are visits to households. Money is counted in fen.
 */
export type Unit =
  | 'household'
  | 'household_time'
  | 'person'
  | 'person_time'
  | 'session'
  | 'minute'
  | 'fen'
  | 'piece'
  | 'copy'
  | 'view'
  | 'hour'

type UnitWords = { readonly zh: string; readonly one: string; readonly many: string }

const WORDS: Readonly<Record<Unit, UnitWords>> = {
  household: { zh: '户', one: 'household', many: 'households' },
  household_time: { zh: '户次', one: 'household visit', many: 'household visits' },
  person: { zh: '人', one: 'person', many: 'persons' },
  person_time: { zh: '人次', one: 'person-time', many: 'person-times' },
  session: { zh: '场', one: 'session', many: 'sessions' },
  minute: { zh: '分钟', one: 'minute', many: 'minutes' },
  fen: { zh: '元', one: 'yuan', many: 'yuan' },
  piece: { zh: '件', one: 'piece', many: 'pieces' },
  copy: { zh: '份', one: 'copy', many: 'copies' },
  view: { zh: '次', one: 'view', many: 'views' },
  hour: { zh: '小时', one: 'hour', many: 'hours' },
}

export const UNITS: readonly Unit[] = Object.keys(WORDS) as Unit[]

/** The word of a unit; English has two forms, chosen by the number (plural without one). */
export function unitWord(unit: Unit, locale: Locale, count?: number): string {
  const words = WORDS[unit]
  if (locale === 'zh') return words.zh
  return count === 1 ? words.one : words.many
}

/** `12345` → `12,345` in both languages. The number is shown as it is, never rounded. */
export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: 20 }).format(count)
}

/** A number with its unit: `1,741 户`, `1,741 households`; fen are shown in yuan: `52,230.00 元`. */
export function formatQuantity(count: number, unit: Unit, locale: Locale): string {
  if (unit === 'fen') return `${formatYuan(fen(count))} ${unitWord(unit, locale)}`
  return `${formatCount(count, locale)} ${unitWord(unit, locale, count)}`
}
