import type { Access } from '../../kernel/role.ts'

const CARERS = ['community_worker', 'street_officer', 'home_worker', 'psychologist'] as const
const DISTRICT = ['district_officer', 'district_approver', 'finance', 'supervisor', 'auditor'] as const

/** Who may see, decide and settle what is owed. Where is decided by the post's scope, not here. */
export const access = {
  'entitlements.read': [...CARERS, ...DISTRICT, 'city_leader', 'province_leader'],
  'entitlements.preview': ['street_officer', 'district_officer', 'district_approver'],
  'entitlements.run': ['district_officer'],
  'entitlements.reach': ['community_worker', 'street_officer', 'home_worker', 'district_officer'],
  'entitlements.hold': ['community_worker', 'street_officer', 'district_officer'],
  'entitlements.void': ['street_officer', 'district_officer'],
  'entitlements.undo': ['street_officer', 'district_officer'],
  'entitlements.export': ['street_officer', 'district_officer', 'supervisor', 'auditor'],
} as const satisfies Access
