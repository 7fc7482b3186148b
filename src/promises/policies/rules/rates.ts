import { type CivilDate, addMonths } from '../../../kernel/calendar.ts'
import { contains, tierOf, TIERS } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { addFen, type Fen, fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Confidence, PolicyAt } from './policy.ts'

export const HUKOU_KINDS = ['urban', 'rural', 'resident'] as const
export type HukouKind = (typeof HUKOU_KINDS)[number]

export interface Rate {
  readonly id: Uuid
  readonly division: number
  readonly branch: 'death' | 'disability' | null
  readonly hukou_kind: HukouKind | null
  readonly valid_from: CivilDate
  /** The first day it no longer counts; null while it has no end. */
  readonly valid_to: CivilDate | null
  readonly amount_fen: Fen
  readonly per: 'month' | 'year' | 'occasion'
  readonly document_number: string | null
  readonly confidence: Confidence
  readonly source: string
}

/** What decides the rate of somebody: the place the policy asks (hukou or residence), the branch, the kind of hukou. */
export interface RateSubject {
  readonly place: number
  readonly branch: string
  readonly hukou_kind: string | null
}

/** Whose rate a row of a run is; undefined when the place that the policy asks for is not known. */
export function rateSubject(
  policy: Pick<PolicyAt, 'place_asked'>,
  row: { community: number; hukou_division: number | null; branch: string; hukou_kind: string | null },
): RateSubject | undefined {
  const place = policy.place_asked === 'hukou' ? row.hukou_division : row.community
  return place === null ? undefined : { place, branch: row.branch, hukou_kind: row.hukou_kind }
}

/** The rate on a day: the narrowest place that holds the subject's; undefined where there is none or the hukou kind is missing. */
export function findRate(rates: readonly Rate[], subject: RateSubject, on: CivilDate): Rate | undefined {
  return rates
    .filter(
      (rate) =>
        contains(rate.division, subject.place) &&
        (rate.branch === null || rate.branch === subject.branch) &&
        (rate.hukou_kind === null || rate.hukou_kind === subject.hukou_kind) &&
        inForce(rate, on),
    )
    .toSorted((a, b) => rank(b) - rank(a))[0]
}

function inForce(span: { valid_from: CivilDate; valid_to: CivilDate | null }, on: CivilDate): boolean {
  return span.valid_from <= on && (span.valid_to === null || on < span.valid_to)
}

/** Narrower places first; in one place the rate that names the branch or the hukou kind before the one that does not. */
function rank(rate: Rate): number {
  return TIERS.indexOf(tierOf(rate.division)) * 4 + (rate.branch === null ? 0 : 2) + (rate.hukou_kind === null ? 0 : 1)
}

export interface PeriodAmount {
  /** Null when a rate is missing for part of the period, or its rates are not all stated alike: the sum would be wrong, so there is none. */
  readonly amount_fen: Fen | null
  readonly rate_ids: readonly Uuid[]
  /** First days of the months (or the period) without a rate. */
  readonly missing: readonly CivilDate[]
}

/**
 * What a period comes to, in fen: a monthly rate month by month as it stood on the first of each month, a yearly or occasional
 * rate once, as it stood on the period's first day (for `once`: on the day `on`). It knows nothing of entry and exit within a
 * period: how those are split is local law and the entitlement's decision.
 */
export function periodAmount(
  rates: readonly Rate[],
  subject: RateSubject,
  period: Period,
  on: CivilDate,
): PeriodAmount {
  const days = rateDays(rates, period, on)
  if (days === null) return { amount_fen: null, rate_ids: [], missing: [] }
  const found = days.map((day) => ({ day, rate: findRate(rates, subject, day) }))
  const missing = found.filter(({ rate }) => rate === undefined).map(({ day }) => day)
  const amounts = found.flatMap(({ rate }) => (rate ? [rate] : []))
  return {
    amount_fen: missing.length > 0 ? null : addFen(fen(0), ...amounts.map((rate) => rate.amount_fen)),
    rate_ids: [...new Set(amounts.map((rate) => rate.id))],
    missing,
  }
}

/**
 * The days whose rates make up the period: the first of each month of a monthly rate, else the first day alone. Null where rates that
 * count within it are stated by different measures, wherever and for whomever: a year's sum is no month's, and one measure would be
 * taken for all.
 */
export function rateDays(rates: readonly Rate[], period: Period, on: CivilDate): CivilDate[] | null {
  const { from, to_exclusive } = periodRange(period)
  const first = period === 'once' ? on : from
  const within = ratesWithin(rates, period, on)
  if (new Set(within.map((rate) => rate.per)).size > 1) return null
  const per = (within[0] ?? rates[0])?.per
  return per === 'month' && period !== 'once' ? monthsOf(first, to_exclusive) : [first]
}

function ratesWithin(rates: readonly Rate[], period: Period, on: CivilDate): readonly Rate[] {
  const { from, to_exclusive } = periodRange(period)
  if (period === 'once') return rates.filter((rate) => inForce(rate, on))
  return rates.filter((rate) => rate.valid_from < to_exclusive && (rate.valid_to === null || rate.valid_to > from))
}

/**
 * Whether what a period was paid by (`paid`: ids of rates) and the rates that count within it now are stated by one measure. Where they
 * are not, no month of the one can be held against a month of the other.
 */
export function comparableRates(
  rates: readonly Rate[],
  paid: readonly string[],
  period: Period,
  on: CivilDate,
): boolean {
  const both = [...ratesWithin(rates, period, on), ...rates.filter((rate) => paid.includes(rate.id))]
  return new Set(both.map((rate) => rate.per)).size <= 1
}

function monthsOf(from: CivilDate, toExclusive: CivilDate): CivilDate[] {
  const days: CivilDate[] = []
  for (let day = from; day < toExclusive; day = addMonths(from, days.length)) days.push(day)
  return days
}

export interface RateGap {
  readonly branch: 'death' | 'disability' | null
  /** Null: every kind. */
  readonly hukou_kind: HukouKind | null
  readonly from: CivilDate
  /** Exclusive; null: no rate from then on. */
  readonly to: CivilDate | null
}

/** What of a rate says for whom and when it counts. */
export type DatedRate = Pick<Rate, 'division' | 'branch' | 'hukou_kind' | 'valid_from' | 'valid_to'>

/**
 * The days between `from` and `to` (exclusive, null: without end) on which a cash policy promises money but no rate says how
 * much, in the policy's own division. A gap is shown and refused at saving; it is never filled with the nearest figure.
 * `asked`: the branches the rule can be met by, which need a rate each once any rate names a branch; `kinds`: those of hukou it can be met by.
 */
export function rateGaps(
  rates: readonly DatedRate[],
  division: number,
  from: CivilDate,
  to: CivilDate | null,
  asked: readonly ('death' | 'disability')[] = [],
  kinds: readonly HukouKind[] = HUKOU_KINDS,
): RateGap[] {
  const whole = rates.filter((rate) => contains(rate.division, division))
  const named = new Set(whole.map((rate) => rate.branch))
  // Without any rate, or with rates that name no branch, there is one series; a null rate fills every branch's.
  const some = named.size > 1 ? [...named].filter((branch) => branch !== null) : [...named]
  const branches = some.some((branch) => branch !== null) ? [...new Set([...some, ...asked])] : some
  return (branches.length === 0 ? [null] : branches).flatMap((branch) =>
    mergeKinds(
      kinds,
      kinds.flatMap((kind) => {
        const series = whole.filter(
          (rate) =>
            (rate.branch === null || rate.branch === branch) && (rate.hukou_kind === null || rate.hukou_kind === kind),
        )
        return holes(series, from, to).map((hole) => ({ branch, hukou_kind: kind, ...hole }))
      }),
    ),
  )
}

/** A gap that all kinds share is said once. */
function mergeKinds(kinds: readonly HukouKind[], gaps: readonly RateGap[]): RateGap[] {
  const same = (a: RateGap, b: RateGap) => a.from === b.from && a.to === b.to
  return gaps.flatMap((gap) => {
    if (gaps.filter((other) => same(other, gap)).length < kinds.length) return [gap]
    return gap.hukou_kind === kinds[0] ? [{ ...gap, hukou_kind: null }] : []
  })
}

function holes(series: readonly DatedRate[], from: CivilDate, to: CivilDate | null) {
  const spans = series.toSorted((a, b) => (a.valid_from < b.valid_from ? -1 : 1))
  const found: { from: CivilDate; to: CivilDate | null }[] = []
  let covered: CivilDate | null = from
  for (const span of spans) {
    if (covered === null || (to !== null && covered >= to)) break
    if (span.valid_from > covered)
      found.push({ from: covered, to: to !== null && to < span.valid_from ? to : span.valid_from })
    covered = span.valid_to === null ? null : span.valid_to > covered ? span.valid_to : covered
  }
  if (covered !== null && (to === null || covered < to)) found.push({ from: covered, to })
  return found
}
