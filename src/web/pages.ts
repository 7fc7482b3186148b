import type { QueryClient } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { contactsPages } from '../care/contacts/web/pages.ts'
import { todayPages } from '../figures/today/web/pages.ts'
import { paymentsPages } from '../provision/payments/web/pages.ts'
import { fundsPages } from '../ledgers/funds/web/pages.ts'
import { bankAccountsPages } from '../registry/bank-accounts/web/pages.ts'
import { libraryPages } from '../promises/library/web/pages.ts'
import { lawPages } from '../promises/policies/web/pages.ts'
import { standingPages } from '../promises/standing/web/pages.ts'
import { simulationsPages } from '../promises/simulations/web/pages.ts'
import { claimsPages } from '../promises/claims/web/pages.ts'
import { familiesPages } from '../registry/families/web/pages.ts'
import { importsPages } from '../registry/imports/web/pages.ts'
import type { ShellWord } from './i18n/words.ts'

export interface Page {
  /** `/families/$family_id`; the parts after a dollar are read with `usePathPart`. */
  readonly path: string
  readonly page: () => Promise<ComponentType>
  /** Without it the page reads as not found and has no entry. Absent: everybody who is signed in. */
  readonly permission?: string
  /** `bare` leaves out the shell (phone pages with one question, sign-in). */
  readonly frame?: 'shell' | 'bare'
  /** Reachable without signing in. */
  readonly open?: boolean
  readonly nav?: Nav
}

export interface Nav {
  readonly title: ShellWord
  readonly group: 'work' | 'promise' | 'office'
  /** Who carries this permission begins here, not at the first page of the side bar: accounts are an administrator's work. */
  readonly begins?: string
  /** What waits there; asked for once a minute and when the topic of its address has news. */
  readonly count?: { readonly topic: string; readonly read: (client: QueryClient) => Promise<number | undefined> }
}

/** Groups of the side bar in their order; entries stand in the order of the list below. */
export const nav_groups = ['work', 'promise', 'office'] as const

/**
 * Every page of the product. A room adds its own here, lazily:
 * `{ path: '/families', page: async () => (await import('../registry/families/web/FamiliesPage.tsx')).FamiliesPage,
 *    permission: 'families.read', nav: { title: 'nav_families', group: 'work' } }`.
 */
export const pages: readonly Page[] = [
  ...todayPages,
  ...familiesPages,
  ...contactsPages,
  {
    path: '/families/$family_id',
    page: async () => (await import('./family-file.tsx')).FamilyFilePage,
    permission: 'families.read',
  },
  {
    path: '/staff',
    page: async () => (await import('../registry/staff/web/staff-list.tsx')).StaffListPage,
    permission: 'staff.list',
    nav: { title: 'nav_staff', group: 'office', begins: 'staff.manage' },
  },
  {
    path: '/staff/$account_id',
    page: async () => (await import('../registry/staff/web/staff-member.tsx')).StaffMemberPage,
    permission: 'staff.list',
  },
  {
    path: '/associations',
    page: async () => (await import('../registry/staff/web/associations.tsx')).AssociationsPage,
    permission: 'staff.list',
    nav: { title: 'nav_associations', group: 'office' },
  },
  { path: '/account', page: async () => (await import('../registry/staff/web/account.tsx')).AccountPage },
  {
    path: '/first-run',
    page: async () => (await import('../registry/staff/web/doors.tsx')).FirstRunPage,
    frame: 'bare',
    open: true,
  },
  {
    path: '/set-up',
    page: async () => (await import('../registry/staff/web/set-up.tsx')).SetUpPage,
    frame: 'bare',
    open: true,
  },
  {
    path: '/sign-in',
    page: async () => (await import('../registry/staff/web/sign-in.tsx')).SignInPage,
    frame: 'bare',
    open: true,
  },
  {
    path: '/invitation',
    page: async () => (await import('../registry/staff/web/invitation.tsx')).InvitationPage,
    frame: 'bare',
    open: true,
  },
  {
    path: '/policies',
    page: async () => (await import('../promises/policies/web/PoliciesPage.tsx')).PoliciesPage,
    permission: 'policies.read',
    nav: { title: 'nav_policies', group: 'promise' },
  },
  ...lawPages,
  ...simulationsPages,
  ...libraryPages,
  {
    path: '/library/$document_id',
    page: async () => (await import('./library-document.tsx')).LibraryDocumentPage,
    permission: 'library.read',
  },
  {
    path: '/policies/$policy_id',
    page: async () => (await import('../promises/policies/web/PolicyPage.tsx')).PolicyPage,
    permission: 'policies.read',
  },
  {
    path: '/policies/$policy_id/persons/$person_id',
    page: async () => (await import('../promises/policies/web/ExplanationPage.tsx')).ExplanationPage,
    permission: 'policies.explain',
  },
  ...standingPages,
  {
    path: '/care-records',
    page: async () => (await import('../ledgers/care-records/web/ActsPage.tsx')).ActsPage,
    permission: 'care_records.read',
    nav: { title: 'nav_acts', group: 'work' },
  },
  {
    path: '/care-records/new',
    page: async () => (await import('../ledgers/care-records/web/NewActPage.tsx')).NewActPage,
    permission: 'care_records.log',
  },
  {
    path: '/families/$family_id/acts',
    page: async () => (await import('../ledgers/care-records/web/FamilyActsPage.tsx')).FamilyActsPage,
    permission: 'care_records.read',
  },
  {
    path: '/families/$family_id/log',
    page: async () => (await import('../ledgers/care-records/web/QuickLogPage.tsx')).QuickLogPage,
    permission: 'care_records.log',
    frame: 'bare',
  },
  {
    path: '/due',
    page: async () => (await import('../promises/entitlements/web/DuePage.tsx')).DuePage,
    permission: 'entitlements.read',
    nav: { title: 'nav_due', group: 'promise' },
  },
  {
    path: '/due/run',
    page: async () => (await import('../promises/entitlements/web/RunPage.tsx')).EligibilityRunPage,
    permission: 'entitlements.preview',
  },
  {
    path: '/due/runs',
    page: async () => (await import('../promises/entitlements/web/RunsPage.tsx')).RunsPage,
    permission: 'entitlements.preview',
  },
  {
    path: '/due/runs/$run_id',
    page: async () => (await import('../promises/entitlements/web/RunsPage.tsx')).RunRecordPage,
    permission: 'entitlements.preview',
  },
  ...bankAccountsPages,
  ...paymentsPages,
  ...fundsPages,
  ...claimsPages,
  ...importsPages,
  {
    path: '/figures',
    page: async () => (await import('../figures/reports/web/StatementPage.tsx')).StatementPage,
    permission: 'reports.read',
    nav: { title: 'nav_figures', group: 'office' },
  },
  {
    path: '/figures/acts/$district/$record_id',
    page: async () => (await import('../figures/reports/web/ActPage.tsx')).ActPage,
    permission: 'reports.read',
  },
  {
    path: '/figures/$code',
    page: async () => (await import('../figures/reports/web/BehindPage.tsx')).BehindPage,
    permission: 'reports.read',
  },
  {
    path: '/audit',
    page: async () => (await import('../figures/audit/web/AuditPage.tsx')).AuditPage,
    permission: 'audit.read',
    nav: { title: 'nav_audit', group: 'office' },
  },
]
