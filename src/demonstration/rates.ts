/*
 * Rates for the demonstration. The published report of 盘龙区 gives one sum of assistance for four years and no rates. These are made
 * up so that they, with the person-months of the invented roster, come to that sum to the yuan.
 */

/** How many months were paid to persons of a branch, before and after the rates changed. */
export interface PersonMonths {
  death: readonly [number, number]
  disability: readonly [number, number]
}

export interface FoundRates {
  death: readonly [number, number]
  disability: readonly [number, number]
}

export interface RateBounds {
  death: readonly [number, number]
  disability: readonly [number, number]
  /** Rates are multiples of it, in yuan. */
  step: number
}

/** What rates, in yuan a month, come to, in yuan. */
export function sumOfRates(months: PersonMonths, rates: FoundRates): number {
  return (
    months.death[0] * rates.death[0] +
    months.death[1] * rates.death[1] +
    months.disability[0] * rates.disability[0] +
    months.disability[1] * rates.disability[1]
  )
}

/**
 * All rates within the bounds that come to the sum exactly, both branches rising with the change and the first branch above the
 * second. Three are tried, the fourth follows.
 */
export function findRates(months: PersonMonths, total: number, bounds: RateBounds): FoundRates[] {
  const { step } = bounds
  const found: FoundRates[] = []
  for (const d1 of steps(bounds.death, step)) {
    for (const d2 of steps([d1 + step, bounds.death[1]], step)) {
      for (const s1 of steps([bounds.disability[0], Math.min(bounds.disability[1], d1 - step)], step)) {
        const rest = total - months.death[0] * d1 - months.death[1] * d2 - months.disability[0] * s1
        const s2 = rest / months.disability[1]
        if (s2 > s1 && s2 < d2 && s2 <= bounds.disability[1] && s2 % step === 0)
          found.push({ death: [d1, d2], disability: [s1, s2] })
      }
    }
  }
  return found
}

function steps([from, to]: readonly [number, number], step: number): number[] {
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step)
}
