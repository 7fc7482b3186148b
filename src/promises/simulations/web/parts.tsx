import { Count, Money } from '../../../web/design/index.ts'
import { useLocale } from '../../../web/i18n/index.ts'

/** A sum that may be below nothing, whole, in yuan. */
export function Yuan({ fen }: { fen: number }) {
  return (
    <span>
      {fen < 0 ? '−' : ''}
      <Money fen={Math.abs(fen)} exact />
    </span>
  )
}

/** What it would be more or less, with its sign. */
export function Signed({ fen }: { fen: number }) {
  return (
    <span>
      {fen > 0 ? '+' : ''}
      <Yuan fen={fen} />
    </span>
  )
}

/** How many more or fewer, with its sign and unit. */
export function SignedCount({ value, unit }: { value: number; unit: Unit }) {
  return (
    <span>
      {value > 0 ? '+' : value < 0 ? '−' : ''}
      <Count value={Math.abs(value)} unit={unit} />
    </span>
  )
}

type Unit = 'household' | 'person'

/** Whom the figures of a simulation count. */
export function unitOf({ beneficiary }: { beneficiary: 'person' | 'family' }): Unit {
  return beneficiary === 'family' ? 'household' : 'person'
}

/** `2026-11` as people say it: 2026年11月, Nov 2026. */
export function useMonthText(): (month: string) => string {
  const locale = useLocale()
  return (month) => {
    const [year = '', part = ''] = month.split('-')
    return locale === 'zh' ? `${year}年${Number(part)}月` : `${part}/${year}`
  }
}

/**
 * What stands below the bars: `2027-01` at the first month and at every January, `3` at the others. A phone has no room for two beside each
 * other, so a month right beside a year says nothing, nor does a first month right before its January.
 */
export function monthMarks(months: readonly string[]): (string | undefined)[] {
  const january = (month: string | undefined) => month?.endsWith('-01') === true
  const crowded = months.length > 14
  // As many months as the text of a year and month is wide below the bars, on a phone.
  const room = crowded ? 6 : 2
  const long = months.flatMap((month, at) => {
    const early = at === 0 && months.slice(1, room).some(january)
    return january(month) || (at === 0 && !early) ? [at] : []
  })
  return months.map((month, at) => {
    if (long.includes(at)) return month
    if (crowded) return undefined
    return long.some((one) => Math.abs(one - at) < room) ? undefined : String(Number(month.slice(5)))
  })
}
