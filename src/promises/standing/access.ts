import type { Access } from '../../kernel/role.ts'

/** Who may see how people stand, and refresh it. Where is decided by the post's scope; a slip shows facts, as an explanation does. */
export const access = {
  'standing.read': [
    'community_worker',
    'street_officer',
    'district_officer',
    'district_approver',
    'finance',
    'supervisor',
    'auditor',
    'city_leader',
    'province_leader',
  ],
  'standing.slip': [
    'community_worker',
    'street_officer',
    'district_officer',
    'district_approver',
    'supervisor',
    'auditor',
  ],
  'standing.refresh': ['district_officer'],
  'standing.export': ['street_officer', 'district_officer', 'supervisor', 'auditor'],
} as const satisfies Access
