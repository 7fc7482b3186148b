import type { Page } from '../../../web/pages.ts'

/** The pages on which policies are written, decided and explained for families. */
export const lawPages: readonly Page[] = [
  {
    path: '/policies/drafts',
    page: async () => (await import('./DraftsPage.tsx')).DraftsPage,
    permission: 'policies.drafts',
  },
  {
    path: '/policies/drafts/new',
    page: async () => (await import('./DraftEditorPage.tsx')).NewPolicyPage,
    permission: 'policies.write',
  },
  {
    path: '/policies/drafts/$draft_id',
    page: async () => (await import('./DraftPage.tsx')).DraftPage,
    permission: 'policies.drafts',
  },
  {
    path: '/policies/drafts/$draft_id/edit',
    page: async () => (await import('./DraftEditorPage.tsx')).ChangeDraftPage,
    permission: 'policies.write',
  },
  {
    path: '/policies/groups/new',
    page: async () => (await import('./OtherDraftPages.tsx')).NewGroupPage,
    permission: 'policies.write',
  },
  {
    path: '/policies/$policy_id/new-version',
    page: async () => (await import('./DraftEditorPage.tsx')).NewVersionPage,
    permission: 'policies.write',
  },
  {
    path: '/policies/$policy_id/end',
    page: async () => (await import('./OtherDraftPages.tsx')).RetirePage,
    permission: 'policies.write',
  },
  {
    path: '/policies/$policy_id/families/$family_id',
    page: async () => (await import('./FamilyExplanationPage.tsx')).FamilyExplanationPage,
    permission: 'policies.explain',
  },
]
