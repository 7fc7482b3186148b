import type { Page } from '../../../web/pages.ts'

/** The pages of this room. */
export const importsPages: readonly Page[] = [
  {
    path: '/imports',
    page: async () => (await import('./ImportsPage.tsx')).ImportsPage,
    permission: 'imports.use',
    nav: { title: 'nav_import', group: 'office' },
  },
  {
    path: '/imports/$import_id',
    page: async () => (await import('./ImportPage.tsx')).ImportPage,
    permission: 'imports.use',
  },
]
