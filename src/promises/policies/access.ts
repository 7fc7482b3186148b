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
  // Drafts are the association's own; whose they are is decided by rules/authors.ts, not here.
  'policies.drafts': [
    'district_officer',
    'district_approver',
    'finance',
    'supervisor',
    'auditor',
    'city_leader',
    'province_leader',
  ],
  'policies.write': ['district_officer', 'city_leader', 'province_leader'],
  'policies.approve': ['district_approver', 'city_leader', 'province_leader'],
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
