import type { Page } from '../../../web/pages.ts'

export const bankAccountsPages: readonly Page[] = [
  {
    path: '/bank-accounts',
    page: async () => (await import('./AccountsPage.tsx')).BankAccountsPage,
    permission: 'bank_accounts.read',
    nav: { title: 'nav_bank_accounts', group: 'promise' },
  },
]
