import type { Page } from '../../../web/pages.ts'

/** The pages of this room; the family file is put together in `src/web/family-file.tsx`. */
export const familiesPages: readonly Page[] = [
  {
    path: '/find',
    page: async () => (await import('./FindPage.tsx')).FindPage,
    permission: 'families.find',
    nav: { title: 'nav_find', group: 'work' },
  },
  {
    path: '/families',
    page: async () => (await import('./FamiliesPage.tsx')).FamiliesPage,
    permission: 'families.read',
    nav: { title: 'nav_families', group: 'work' },
  },
  {
    path: '/families/new',
    page: async () => (await import('./RegisterPage.tsx')).RegisterPage,
    permission: 'families.write',
  },
]
