import type { Access } from '../../kernel/role.ts'

const DRAFT_READERS = [
  'district_officer',
  'district_approver',
  'finance',
  'supervisor',
  'auditor',
  'city_leader',
  'province_leader',
] as const

/** Whoever reads drafts may see what one would mean; a result is kept by those who write or decide. Where is decided by scope. */
export const access = {
  'simulations.read': DRAFT_READERS,
  'simulations.names': DRAFT_READERS,
  'simulations.save': ['district_officer', 'district_approver', 'city_leader', 'province_leader'],
  'simulations.export': ['district_officer', 'supervisor', 'auditor'],
} as const satisfies Access
