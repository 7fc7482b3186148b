import { addDays, addYears, type CivilDate, compareDates } from '../../../kernel/calendar.ts'
import {
  conditionsOf,
  evaluate,
  factOf,
  type FactsRow,
  type PolicyAt,
  qualifiesOn,
  wholeRule,
} from '../../policies/rules/index.ts'

/** How a policy reads from one day to the day before another; the first spell begins on the day of asking. */
export interface Spell {
  readonly policy: PolicyAt
  readonly from: CivilDate
  /** The first day on which it reads otherwise, or that lies too far ahead. */
  readonly to: CivilDate
}

export interface Soon {
  readonly on: CivilDate
  readonly cause: 'time' | 'policy_began'
}

/** How each policy reads day by day, from the policies in force on the day of asking and on every day on which law changes. */
export function spellsOf(
  days: readonly { on: CivilDate; policies: readonly PolicyAt[] }[],
  end: CivilDate,
): Map<string, Spell[]> {
  const spells = new Map<string, Spell[]>()
  for (const [index, { on, policies }] of days.entries()) {
    const to = days[index + 1]?.on ?? end
    for (const policy of policies) {
      const own = spells.get(policy.id) ?? []
      const last = own.at(-1)
      if (last && last.to === on && sameLaw(last.policy, policy)) own[own.length - 1] = { ...last, to }
      else own.push({ policy, from: on, to })
      spells.set(policy.id, own)
    }
  }
  return spells
}

function sameLaw(one: PolicyAt, other: PolicyAt): boolean {
  return one.version === other.version && one.replaced_in.join() === other.replaced_in.join()
}

/**
 * The first day after `as_of` on which somebody (or one parent of a family) whose answer is no comes to meet the policy: by the same
 * solver that dates a refusal, spell by spell of the law. Who is born on 29 February reaches an age on 1 March of a common year.
 */
export function soonest(spells: readonly Spell[], rows: readonly FactsRow[], as_of: CivilDate): Soon | undefined {
  for (const spell of spells) {
    const days = rows.flatMap((row) => firstDay(spell, row, as_of) ?? [])
    const [on] = days.toSorted(compareDates)
    if (on !== undefined) return { on, cause: on === spell.from ? 'policy_began' : 'time' }
  }
  return undefined
}

function firstDay({ policy, from, to }: Spell, row: FactsRow, as_of: CivilDate): CivilDate | null {
  const rule = wholeRule(policy)
  if (from > as_of && evaluate(rule, row, from) === 'yes') return from
  const day = qualifiesOn(rule, row, from, 1)
  return day !== null && day < to ? day : null
}

/** The ages at which something about the policy may change, for finding who is worth asking: never too few. */
export function agesAsked(policy: PolicyAt): number[] {
  const ages = conditionsOf(wholeRule(policy)).flatMap(({ field, value }) =>
    factOf(field).type === 'years' ? [value].flat().flatMap((age) => [Number(age), Number(age) + 1]) : [],
  )
  return [...new Set(ages)].toSorted((a, b) => a - b)
}

/** The first day "soon" does not look at: it looks as far as the same day a year later. */
export function soonUntil(as_of: CivilDate): CivilDate {
  return addDays(addYears(as_of, 1), 1)
}
