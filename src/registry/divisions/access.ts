import { ROLES, type Access } from '../../kernel/role.ts'

/**
 * The table of divisions is published: whoever is signed in may look anywhere in it, because a family's hukou may lie anywhere.
 * Aliases belong to an association; they are read and written within the jurisdiction only.
 */
export const access = {
  'divisions.read': ROLES,
  'divisions.alias': ['street_officer', 'district_officer', 'administrator'],
} as const satisfies Access
