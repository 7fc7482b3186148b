import type { Page } from '../../../web/pages.ts'

export const libraryPages: readonly Page[] = [
  {
    path: '/library',
    page: async () => (await import('./LibraryPage.tsx')).LibraryPage,
    permission: 'library.read',
    nav: { title: 'nav_library', group: 'promise' },
  },
  {
    path: '/library/new',
    page: async () => (await import('./EditionPages.tsx')).NewDocumentPage,
    permission: 'library.file',
  },
  {
    path: '/library/$document_id/new-edition',
    page: async () => (await import('./EditionPages.tsx')).NewEditionPage,
    permission: 'library.file',
  },
]
