import type { Page } from '../../../web/pages.ts'

/** The pages of this room, for the list of all pages. */
export const claimsPages: readonly Page[] = [
  {
    path: '/claims',
    page: async () => (await import('./ClaimsPage.tsx')).ClaimsPage,
    permission: 'claims.read',
    nav: { title: 'nav_claims', group: 'promise' },
  },
  {
    path: '/claims/list',
    page: async () => (await import('./ListPages.tsx')).ClaimListPage,
    permission: 'claims.read',
  },
  { path: '/claims/roll', page: async () => (await import('./ListPages.tsx')).RollPage, permission: 'claims.read' },
  {
    path: '/claims/new',
    page: async () => (await import('./FormPage.tsx')).NewClaimPage,
    permission: 'claims.declare',
  },
  {
    path: '/claims/take-over',
    page: async () => (await import('./TakeOverPage.tsx')).TakeOverPage,
    permission: 'claims.read',
  },
  {
    path: '/claims/take-over/$policy_id',
    page: async () => (await import('./TakeOverListPage.tsx')).TakeOverListPage,
    permission: 'claims.read',
  },
  {
    path: '/claim-transfers',
    page: async () => (await import('./TransfersPage.tsx')).TransfersPage,
    permission: 'claims.read',
  },
  {
    path: '/claims/$claim_id',
    page: async () => (await import('./ClaimPage.tsx')).ClaimPage,
    permission: 'claims.read',
  },
  {
    path: '/claims/$claim_id/form',
    page: async () => (await import('./FormPage.tsx')).ClaimFormPage,
    permission: 'claims.open',
  },
  {
    path: '/claims/$claim_id/decision',
    page: async () => (await import('./DecisionPage.tsx')).DecisionPage,
    permission: 'claims.open',
  },
  {
    path: '/claim-notices',
    page: async () => (await import('./NoticePages.tsx')).NoticesPage,
    permission: 'claims.read',
  },
  {
    path: '/claim-notices/$notice_id',
    page: async () => (await import('./NoticePages.tsx')).NoticePage,
    permission: 'claims.read',
  },
  {
    path: '/claim-objections',
    page: async () => (await import('./ObjectionPages.tsx')).ObjectionsPage,
    permission: 'claims.read',
  },
  {
    path: '/claim-objections/$objection_id',
    page: async () => (await import('./ObjectionPages.tsx')).ObjectionPage,
    permission: 'claims.open',
  },
  {
    path: '/roll-changes',
    page: async () => (await import('./ChangesPage.tsx')).ChangesPage,
    permission: 'claims.open',
  },
  {
    path: '/annual-reviews',
    page: async () => (await import('./ReviewPages.tsx')).ReviewsPage,
    permission: 'claims.read',
  },
  {
    path: '/annual-reviews/$review_id',
    page: async () => (await import('./ReviewPages.tsx')).ReviewPage,
    permission: 'claims.read',
  },
  {
    path: '/claim-procedures',
    page: async () => (await import('./ProceduresPage.tsx')).ProceduresPage,
    permission: 'claims.read',
  },
  {
    path: '/claim-procedures/new',
    page: async () => (await import('./ProcedureFormPage.tsx')).ProcedureFormPage,
    permission: 'claims.set_up',
  },
  {
    path: '/notice/$token',
    page: async () => (await import('./PublicNoticePage.tsx')).PublicNoticePage,
    frame: 'bare',
    open: true,
  },
]
