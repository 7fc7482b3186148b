import { addDays, addMonths, type CivilDate } from '../../../kernel/calendar.ts'
import { cadenceOf, type Period } from '../../../kernel/period.ts'
import { periodRange, periodsBetween } from '../../../kernel/period-days.ts'

/** A period that shares months with another, with the first of its months and how many they are. */
export interface Overlap {
  readonly period: Period
  readonly first: CivilDate
  readonly months: number
}

/**
 * Every period of any cadence that shares a month with the one given, itself among them. What is paid on an occasion or once shares
 * nothing with months: only with the same occasion.
 */
export function overlapsOf(period: Period): Overlap[] {
  const cadence = cadenceOf(period)
  const { from, to_exclusive } = periodRange(period)
  if (cadence === 'once' || cadence === 'festival') return [{ period, first: from, months: 1 }]
  const last = addDays(to_exclusive, -1)
  return (['yearly', 'half_yearly', 'quarterly', 'monthly'] as const)
    .flatMap((each) => periodsBetween(each, from, last))
    .map((one) => ({ period: one, first: periodRange(one).from, months: monthsIn(one) }))
}

/** What a line of the period takes in the whole country at most: its months, each by its monthly period, or the one thing it is. */
export function claimsOf(period: Period): Period[] {
  const cadence = cadenceOf(period)
  if (cadence === 'once' || cadence === 'festival') return [period]
  const { from, to_exclusive } = periodRange(period)
  return periodsBetween('monthly', from, addDays(to_exclusive, -1))
}

function monthsIn(period: Period): number {
  const { from, to_exclusive } = periodRange(period)
  let months = 0
  while (addMonths(from, months) < to_exclusive) months += 1
  return months
}
