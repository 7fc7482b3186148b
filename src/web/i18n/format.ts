import type { Locale } from '../../kernel/words.ts'

// The kernel's calendar carries the lunar tables with it; the first page needs only these two sums.

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
