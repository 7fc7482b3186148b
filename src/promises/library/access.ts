import { type Access, ROLES } from '../../kernel/role.ts'

/** A notice is public to everyone who works here; it is filed by the offices that issue it. */
export const access = {
  'library.read': ROLES,
  'library.file': ['street_officer', 'district_officer', 'district_approver', 'city_leader', 'province_leader'],
} as const satisfies Access
