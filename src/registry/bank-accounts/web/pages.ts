import { api } from '../../../web/api.ts'
import type { Page } from '../../../web/pages.ts'
import { countAccounts } from '../contract.ts'

/** The pages of this room, for the list of all pages. */
export const bankAccountsPages: readonly Page[] = [
  {
    path: '/bank-accounts',
    page: async () => (await import('./AccountsPage.tsx')).BankAccountsPage,
    permission: 'bank_accounts.read',
    nav: {
      title: 'nav_bank_accounts',
      group: 'promise',
      // What waits for the reader as the second person: nothing where she asks and does not approve.
      count: { topic: 'bank-accounts', read: async () => (await api(countAccounts, {})).to_decide || undefined },
    },
  },
  {
    path: '/bank-accounts/$person_id',
    page: async () => (await import('./HistoryPage.tsx')).AccountHistoryPage,
    permission: 'bank_accounts.read',
  },
]
