import { addMonths } from '../../../kernel/calendar.ts'
import { formatYuan } from '../../../kernel/money.ts'
import { type Column, DataTable, Stack, Sub } from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { type Arrears as Line, listArrears, type Round } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'
import { useLineColumns } from './columns.tsx'

/** What a round makes up for earlier periods, each with its months: what they were, what they are, and why. */
export function Arrears({ round }: { round: Round }) {
  const w = useWords(paymentsWords)
  const list = usePages(
    listArrears,
    { params: { round_id: round.id }, query: { limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const { who, place, what, amount } = useLineColumns<Line>()
  const columns: Column<Line>[] = [
    who,
    place,
    what,
    { key: 'why', title: w('page.reason'), prose: true, cell: (line) => <Why line={line} /> },
    amount,
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
