import { type Access, ROLES } from '../../kernel/role.ts'

/** What is promised is public to everyone who works here. Why a person gets it shows her facts, and is for those who decide or check. */
export const access = {
  'policies.read': ROLES,
  'policies.explain': [
    'community_worker',
    'street_officer',
    'district_officer',
    'district_approver',
    'supervisor',
    'auditor',
  ],
  'policies.preview': [
    'community_worker',
    'street_officer',
    'district_officer',
    'district_approver',
    'finance',
    'supervisor',
    'city_leader',
    'province_leader',
  ],
} as const satisfies Access
