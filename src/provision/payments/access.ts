import type { Access } from '../../kernel/role.ts'

const READERS = [
  'district_officer',
  'district_approver',
  'finance',
  'supervisor',
  'auditor',
  'city_leader',
  'province_leader',
] as const

/** The four powers of a round lie with four posts (四权分离); that they are four people as well is the round's own rule. */
export const access = {
  'payments.read': READERS,
  'payments.compose': ['district_officer'],
  'payments.approve': ['district_approver'],
  'payments.fund': ['finance'],
  'payments.pay': ['district_officer'],
  'payments.supervise': ['supervisor'],
  /** How a bank wants its files: written by who makes them, taken into use by another. */
  'payments.set_up': ['district_officer'],
  'payments.approve_template': ['district_approver'],
  'payments.reperform': ['supervisor', 'auditor', 'district_approver'],
  'payments.recover': ['district_officer'],
  'payments.take_back': ['finance'],
  'payments.let_go': ['district_approver'],
} as const satisfies Access
