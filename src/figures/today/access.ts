import type { Access } from '../../kernel/role.ts'

/** Everybody who works with families, or answers for those who do, has a Today; what is on it follows from the post. */
export const access = {
  'today.read': [
    'community_worker',
    'street_officer',
    'district_officer',
    'district_approver',
    'finance',
    'supervisor',
    'city_leader',
    'province_leader',
    'home_worker',
    'psychologist',
    'auditor',
  ],
} as const satisfies Access
