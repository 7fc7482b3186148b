import type { CivilDate } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { addFen, fen, type Fen, timesFen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import {
  branchesOf,
  findRate,
  type Group,
  HUKOU_KINDS,
  type Rate,
  rateDays,
  type RateSubject,
} from '../../../promises/policies/rules/index.ts'

/**
 * Why months of a period are paid with nothing: they lie after the month of her death, or from her departure on, or have been paid by another
 * district or under another registration of hers, or under another policy that stands in this one's place.
 */
export type Cut = 'died' | 'left' | 'elsewhere' | 'paid'

/** Whether the months have been paid to her by another line than this. */
export const paidOtherwise = ({ cut }: Part): boolean => cut === 'elsewhere' || cut === 'paid'

/** Some months under one rate. Of a rate that is not monthly there is one "month": the whole sum once. */
export interface Part {
  readonly from: CivilDate
  readonly months: number
  readonly rate_id: Uuid
  /** 0 of months that are cut. */
  readonly rate_fen: Fen
  readonly cut?: Cut
}

/**
 * What a period is made of: the months in order, those that follow each other under one rate together. Null where a rate is missing
 * for any of them, or the rates of the period are not all stated alike. The sum is what `periodAmount` says (a property test holds the two together).
 */
export function partsOf(
  rates: readonly Rate[],
  subject: RateSubject,
  period: Period,
  on: CivilDate,
): readonly Part[] | null {
  const days = rateDays(rates, period, on)
  if (days === null) return null
  const parts: Part[] = []
  for (const day of days) {
    const rate = findRate(rates, subject, day)
    if (!rate) return null
    const last = parts.at(-1)
    if (last?.rate_id === rate.id) parts.splice(-1, 1, { ...last, months: last.months + 1 })
    else parts.push({ from: day, months: 1, rate_id: rate.id, rate_fen: rate.amount_fen })
  }
  return parts
}

export function sumOfParts(parts: readonly Part[]): Fen {
  return addFen(fen(0), ...parts.map(({ rate_fen, months }) => timesFen(rate_fen, months)))
}

/** The one branch whose families the rule admits, however it is written; undefined where it admits both, or does not ask. */
export function demandedBranch(rule: Group): 'death' | 'disability' | undefined {
  const [branch, other] = branchesOf(rule)
  return other === undefined ? branch : undefined
}

const BRANCHES = ['death', 'disability', 'none'] as const
/** Null: not known. */
const KINDS = [...HUKOU_KINDS, null] as const

export interface PartClass {
  /** The places `lo` (inside) to `hi` (outside) that lie in no narrower class. */
  readonly lo: number
  readonly hi: number
  readonly branch: (typeof BRANCHES)[number]
  readonly hukou_kind: (typeof KINDS)[number]
  readonly parts: readonly Part[] | null
}

/** The parts for every combination that can make a difference: places with a rate of their own, branches, kinds of hukou. Narrow places first. */
export function partClasses(rates: readonly Rate[], period: Period, on: CivilDate): PartClass[] {
  const width = (place: number) => interval(place).hi - interval(place).lo
  const places = [...new Set([0, ...rates.map((rate) => rate.division)])].toSorted(
    (a, b) => width(a) - width(b) || a - b,
  )
  return places.flatMap((place) =>
    BRANCHES.flatMap((branch) =>
      KINDS.map((hukou_kind) => ({
        ...interval(place),
        branch,
        hukou_kind,
        parts: partsOf(rates, { place, branch, hukou_kind }, period, on),
      })),
    ),
  )
}
