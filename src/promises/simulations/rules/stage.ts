import { canonicalJson } from '../../../kernel/canonical.ts'
import { addMonths, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import { type Code, contains, interval, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodOf } from '../../../kernel/period-days.ts'
import { concerns, rivalsOf } from '../../entitlements/rules/index.ts'
import { type Law, type Lawbook, lawOn, type PolicyAt } from '../../policies/rules/index.ts'

/** The two laws that are held side by side: as it is, and as it would be. */
export const SIDES = ['today', 'draft'] as const
export type Side = (typeof SIDES)[number]

/** What a policy asks on a side at a moment, worked out once. */
export interface Entry {
  readonly policy: PolicyAt
  /** Which of the stage's questions it asks. */
  readonly ask: number
  readonly period: Period
  /** Which of the stage's settled pairs it is; undefined where nothing has been settled for the period. */
  readonly settled: number | undefined
  /** The other policies of its exclusion groups, by id, and where each group counts. */
  readonly rivals: readonly { readonly policy_id: Uuid; readonly division: Code }[]
}

/** A policy and period of which something has already been given, or was made void by hand: that part stays as it is. */
export interface SettledPair {
  readonly policy_id: Uuid
  readonly period: string
}

/** Everything the law says of the simulated months, before anybody is asked. */
export interface Stage {
  readonly place: Code
  /** First days: of the month before the first (its law is today's), then of each simulated month. */
  readonly days: readonly CivilDate[]
  readonly beneficiary: 'person' | 'family'
  /** The different questions of both sides and all months; who is asked the same is asked once. */
  readonly asks: readonly PolicyAt[]
  /** By side and moment. */
  readonly entries: Readonly<Record<Side, readonly (readonly Entry[])[]>>
  /** Places that make a difference, the narrowest first: of rates, groups and overlays. */
  readonly zones: readonly Code[]
  /** Whether a rate tells branches, or kinds of hukou, apart. */
  readonly by_branch: boolean
  readonly by_hukou_kind: boolean
  readonly settled: readonly SettledPair[]
  readonly laws: Readonly<Record<Side, readonly Law[]>>
}

/** `2026-11` and so many months from it, with the month before in front: first days. */
export function daysFrom(month: string, months: number): CivilDate[] {
  const first = civilDate(`${month}-01`)
  return Array.from({ length: months + 1 }, (_, i) => addMonths(first, i - 1))
}

/** The parts of a place that a table is made of: the streets of a district, the communities of a street, the districts of a city. */
export function widthOfParts(place: Code): number {
  const widths = {
    nation: 10_000_000_000,
    province: 100_000_000,
    city: 1_000_000,
    district: 1_000,
    street: 1,
    community: 1,
  }
  return widths[tierOf(place)]
}

/**
 * The policies whose payments the draft can touch in the place: those it is about, all that stand in one another's place with them, and
 * those with which these share an exclusion group, and so on.
 */
export function touchedBy(
  books: readonly Lawbook[],
  laws: readonly Law[],
  about: readonly Uuid[],
  place: Code,
): ReadonlySet<Uuid> {
  const links = new Map<Uuid, Set<Uuid>>()
  const link = (a: Uuid, b: Uuid) => {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      links.set(one, (links.get(one) ?? new Set()).add(other))
  }
  for (const book of books)
    for (const { id, replaces_id } of book.heads) if (replaces_id !== null) link(id, replaces_id)
  for (const { policies, groups } of laws) {
    for (const policy of policies) {
      for (const rival of rivalsOf(policy, policies, groups)) link(policy.id, rival.policy.id)
    }
  }
  const found = new Set(about)
  for (const id of found) for (const next of links.get(id) ?? []) found.add(next)
  const near = new Set(
    books.flatMap((book) => book.heads.filter((head) => concerns(head, place)).map((head) => head.id)),
  )
  return new Set([...found].filter((id) => near.has(id)))
}

export interface Setting {
  readonly books: Readonly<Record<Side, Lawbook>>
  /** The policies the draft is about. */
  readonly about: readonly Uuid[]
  readonly place: Code
  readonly days: readonly CivilDate[]
}

/** The law of both sides on every day, of the policies the draft touches, with no settled pairs yet. */
export function stageOf({ books, about, place, days }: Setting): Stage {
  const first = days[0]
  const laws = {
    today: days.map((day) => lawOn(books.today, day)),
    // Before the first month nothing has changed yet, whatever day the draft names.
    draft: days.map((day) => lawOn(day === first ? books.today : books.draft, day)),
  }
  const every = [...laws.today, ...laws.draft]
  const touched = touchedBy([books.today, books.draft], every, about, place)
  const asks: PolicyAt[] = []
  const known = new Map<string, number>()
  const askOf = (policy: PolicyAt) => {
    const key = questionOf(policy)
    const at = known.get(key) ?? asks.push(policy) - 1
    known.set(key, at)
    return at
  }
  const entriesOf = ({ policies, groups }: Law, day: CivilDate): Entry[] => {
    const mine = policies.filter((policy) => touched.has(policy.id))
    return mine.map((policy) => ({
      policy,
      ask: askOf(policy),
      period: periodOf(policy.cadence, day),
      settled: undefined,
      rivals: rivalsOf(policy, mine, groups).map((rival) => ({ policy_id: rival.policy.id, division: rival.division })),
    }))
  }
  const entries = {
    today: laws.today.map((law, k) => entriesOf(law, days[k] ?? civilDate('2000-01-01'))),
    draft: laws.draft.map((law, k) => entriesOf(law, days[k] ?? civilDate('2000-01-01'))),
  }
  const rates = [books.today, books.draft].flatMap((book) => book.rates.filter((rate) => touched.has(rate.policy_id)))
  const zones = [
    0,
    ...rates.map((rate) => rate.division),
    ...every.flatMap((law) => law.groups.map((group) => group.division)),
    ...asks.flatMap((policy) => [policy.division, ...policy.replaced_in]),
  ]
  return {
    place,
    days,
    beneficiary: beneficiaryOf(books, about),
    asks,
    entries,
    zones: [...new Set(zones)].toSorted((a, b) => width(a) - width(b) || a - b),
    by_branch: rates.some((rate) => rate.branch !== null),
    by_hukou_kind: rates.some((rate) => rate.hukou_kind !== null),
    settled: [],
    laws,
  }
}

/** The stage with what has been settled already noted at its entries. */
export function withSettled(stage: Stage, settled: readonly SettledPair[]): Stage {
  const at = new Map(settled.map((pair, i) => [`${pair.policy_id} ${pair.period}`, i]))
  const noted = (moments: readonly (readonly Entry[])[]) =>
    moments.map((entries) =>
      entries.map((entry) => ({ ...entry, settled: at.get(`${entry.policy.id} ${entry.period}`) })),
    )
  return {
    ...stage,
    settled,
    entries: { today: noted(stage.entries.today), draft: noted(stage.entries.draft) },
  }
}

function beneficiaryOf(books: Setting['books'], about: readonly Uuid[]): 'person' | 'family' {
  return books.draft.heads.find((head) => about.includes(head.id))?.beneficiary ?? 'person'
}

function width(place: Code): number {
  const { lo, hi } = interval(place)
  return hi - lo
}

/** The narrowest of the zones that holds the place. */
export function zoneOf(zones: readonly Code[], place: Code): Code {
  return zones.find((zone) => contains(zone, place)) ?? 0
}

/** Policies with the same text here ask the same of everybody. A claim is made under one policy, so that one is named. */
function questionOf(policy: PolicyAt): string {
  const { asked, place_asked, division, replaced_in, rule, claim_required } = policy
  return canonicalJson([asked, place_asked, division, replaced_in, rule, claim_required ? policy.id : ''])
}
