import { addDays, type CivilDate } from '../../../kernel/calendar.ts'
import { contains } from '../../../kernel/division-code.ts'
import { periodOf, periodRange } from '../../../kernel/period-days.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import { type GroupInput, PERS_OF, type PromiseInput, type RateInput, UNITS_OF, type VersionInput } from './draft.ts'
import { besideIn, type Overlay } from './overlay.ts'
import { levelsOf } from './authors.ts'
import type { PolicyAt } from './policy.ts'
import { HUKOU_KINDS, type HukouKind, rateGaps, type RateGap } from './rates.ts'
import { startOfAll } from './starts.ts'
import { checkRule, type Group, isGroup, type RawGroup, withoutNot } from './rule.ts'

type Branch = 'death' | 'disability'

/** The branches whose families the rule can be met by; a branch it does not ask about can meet it. */
export function branchesOf(rule: RawGroup): Branch[] {
  const plain = withoutNot(rule as Group)
  return (['death', 'disability'] as const).filter((branch) => possible(plain, 'branch', branch))
}

/** The kinds of hukou it can be met by. */
function hukouKindsOf(rule: RawGroup): HukouKind[] {
  const plain = withoutNot(rule as Group)
  return HUKOU_KINDS.filter((kind) => possible(plain, 'hukou_kind', kind))
}

function possible(part: Group | Group['rules'][number], field: 'branch' | 'hukou_kind', choice: string): boolean {
  if (isGroup(part)) {
    const each = (inner: Group['rules'][number]) => possible(inner, field, choice)
    return part.combinator === 'and' ? part.rules.every(each) : part.rules.some(each)
  }
  if (part.field !== field) return true
  const named = (Array.isArray(part.value) ? part.value : [part.value]).includes(choice)
  return named === (part.operator === '=' || part.operator === 'in')
}

const sameOrAny = <T>(a: T | null, b: T | null) => a === null || b === null || a === b
const meet = (a: RateInput, b: RateInput) =>
  (a.valid_to === null || b.valid_from < a.valid_to) && (b.valid_to === null || a.valid_from < b.valid_to)
const later = (a: CivilDate, b: CivilDate) => (a > b ? a : b)
const sooner = (a: CivilDate | null, b: CivilDate | null) => (a === null ? b : b === null || a < b ? a : b)

/** Two rates of one place that would both count for the same person on the same day, each with the days on which they do. */
export function rateOverlaps(
  rates: readonly RateInput[],
): { at: number; other: number; from: CivilDate; to: CivilDate | null }[] {
  return rates.flatMap((a, at) =>
    rates
      .slice(0, at)
      .flatMap((b, other) =>
        a.division === b.division &&
        sameOrAny(a.branch, b.branch) &&
        sameOrAny(a.hukou_kind, b.hukou_kind) &&
        meet(a, b)
          ? [{ at, other, from: later(a.valid_from, b.valid_from), to: sooner(a.valid_to, b.valid_to) }]
          : [],
      ),
  )
}

/** The days for which a rate is missing, in the policy's own place and in every narrower one that has rates of its own. */
export function gapsOf(
  rates: readonly RateInput[],
  {
    division,
    branches,
    kinds,
    from,
    to,
  }: {
    division: number
    branches: readonly Branch[]
    kinds: readonly HukouKind[]
    from: CivilDate
    to: CivilDate | null
  },
): (RateGap & { division: number })[] {
  const places = new Set([division, ...rates.map((rate) => rate.division).filter((place) => contains(division, place))])
  const found = [...places].flatMap((place) =>
    rateGaps(rates, place, from, to, branches, kinds).map((gap) => ({ ...gap, division: place })),
  )
  // A gap of the whole place is not said again for each place inside.
  const key = (gap: RateGap) => `${gap.branch ?? ''} ${gap.hukou_kind} ${gap.from} ${gap.to ?? ''}`
  const whole = new Set(found.filter((gap) => gap.division === division).map(key))
  return found.filter((gap) => gap.division === division || !whole.has(key(gap)))
}

/** Told with the last day, as people say it; `to` is the first day after. */
const DAYS = (from: CivilDate, to: CivilDate | null) => ({ from, to: to === null ? '…' : addDays(to, -1) })

/** Whether a rate is stated as the others are, and as the cadence allows. */
function checkPer({ per }: RateInput, all: readonly RateInput[], { cadence }: VersionInput): Omit<Issue, 'place'>[] {
  const fits = PERS_OF[cadence].includes(per)
  return [
    ...(per === all[0]?.per ? [] : [{ code: 'policies.rate_mixed_per' }]),
    ...(fits ? [] : [{ code: 'policies.rate_per_cadence', params: { per, cadence } }]),
  ]
}

/**
 * A rate that is stated by the year after one by the month, or the other way round, within a period: neither says what the period comes
 * to. `before`: all rates that are approved, of every place, for a version states its rates anew for all of them.
 */
export function checkPerFollowing({ rates, cadence, valid_from }: VersionInput, before: readonly RateInput[]): Issue[] {
  const next = startOfAll([cadence], valid_from)
  if (rates === null || PERS_OF[cadence].length < 2 || next === valid_from) return []
  const { from } = periodRange(periodOf(cadence, valid_from))
  const within = before.filter(
    (rate) => rate.valid_from < valid_from && (rate.valid_to === null || rate.valid_to > from),
  )
  const at = rates.findIndex(({ per }) => within.some((rate) => rate.per !== per))
  if (at < 0) return []
  const params = { day: valid_from, next }
  return [
    {
      place: `version.rates.${at}.per`,
      code: 'policies.rate_per_within_period',
      params,
      next: 'policies.rate_per_within_period_next',
    },
  ]
}

/** Every fault of the rates of a draft, with the place and the days. `keep`: the rates in force, which stay when none are given. */
export function checkRates(
  version: VersionInput,
  { division, keep }: { division: number; keep: readonly RateInput[] },
): Issue[] {
  const { rates, valid_from, valid_to } = version
  if (version.grant_kind !== 'cash') {
    return rates === null || rates.length === 0 ? [] : [{ place: 'version.rates', code: 'policies.rates_without_cash' }]
  }
  const place = (i: number, field: string) => (rates === null ? 'version.rates' : `version.rates.${i}.${field}`)
  const given = rates ?? keep
  const each = (rates ?? []).flatMap((rate, i): Issue[] => [
    ...(contains(division, rate.division)
      ? []
      : [{ place: place(i, 'division'), code: 'policies.rate_place_outside', params: { place: rate.division } }]),
    ...(rate.valid_from >= valid_from
      ? []
      : [{ place: place(i, 'valid_from'), code: 'policies.rate_too_early', params: { from: valid_from } }]),
    ...(rate.valid_to === null || rate.valid_to > rate.valid_from
      ? []
      : [{ place: place(i, 'valid_to'), code: 'policies.ends_before_it_begins' }]),
    ...(rate.amount_fen > 0 ? [] : [{ place: place(i, 'amount_fen'), code: 'policies.rate_is_zero' }]),
    ...checkPer(rate, given, version).map((issue) => ({ place: place(i, 'per'), ...issue })),
  ])
  // What stays must fit the version that keeps it; said once, for its author can only state all rates anew.
  const kept = rates === null ? keep.map((rate) => checkPer(rate, keep, version)).find((each) => each.length > 0) : []
  for (const issue of kept ?? []) each.push({ place: 'version.rates', ...issue, next: 'policies.rates_kept_next' })
  const overlaps = rateOverlaps(given).map(({ at, from, to }): Issue => ({
    place: place(at, 'valid_from'),
    code: 'policies.rates_overlap',
    params: { place: given[at]?.division ?? division, ...DAYS(from, to) },
  }))
  const branches = branchesOf(version.rule)
  const asked = { division, branches, kinds: hukouKindsOf(version.rule), from: valid_from, to: valid_to }
  const gaps = gapsOf(given, asked).map((gap): Issue => ({
    place: 'version.rates',
    code: ['policies.rates_gap', gap.branch, gap.hukou_kind && 'kind'].filter((part) => part !== null).join('_'),
    params: { place: gap.division, ...(gap.hukou_kind && { kind: gap.hukou_kind }), ...DAYS(gap.from, gap.to) },
    next: 'policies.rates_gap_next',
  }))
  return [...each, ...overlaps, ...(each.length === 0 ? gaps : [])]
}

/** Faults of a version that need nothing but itself. */
export function checkVersion(version: VersionInput, promise: Pick<PromiseInput, 'beneficiary'>): Issue[] {
  const { grant_kind, grant_unit, grant_quantity, valid_from, valid_to } = version
  const issues = checkRule(version.rule, 'version.rule')
  if (valid_to !== null && valid_to <= valid_from)
    issues.push({ place: 'version.valid_to', code: 'policies.ends_before_it_begins' })
  if (!UNITS_OF[grant_kind].includes(grant_unit)) {
    issues.push({ place: 'version.grant_unit', code: 'policies.grant_unit', params: { unit: grant_unit } })
  }
  if ((grant_kind === 'cash') !== (grant_quantity === null)) {
    issues.push({ place: 'version.grant_quantity', code: 'policies.grant_quantity' })
  }
  if (version.confidence === 'sourced' && version.document_id === null) {
    issues.push({
      place: 'version.document_id',
      code: 'policies.sourced_needs_document',
      next: 'policies.sourced_next',
    })
  }
  if (version.claim_required && promise.beneficiary === 'family') {
    issues.push({ place: 'version.claim_required', code: 'policies.claim_needs_person' })
  }
  return issues
}

/** Faults of a new policy as such: its level, whom it asks, and what it would replace. */
export function checkPromise(
  promise: PromiseInput,
  {
    id,
    division,
    target,
    overlays,
  }: {
    id: string
    division: number
    /** The policy it names; undefined when it names none or there is none. */
    target: (Pick<PolicyAt, 'id' | 'division' | 'beneficiary' | 'place_asked'> & { state: string }) | undefined
    /** All policies of the target's family of overlays, in force or not while this one will be. */
    overlays: ReadonlyMap<string, Overlay>
  },
): Issue[] {
  const issues: Issue[] = []
  const fault = (place: string, code: string) => issues.push({ place: `promise.${place}`, code: `policies.${code}` })
  if (!levelsOf(division).includes(promise.level)) fault('level', 'level_not_here')
  if (promise.beneficiary === 'family' && promise.asked !== 'parents') fault('asked', 'family_asks_parents')
  if (promise.replaces_id === null) return issues
  if (!target || target.state !== 'active') fault('replaces_id', 'replaces_unknown')
  else {
    if (!contains(target.division, division)) fault('replaces_id', 'replaces_outside')
    if (target.beneficiary !== promise.beneficiary || target.place_asked !== promise.place_asked) {
      fault('replaces_id', 'replaces_other_kind')
    }
    if (besideIn({ id, division, replaces_id: target.id }, overlays)) fault('replaces_id', 'replaced_already')
  }
  return issues
}

/** Faults of an exclusion group: what its policies have in common makes "the highest" mean something. */
export function checkGroup(
  group: GroupInput,
  {
    division,
    policies,
    given,
  }: {
    division: number
    /** Those in force on its first day. */
    policies: readonly PolicyAt[]
    /** How they read while it counts, in the order of time. */
    given: readonly (Pick<PolicyAt, 'valid_from' | 'grant_kind' | 'cadence'> & { policy_id: string })[]
  },
): Issue[] {
  const issues: Issue[] = []
  const fault = (place: string, code: string, params = {}) =>
    issues.push({ place: `group.${place}`, code: `policies.${code}`, params })
  if (group.valid_to !== null && group.valid_to <= group.valid_from) fault('valid_to', 'ends_before_it_begins')
  if (group.policy_ids.length === 0 && group.ends_group_id !== null) return issues
  if (new Set(group.policy_ids).size < 2) fault('policy_ids', 'group_too_small')
  const known = new Map<string, PolicyAt>(policies.map((policy) => [policy.id, policy]))
  const first = group.policy_ids.map((id) => known.get(id)).find((policy) => policy?.grant_kind === 'cash')
  for (const [i, id] of group.policy_ids.entries()) {
    const policy = known.get(id)
    if (!policy) fault(`policy_ids.${i}`, 'group_unknown_policy')
    else if (!contains(policy.division, division) && !contains(division, policy.division)) {
      fault(`policy_ids.${i}`, 'group_elsewhere', { policy: policy.name_zh })
    } else if (policy.grant_kind !== 'cash') fault(`policy_ids.${i}`, 'group_needs_cash', { policy: policy.name_zh })
    else if (first && (policy.cadence !== first.cadence || policy.beneficiary !== first.beneficiary)) {
      fault(`policy_ids.${i}`, 'group_other_cadence', { policy: policy.name_zh, other: first.name_zh })
    } else {
      const { name_zh, grant_kind, cadence } = policy
      const other = given.find(
        (one) => one.policy_id === id && (one.grant_kind !== grant_kind || one.cadence !== cadence),
      )
      if (other) fault(`policy_ids.${i}`, 'group_changes', { policy: name_zh, from: other.valid_from })
    }
  }
  return issues
}
