import type { Access } from '../../kernel/role.ts'

/** Whoever may write families may bring a roster of them; where is decided by the post's scope, row by row. */
export const importsAccess = {
  'imports.use': ['community_worker', 'street_officer', 'district_officer'],
} as const satisfies Access
