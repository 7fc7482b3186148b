import type { Access } from '../../kernel/role.ts'

/** Figures are for all who plan or answer for care; names behind them are masked by role where the rows come from. */
export const access = {
  'reports.read': [
    'community_worker',
    'street_officer',
    'district_officer',
    'district_approver',
    'finance',
    'supervisor',
    'city_leader',
    'province_leader',
    'home_worker',
    'auditor',
  ],
  'reports.export': [
    'street_officer',
    'district_officer',
    'district_approver',
    'finance',
    'supervisor',
    'city_leader',
    'province_leader',
  ],
} as const satisfies Access
