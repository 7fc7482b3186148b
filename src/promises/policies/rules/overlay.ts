import { contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'

/** A policy as one of several that may stand in one another's place. */
export interface Overlay {
  readonly id: string
  readonly division: number
  readonly replaces_id: string | null
  readonly in_force: boolean
}

/** All that the policy replaces: what it names, what that one named, and so on; a circle ends. */
export function replacedBy(id: string, overlays: ReadonlyMap<string, Overlay>): Set<string> {
  const found = new Set<string>()
  let next = overlays.get(id)?.replaces_id ?? null
  while (next !== null && !found.has(next) && next !== id) {
    found.add(next)
    next = overlays.get(next)?.replaces_id ?? null
  }
  return found
}

/** Another policy of the same place and the same family of overlays that is in force: people there would get both. */
export function besideIn(
  policy: Pick<Overlay, 'id' | 'division' | 'replaces_id'>,
  overlays: ReadonlyMap<string, Overlay>,
): Overlay | undefined {
  if (policy.replaces_id === null) return undefined
  const family = new Set([policy.replaces_id, ...replacedBy(policy.replaces_id, overlays)])
  return [...overlays.values()].find(
    (other) =>
      other.id !== policy.id &&
      other.division === policy.division &&
      other.in_force &&
      (family.has(other.id) || [...replacedBy(other.id, overlays)].some((each) => family.has(each))),
  )
}

/**
 * The divisions in which another policy in force stands in the policy's place: one that replaces it (or replaces what replaces it),
 * and, of several that replace the same, the one of the narrower place. So in every place exactly one of a family of overlays counts.
 * Divisions inside another of the list are left out; in the order of their codes.
 */
export function replacedIn(policy: Pick<Overlay, 'id' | 'division'>, overlays: ReadonlyMap<string, Overlay>): number[] {
  const own = replacedBy(policy.id, overlays)
  const divisions = [...overlays.values()].flatMap((other) => {
    if (!other.in_force || other.id === policy.id) return []
    const theirs = replacedBy(other.id, overlays)
    const replaces = theirs.has(policy.id)
    const narrower = other.division !== policy.division && contains(policy.division, other.division)
    const sibling = narrower && !own.has(other.id) && [...theirs].some((id) => own.has(id))
    return replaces || sibling ? [other.division] : []
  })
  const distinct = [...new Set(divisions)].toSorted((a, b) => a - b)
  return distinct.filter((one) => !distinct.some((wider) => wider !== one && contains(wider, one)))
}

/** What somebody would get of one policy of an exclusion group for a period. */
export interface Rival {
  readonly policy_id: string
  readonly position: number
  /** Null: promised, but no rate says how much; or not known whether promised. */
  readonly amount_fen: Fen | number | null
  /** The money of the period has reached the person already. */
  readonly reached: boolean
}

/**
 * Which of the group counts (60 岁取其高): what has already been paid for the period, else the highest amount, ties by position and
 * then by id. Undefined when no amount is known. A policy whose amount is unknown excludes nobody: facts that are missing take
 * nothing away.
 */
export function highestOf(rivals: readonly Rival[]): Rival | undefined {
  return rivals.filter((rival) => rival.amount_fen !== null || rival.reached).toSorted(before)[0]
}

/** Whether `other` keeps `own` from being paid. */
export function excludes(other: Rival, own: Rival): boolean {
  if (own.amount_fen === null || (other.amount_fen === null && !other.reached)) return false
  return before(other, own) < 0
}

function before(a: Rival, b: Rival): number {
  if (a.reached !== b.reached) return a.reached ? -1 : 1
  return (
    Number(b.amount_fen ?? 0) - Number(a.amount_fen ?? 0) ||
    a.position - b.position ||
    (a.policy_id < b.policy_id ? -1 : a.policy_id > b.policy_id ? 1 : 0)
  )
}

/** Policies of which a person gets only the highest, between two dates and in one place. */
export interface ExclusionGroup {
  readonly id: Uuid
  readonly division: number
  readonly name_zh: string
  readonly name_en: string
  readonly policy_ids: readonly Uuid[]
}
