import type { Access } from '../../kernel/role.ts'

const ASK = ['community_worker', 'street_officer', 'district_officer'] as const
const APPROVE = ['district_officer', 'district_approver'] as const

/** Who asks may not approve the same request: that is kept per request, by account, in the database. */
export const access = {
  'bank_accounts.read': [...ASK, 'district_approver', 'finance', 'supervisor', 'auditor'],
  'bank_accounts.request': ASK,
  'bank_accounts.import': ['street_officer', 'district_officer'],
  'bank_accounts.approve': APPROVE,
  /** Whoever asked for the change does not tell of it: that is kept per request as well. */
  'bank_accounts.tell': [...ASK, 'district_approver'],
  /** One number at a time, with a reason. */
  'bank_accounts.reveal': ['street_officer', ...APPROVE, 'finance'],
  'bank_accounts.configure': ['district_approver'],
} as const satisfies Access
