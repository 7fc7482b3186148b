import { addMonths } from '../../../kernel/calendar.ts'
import { formatYuan } from '../../../kernel/money.ts'
import { periodLabel } from '../../../kernel/period.ts'
import { type Column, DataTable, Link, Money, Stack, Sub } from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { type Arrears as Line, listArrears, type Round } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

/** What a round makes up for earlier periods, each with its months: what they were, what they are, and why. */
export function Arrears({ round }: { round: Round }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const list = usePages(
    listArrears,
    { params: { round_id: round.id }, query: { limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Line>[] = [
    {
      key: 'name',
      title: w('page.person'),
      cell: (line) => <Link href={`/families/${line.family_id}`}>{line.name}</Link>,
    },
    { key: 'place', title: w('page.community'), cell: (line) => line.community_name ?? '' },
    {
      key: 'what',
      title: w('page.for'),
      cell: (line) =>
        `${locale === 'zh' ? line.policy_name_zh : line.policy_name_en} · ${periodLabel(line.period, locale)}`,
    },
    { key: 'why', title: w('page.reason'), prose: true, cell: (line) => <Why line={line} /> },
    { key: 'amount', title: w('page.amount'), align: 'end', cell: (line) => <Money fen={line.amount_fen} exact /> },
  ]
  return (
    <DataTable
      {...list}
      label={w('page.arrears')}
      columns={columns}
      id={(line) => line.id}
      name={(line) => line.name}
      empty={null}
    />
  )
}

function Why({ line }: { line: Line }) {
  const w = useWords(paymentsWords)
  return (
    <Stack>
      {line.parts.map((part) => (
        <Sub key={part.from}>
          {[
            spanOf(w, part),
            w(`arrears_cause.${part.cause}`),
            w('page.was_now', { was: formatYuan(part.was_fen as never), now: formatYuan(part.now_fen as never) }),
            part.document_number ?? w('page.no_document'),
          ].join(' · ')}
        </Sub>
      ))}
    </Stack>
  )
}

function spanOf(w: ReturnType<typeof useWords<typeof paymentsWords>>, { from, months }: Line['parts'][number]): string {
  const first = from.slice(0, 7)
  return months === 1 ? first : w('page.span', { from: first, to: addMonths(from, months - 1).slice(0, 7) })
}
