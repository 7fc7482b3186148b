import type { Access } from '../../kernel/role.ts'

const CARERS = ['community_worker', 'street_officer', 'district_officer'] as const
const CLOSE = [...CARERS, 'district_approver', 'home_worker', 'psychologist'] as const
const ABOVE = ['finance', 'supervisor', 'city_leader', 'province_leader', 'auditor'] as const

/** Who may do what with families. Where is decided by the post's scope; how names are shown by `rules/masks.ts`. */
export const familiesAccess = {
  'families.find': [...CLOSE, ...ABOVE],
  'families.read': [...CLOSE, ...ABOVE],
  'families.write': CARERS,
  'families.move': ['street_officer', 'district_officer'],
  'families.close': ['street_officer', 'district_officer'],
  /** One sealed field at a time, with a reason. */
  'families.reveal': CLOSE,
  /** The child who died is a data subject of its own (个人信息保护法 第四十九条). */
  'families.see_child': [...CARERS, 'psychologist'],
  'families.see_trail': [...CARERS, 'district_approver', 'supervisor', 'auditor'],
} as const satisfies Access
