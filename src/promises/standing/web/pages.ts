import type { Page } from '../../../web/pages.ts'

/** The pages of this room, for the list of all pages. */
export const standingPages: readonly Page[] = [
  {
    path: '/standing',
    page: async () => (await import('./StandingPage.tsx')).StandingPage,
    permission: 'standing.read',
    nav: { title: 'nav_standing', group: 'promise' },
  },
  {
    path: '/standing/slips/$policy_id/$person_id',
    page: async () => (await import('./SlipPage.tsx')).SlipPage,
    permission: 'standing.slip',
  },
]
