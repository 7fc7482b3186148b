import type { Access } from '../../kernel/role.ts'

const CARERS = ['community_worker', 'street_officer', 'district_officer'] as const
const ABOVE = ['district_approver', 'finance', 'supervisor', 'city_leader', 'province_leader', 'auditor'] as const

/** Who may do what about contact with families. Where is decided by the post's scope, not here. */
export const access = {
  'contacts.read': [...CARERS, 'home_worker', 'psychologist', ...ABOVE],
  /** Compose a round, give its lines to workers, close it. */
  'contacts.plan': CARERS,
  'contacts.tick': CARERS,
  /** Many lines at once, from lists that come back on paper. */
  'contacts.tick_many': CARERS,
  'contacts.sheet': CARERS,
  'contacts.assign': ['street_officer', 'district_officer'],
  'contacts.hand_over': ['street_officer', 'district_officer'],
} as const satisfies Access
