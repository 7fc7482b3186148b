import { contains, TIERS, type Code, type Tier } from '../../../kernel/division-code.ts'
import type { Role } from '../../../kernel/role.ts'

/** At which tiers a role has its jurisdiction. A Home or a counsellor serves a community, a street or a whole district. */
export const ROLE_TIERS: Readonly<Record<Role, readonly Tier[]>> = {
  community_worker: ['community'],
  street_officer: ['street'],
  district_officer: ['district'],
  district_approver: ['district'],
  finance: ['district'],
  supervisor: ['district', 'city', 'province', 'nation'],
  city_leader: ['city'],
  province_leader: ['province'],
  home_worker: ['community', 'street', 'district'],
  psychologist: ['street', 'district', 'city'],
  auditor: ['district', 'city', 'province', 'nation'],
  administrator: ['street', 'district', 'city', 'province', 'nation'],
}

/**
 * Three administrators apart (GB/T 22239-2019 8.1.4.2 d): managing accounts, reading the trail, doing the work. Nobody holds two at
 * a time; within the work posts may be combined. Approving is work: its own separation (maker is not checker) is kept per act.
 */
export type Duty = 'accounts' | 'audit' | 'work'

export function dutyOf(role: Role): Duty {
  if (role === 'administrator') return 'accounts'
  return role === 'auditor' ? 'audit' : 'work'
}

/** The tiers a place stands for: a city without districts is both city and district. */
export function tiersBetween(level: number, baseLevel: number): Tier[] {
  return TIERS.slice(level, baseLevel + 1)
}

export interface GrantFacts {
  role: Role
  /** Where the post is to be. */
  division: Code
  /** The tiers the place stands for; empty when there is no such place. */
  tiers: readonly Tier[]
  /** The granter's own jurisdiction. */
  granter_division: Code
  /** The division of the association the account belongs to. */
  account_division: Code
  /** Duties the account holds in posts that overlap the new one in time. */
  held: readonly Duty[]
  /** Whether the granter is the holder. */
  oneself: boolean
}

type GrantFault = { code: string; place: string }

/** Why this post may not be granted; undefined when it may. The first reason that holds, from reach to separation. */
export function grantFault(facts: GrantFacts): GrantFault | undefined {
  const { role, division, tiers } = facts
  if (tiers.length === 0 || !contains(facts.granter_division, division)) {
    return { code: 'staff.division_out_of_reach', place: 'division' }
  }
  if (!contains(facts.account_division, division)) return { code: 'staff.division_not_of_account', place: 'division' }
  if (!tiers.some((tier) => ROLE_TIERS[role].includes(tier))) return { code: 'staff.role_not_at_tier', place: 'role' }
  if (facts.oneself) return { code: 'staff.not_oneself', place: 'role' }
  if (facts.held.some((duty) => duty !== dutyOf(role))) return { code: 'staff.duties_apart', place: 'role' }
  return undefined
}
