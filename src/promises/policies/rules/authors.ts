import { type Interval, interval, type Tier, tierOf } from '../../../kernel/division-code.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Level } from './policy.ts'

interface Author {
  readonly role: Role
  readonly division: number
  readonly scope: { readonly lo: number; readonly hi: number }
}

const LOCAL: readonly Tier[] = ['district', 'street', 'community']

/** The leader's role of a wider place; the nation's association sits in no province and is led as a province is. */
const LEADER: Partial<Record<Tier, Role>> = {
  nation: 'province_leader',
  province: 'province_leader',
  city: 'city_leader',
}

/**
 * Whether the person writes (`write`) or approves (`approve`) for the association of the division: a district's officer writes for her
 * district, its streets and communities and the district's approver approves; wider places are for their own leaders.
 */
export function actsFor(author: Author, division: number, act: 'write' | 'approve'): boolean {
  const tier = tierOf(division)
  const { lo, hi } = interval(division)
  if (LOCAL.includes(tier)) {
    const role: Role = act === 'write' ? 'district_officer' : 'district_approver'
    return author.role === role && lo >= author.scope.lo && hi <= author.scope.hi
  }
  return author.role === LEADER[tier] && author.division === division
}

/** The places whose drafts the person approves, for a query that finds those `actsFor` allows; undefined where she approves none. */
export function approvesIn({ role, division, scope }: Author): Interval | undefined {
  const tier = tierOf(division)
  // A city without districts bears its district's code and is read as a city: its own drafts are its leader's.
  if (role === 'district_approver') return LOCAL.includes(tier) ? scope : { lo: scope.lo + 1, hi: scope.hi }
  return role === LEADER[tier] ? { lo: division, hi: division + 1 } : undefined
}

/**
 * The levels a division's policies may be carried at: a wide place its own, a district also its streets' and communities' (街特色,
 * 社区经常 can be laid down for all of them at once), a street also its communities'.
 */
export function levelsOf(division: number): readonly Level[] {
  const tier = tierOf(division)
  const at = LOCAL.indexOf(tier)
  return at < 0 ? [tier] : LOCAL.slice(at)
}
