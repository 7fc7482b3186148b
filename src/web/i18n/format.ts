import type { Locale } from '../../kernel/words.ts'

// The design shows days as the server wrote them, plain text; the sums of the kernel's calendar take days that were checked.

/** Whole days since 1970-01-01 of a civil date `YYYY-MM-DD`. */
export function dayNumber(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

const weekdays: Readonly<Record<Locale, readonly string[]>> = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

export function weekdayText(date: string, locale: Locale): string {
  return weekdays[locale][(((dayNumber(date) + 4) % 7) + 7) % 7] ?? ''
}

/** How texts are put together by code: with the marks of the language, which a page must not write itself. */
export interface Joining {
  /** 地区：盘龙区, Place: 盘龙区 */
  labelled(label: string, value: string): string
  /** 张、李 and Zhang, Li */
  listed(names: readonly string[]): string
  /** （已完成） and (done) */
  aside(text: string): string
}

export const joining: Readonly<Record<Locale, Joining>> = {
  zh: {
    labelled: (label, value) => `${label}：${value}`,
    listed: (names) => names.join('、'),
    aside: (text) => `（${text}）`,
  },
  en: {
    labelled: (label, value) => `${label}: ${value}`,
    listed: (names) => names.join(', '),
    aside: (text) => ` (${text})`,
  },
}
