import type { Page } from '../../../web/pages.ts'

export const fundsPages: readonly Page[] = [
  {
    path: '/funds',
    page: async () => (await import('./StatementPage.tsx')).FundsStatementPage,
    permission: 'funds.read',
    nav: { title: 'nav_funds', group: 'promise' },
  },
  {
    path: '/funds/transfers',
    page: async () => (await import('./TransfersPage.tsx')).FundTransfersPage,
    permission: 'funds.read',
  },
  {
    path: '/funds/appropriations',
    page: async () => (await import('./AppropriationsPage.tsx')).AppropriationsPage,
    permission: 'funds.read',
  },
]
