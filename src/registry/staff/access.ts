import type { Access } from '../../kernel/role.ts'

/** Accounts and posts are the administrator's alone; the auditor may look; officers see who works in their area. */
export const staffAccess = {
  'staff.list': ['administrator', 'auditor', 'street_officer', 'district_officer', 'city_leader', 'province_leader'],
  'staff.manage': ['administrator'],
} as const satisfies Access
