import { addMonths, type CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { comparableRates, findRate, type Rate } from '../../policies/rules/index.ts'
import type { Side, Stage } from './stage.ts'

/** What was paid for a period in rounds, or is with the bank. */
export interface PaidPeriod {
  /** What her rate hung on when she was paid. */
  readonly place: Code | null
  readonly branch: string
  readonly hukou_kind: string | null
  /** The rates it was paid by. */
  readonly rate_ids: readonly string[]
  readonly months: readonly { readonly from: CivilDate; readonly fen: number }[]
}

/** Some months of a payment under one rate; `cut` where nothing was paid for them, and why. */
export interface PaidPart {
  readonly from: CivilDate
  readonly months: number
  readonly rate_id: string
  readonly rate_fen: number
  readonly cut?: string
}

/** The months of a period with what each was paid in all. One that was paid under another policy in this one's place is none of them. */
export function monthsPaid(lines: readonly (readonly PaidPart[])[]): Pick<PaidPeriod, 'rate_ids' | 'months'> {
  const parts = lines.flat()
  const months = new Map<CivilDate, number>()
  const each = ({ from, months: count }: PaidPart) => Array.from({ length: count }, (_, i) => addMonths(from, i))
  for (const part of parts) for (const month of each(part)) months.set(month, (months.get(month) ?? 0) + part.rate_fen)
  for (const part of parts) if (part.cut === 'paid') for (const month of each(part)) months.delete(month)
  return {
    rate_ids: [...new Set(parts.map((part) => part.rate_id))],
    months: [...months].map(([from, fen]) => ({ from, fen })),
  }
}

/**
 * What the months of a period that was paid come to beyond what was paid for them, as the next round composes it: a month that is
 * rated higher now; a lower one takes nothing back, nor does one stated by another measure. The rates are those of what she was when
 * she was paid.
 */
export function arrearsOf(rates: readonly Rate[], period: Period, paid: PaidPeriod): number {
  const { place, branch, hukou_kind, months, rate_ids } = paid
  const [first] = months
  if (place === null || !first || !comparableRates(rates, rate_ids, period, first.from)) return 0
  return months.reduce((sum, { from, fen }) => {
    const rate = findRate(rates, { place, branch, hukou_kind }, from)
    return sum + Math.max(0, Number(rate?.amount_fen ?? 0) - fen)
  }, 0)
}

/** People who were paid the same for a period, of a policy the draft can touch. */
export interface PaidAlike {
  readonly policy_id: Uuid
  readonly period: Period
  /** The part of the place they live in. */
  readonly part: Code
  readonly count: number
  readonly paid: PaidPeriod
}

/** What rounds would compose as arrears before the simulated months count anything themselves. */
export interface ArrearsBefore {
  /** Under the law of today: owed already, whatever becomes of the draft. */
  readonly open_fen: number
  /** What approval would bring beyond that for periods that are over, by the part of the place. */
  readonly by_part: ReadonlyMap<Code, number>
}

/**
 * The arrears of periods that the months do not count: what is owed of them today is owed from before, and what the draft adds falls
 * due with it. Of a period that goes on into the months the draft's part is theirs.
 */
export function arrearsBefore(stage: Stage, everybody: Iterable<PaidAlike>): ArrearsBefore {
  const named = (side: Side, from: number, to?: number) =>
    stage.entries[side].slice(from, to).flatMap((entries) => entries.map((one) => `${one.policy.id} ${one.period}`))
  const counted = new Set([...named('today', 1), ...named('draft', 1)])
  const begun = new Set(named('today', 0, 1))
  let open_fen = 0
  const by_part = new Map<Code, number>()
  for (const { policy_id, period, part, count, paid } of everybody) {
    const name = `${policy_id} ${period}`
    const of = (side: Side) => arrearsOf(stage.laws[side].at(-1)?.ratesOf(policy_id) ?? [], period, paid) * count
    const today = of('today')
    if (!counted.has(name) || begun.has(name)) open_fen += today
    if (!counted.has(name)) by_part.set(part, (by_part.get(part) ?? 0) + of('draft') - today)
  }
  return { open_fen, by_part }
}
