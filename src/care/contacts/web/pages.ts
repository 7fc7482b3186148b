import type { Page } from '../../../web/pages.ts'

/** The pages of this room, for the list of all pages. */
export const contactsPages: readonly Page[] = [
  {
    path: '/rounds',
    page: async () => (await import('./RoundsPage.tsx')).RoundsPage,
    permission: 'contacts.read',
    nav: { title: 'nav_rounds', group: 'work' },
  },
  {
    path: '/rounds/new',
    page: async () => (await import('./NewRoundPage.tsx')).NewRoundPage,
    permission: 'contacts.plan',
  },
  {
    path: '/rounds/$round_id',
    page: async () => (await import('./RoundPage.tsx')).RoundPage,
    permission: 'contacts.read',
  },
  {
    path: '/rounds/$round_id/route',
    page: async () => (await import('./RoutePage.tsx')).RoutePage,
    permission: 'contacts.sheet',
  },
  {
    path: '/rounds/$round_id/walk',
    page: async () => (await import('./WalkPage.tsx')).WalkPage,
    permission: 'contacts.tick',
    frame: 'bare',
  },
  { path: '/contacts/due', page: async () => (await import('./DuePage.tsx')).DuePage, permission: 'contacts.read' },
  {
    path: '/contacts',
    page: async () => (await import('./CoveragePage.tsx')).CoveragePage,
    permission: 'contacts.read',
  },
]
