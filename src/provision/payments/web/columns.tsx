import { periodLabel } from '../../../kernel/period.ts'
import { type Column, Link, Money } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { Payment } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

type Line = Pick<
  Payment,
  'family_id' | 'name' | 'community_name' | 'policy_name_zh' | 'policy_name_en' | 'period' | 'amount_fen'
>

/** What every list of a round says of a line: who and where, for which promise and period, and how much. */
export function useLineColumns<T extends Line>(): Record<'who' | 'place' | 'what' | 'amount', Column<T>> {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  return {
    who: {
      key: 'name',
      width: 110,
      title: w('page.person'),
      cell: (line) => <Link href={`/families/${line.family_id}`}>{line.name}</Link>,
    },
    place: { key: 'place', title: w('page.community'), cell: (line) => line.community_name ?? '' },
    what: {
      key: 'what',
      title: w('page.for'),
      cell: (line) =>
        `${locale === 'zh' ? line.policy_name_zh : line.policy_name_en} · ${periodLabel(line.period, locale)}`,
    },
    amount: {
      key: 'amount',
      title: w('page.amount'),
      align: 'end',
      width: 130,
      cell: (line) => <Money fen={line.amount_fen} exact />,
    },
  }
}
