import type { Access } from '../../kernel/role.ts'

/** Finance keeps the books; an appropriation counts and a year closes only when a second account has confirmed it. */
export const access = {
  'funds.read': [
    'finance',
    'district_officer',
    'district_approver',
    'supervisor',
    'city_leader',
    'province_leader',
    'auditor',
  ],
  'funds.write': ['finance'],
  'funds.confirm': ['district_approver', 'finance'],
  'funds.export': ['finance', 'district_approver', 'supervisor', 'auditor'],
} as const satisfies Access
