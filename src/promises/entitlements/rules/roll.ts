import { addDays, type CivilDate } from '../../../kernel/calendar.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'

/** The days on which a confirmed claim is in force: `to` is the first on which it is so no longer. */
export interface RollSpan {
  readonly from: CivilDate
  readonly to: CivilDate | null
}

/** The days on one of which a claim has to be in force: those of the period; of what is owed once, the day on which it was found owed. */
export function daysAsked(period: Period, found_on: CivilDate): { from: CivilDate; to_exclusive: CivilDate } {
  return period === 'once' ? { from: found_on, to_exclusive: addDays(found_on, 1) } : periodRange(period)
}

/**
 * The place on the roll that had ended before these days, where none was in force on any of them: who comes onto it, or leaves it, within
 * a period is owed it whole. Undefined for who was on the roll, and for who had never been: what was owed her then hung on no claim.
 */
export function leftBefore<S extends RollSpan>(
  spans: readonly S[],
  { from, to_exclusive }: { from: CivilDate; to_exclusive: CivilDate },
): S | undefined {
  if (spans.some((span) => span.from < to_exclusive && (span.to === null || span.to > from))) return undefined
  return spans
    .filter((span) => span.to !== null && span.to <= from)
    .toSorted((a, b) => ((a.to ?? '') < (b.to ?? '') ? -1 : 1))
    .at(-1)
}
