import type { Access } from '../../kernel/role.ts'

const HANDS = ['community_worker', 'street_officer', 'district_officer', 'district_approver'] as const

/** Who may do what with claims. Where is decided by the post's scope; which step is whose by the chain of the place. */
export const access = {
  'claims.read': [...HANDS, 'finance', 'supervisor', 'auditor'],
  /** The declaration and its proofs show ID numbers and what happened to a child: each look leaves its trace. */
  'claims.open': [...HANDS, 'supervisor', 'auditor'],
  'claims.declare': ['community_worker', 'street_officer', 'district_officer'],
  'claims.review': HANDS,
  'claims.post': ['community_worker', 'street_officer', 'district_officer'],
  'claims.decide': ['district_approver'],
  'claims.file': ['district_officer'],
  /** Record an objection that was brought in person; find on one. */
  'claims.object': ['community_worker', 'street_officer', 'district_officer'],
  'claims.find': ['street_officer', 'district_officer', 'district_approver'],
  'claims.change': ['community_worker', 'street_officer', 'district_officer'],
  'claims.confirm_change': ['district_approver'],
  /** List from a roll kept before; another account confirms the list. */
  'claims.take_over': ['street_officer', 'district_officer'],
  'claims.check': ['community_worker', 'street_officer', 'district_officer'],
  'claims.open_review': ['district_officer'],
  'claims.set_up': ['district_officer'],
  'claims.approve_procedure': ['district_approver'],
} as const satisfies Access
