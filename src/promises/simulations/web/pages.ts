import type { Page } from '../../../web/pages.ts'

/** A draft simulated, one kept result, and two side by side. */
export const simulationsPages: readonly Page[] = [
  {
    path: '/policies/drafts/$draft_id/simulation',
    page: async () => (await import('./SimulationPage.tsx')).SimulationPage,
    permission: 'simulations.read',
  },
  {
    path: '/policies/drafts/$draft_id/simulation/compare',
    page: async () => (await import('./ComparePage.tsx')).ComparePage,
    permission: 'simulations.read',
  },
  {
    path: '/policies/simulations/$simulation_id',
    page: async () => (await import('./SavedPage.tsx')).SavedPage,
    permission: 'simulations.read',
  },
]
