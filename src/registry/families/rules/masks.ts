import { maskName } from '../../../kernel/mask.ts'
import type { Role } from '../../../kernel/role.ts'

const IN_FULL: ReadonlySet<Role> = new Set<Role>([
  'community_worker',
  'street_officer',
  'home_worker',
  'psychologist',
  'district_officer',
  'district_approver',
  'finance',
])

/** Who works with the families or with their claims sees names in full; who leads, oversees or audits from above sees them masked. */
export function seesFullNames(role: Role): boolean {
  return IN_FULL.has(role)
}

export function nameFor(role: Role, name: string): string {
  return seesFullNames(role) ? name : maskName(name)
}
