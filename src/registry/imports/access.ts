import type { Access } from '../../kernel/role.ts'

/** Whoever may write families may bring a roster of them; where is decided by the post's scope, row by row. */
export const importsAccess = {
  /** A name holds in the whole district: it is for who may write aliases there too. */
  'imports.name_place': ['street_officer', 'district_officer'],
  'imports.use': ['community_worker', 'street_officer', 'district_officer'],
} as const satisfies Access
