import { access as contactsAccess } from './care/contacts/access.ts'
import { routes as contactsRoutes } from './care/contacts/routes.ts'
import { contactsWords } from './care/contacts/words/index.ts'
import { auditAccess } from './figures/audit/access.ts'
import { auditRoutes } from './figures/audit/routes.ts'
import { auditWords } from './figures/audit/words/index.ts'
import { access as reportsAccess } from './figures/reports/access.ts'
import { routes as reportsRoutes } from './figures/reports/routes.ts'
import { reportsWords } from './figures/reports/words.ts'
import { access as todayAccess } from './figures/today/access.ts'
import { routes as todayRoutes } from './figures/today/routes.ts'
import { todayWords } from './figures/today/words.ts'
import { kernelWords } from './kernel/kernel-words.ts'
import { access as careRecordsAccess } from './ledgers/care-records/access.ts'
import { routes as careRecordsRoutes } from './ledgers/care-records/routes.ts'
import { careRecordsWords } from './ledgers/care-records/words/index.ts'
import { access as fundsAccess } from './ledgers/funds/access.ts'
import { routes as fundsRoutes } from './ledgers/funds/routes.ts'
import { fundsWords } from './ledgers/funds/words/index.ts'
import { exchangeWords } from './platform/exchange/words.ts'
import { platformWords } from './platform/http/words.ts'
import type { Room } from './platform/room.ts'
import { createTranslate } from './platform/translate.ts'
import { access as claimsAccess } from './promises/claims/access.ts'
import { routes as claimsRoutes } from './promises/claims/routes/index.ts'
import { claimsWords } from './promises/claims/words/index.ts'
import { access as entitlementsAccess } from './promises/entitlements/access.ts'
import { reactions as entitlementsReactions } from './promises/entitlements/jobs.ts'
import { routes as entitlementsRoutes } from './promises/entitlements/routes.ts'
import { entitlementsWords } from './promises/entitlements/words/index.ts'
import { access as libraryAccess } from './promises/library/access.ts'
import { routes as libraryRoutes } from './promises/library/routes.ts'
import { libraryWords } from './promises/library/words.ts'
import { access as paymentsAccess } from './provision/payments/access.ts'
import { routes as paymentsRoutes } from './provision/payments/routes.ts'
import { paymentsWords } from './provision/payments/words/index.ts'
import { access as policiesAccess } from './promises/policies/access.ts'
import { routes as policiesRoutes } from './promises/policies/routes.ts'
import { policiesWords } from './promises/policies/words/index.ts'
import { access as standingAccess } from './promises/standing/access.ts'
import { reactions as standingReactions } from './promises/standing/jobs.ts'
import { routes as standingRoutes } from './promises/standing/routes.ts'
import { standingWords } from './promises/standing/words/index.ts'
import { access as simulationsAccess } from './promises/simulations/access.ts'
import { routes as simulationsRoutes } from './promises/simulations/routes.ts'
import { simulationsWords } from './promises/simulations/words/index.ts'
import { access as bankAccountsAccess } from './registry/bank-accounts/access.ts'
import { routes as bankAccountsRoutes } from './registry/bank-accounts/routes.ts'
import { bankAccountsWords } from './registry/bank-accounts/words/index.ts'
import { access as divisionsAccess } from './registry/divisions/access.ts'
import { routes as divisionsRoutes } from './registry/divisions/routes.ts'
import { divisionsWords } from './registry/divisions/words.ts'
import { familiesAccess } from './registry/families/access.ts'
import { familiesRoutes } from './registry/families/routes.ts'
import { familiesWords } from './registry/families/words/index.ts'
import { importsAccess } from './registry/imports/access.ts'
import { importsRoutes } from './registry/imports/routes.ts'
import { importsWords } from './registry/imports/words/index.ts'
import { staffAccess } from './registry/staff/access.ts'
import { staffRoutes } from './registry/staff/routes.ts'
import { staffWords } from './registry/staff/words/index.ts'

/** The table of contents: every room, in floor order. A room may call only those above it in this list. */
export const rooms: readonly Room[] = [
  { name: 'divisions', routes: divisionsRoutes, access: divisionsAccess, words: divisionsWords },
  { name: 'staff', routes: staffRoutes, access: staffAccess, words: staffWords },
  { name: 'families', routes: familiesRoutes, access: familiesAccess, words: familiesWords },
  { name: 'bank-accounts', routes: bankAccountsRoutes, access: bankAccountsAccess, words: bankAccountsWords },
  { name: 'imports', routes: importsRoutes, access: importsAccess, words: importsWords },
  { name: 'care-records', routes: careRecordsRoutes, access: careRecordsAccess, words: careRecordsWords },
  { name: 'funds', routes: fundsRoutes, access: fundsAccess, words: fundsWords },
  { name: 'library', routes: libraryRoutes, access: libraryAccess, words: libraryWords },
  { name: 'policies', routes: policiesRoutes, access: policiesAccess, words: policiesWords },
  {
    name: 'entitlements',
    routes: entitlementsRoutes,
    access: entitlementsAccess,
    words: entitlementsWords,
    reactions: entitlementsReactions,
  },
  { name: 'claims', routes: claimsRoutes, access: claimsAccess, words: claimsWords },
  {
    name: 'standing',
    routes: standingRoutes,
    access: standingAccess,
    words: standingWords,
    reactions: standingReactions,
  },
  {
    name: 'payments',
    routes: paymentsRoutes,
    access: paymentsAccess,
    words: paymentsWords,
  },
  // Below payments: what a draft costs depends on what has been paid.
  { name: 'simulations', routes: simulationsRoutes, access: simulationsAccess, words: simulationsWords },
  { name: 'contacts', routes: contactsRoutes, access: contactsAccess, words: contactsWords },
  { name: 'reports', routes: reportsRoutes, access: reportsAccess, words: reportsWords },
  { name: 'audit', routes: auditRoutes, access: auditAccess, words: auditWords },
  { name: 'today', routes: todayRoutes, access: todayAccess, words: todayWords },
]

/** All texts by namespace: the rooms' own, and the platform's. */
export const translate = createTranslate({
  kernel: kernelWords,
  platform: platformWords,
  exchange: exchangeWords,
  ...Object.fromEntries(rooms.map((room) => [room.name.replaceAll('-', '_'), room.words])),
})
