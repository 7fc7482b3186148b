import type { Page } from '../../../web/pages.ts'

/** The first page of everybody who works with families. */
export const todayPages: readonly Page[] = [
  {
    path: '/today',
    page: async () => (await import('./TodayPage.tsx')).TodayPage,
    permission: 'today.read',
    nav: { title: 'nav_today', group: 'work' },
  },
]
