import { useState } from 'react'
import { isUuid } from '../../../kernel/ids.ts'
import { type Fen, formatYuan } from '../../../kernel/money.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  Chip,
  type Column,
  DataTable,
  DateText,
  EmptyState,
  Link,
  ListPage,
  Money,
  toast,
  ReasonedActDialog,
} from '../../../web/design/index.ts'
import { useCommand, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listTransfers, reverseTransfer } from '../contract.ts'
import { FIGURES } from '../rules.ts'
import { fundsWords } from '../words/index.ts'

type Row = ResponseOf<typeof listTransfers>['items'][number]

/** `/funds/transfers`: what one figure of the statement is the sum of. */
export function FundTransfersPage() {
  const w = useWords(fundsWords)
  const url = useUrlState()
  const this_year = useToday().slice(0, 4)
  const figure = FIGURES.find((known) => known === url.one('figure')) ?? 'spent'
  const source_id = url.one('source_id')
  const year = url.one('year') || this_year
  const list = usePages(
    listTransfers,
    {
      query: {
        figure,
        year,
        district: url.one('district') || undefined,
        purpose: url.one('purpose') || undefined,
        source_id: isUuid(source_id) ? source_id : undefined,
        limit: 50,
      },
    },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const sum = formatYuan((list.first?.sum_fen ?? 0) as Fen)
  const [reversing, setReversing] = useState<Row>()
  return (
    <ListPage
      header={{
        title: `${w('year_label', { year })} ${w(`figure_${figure}`)}`,
        crumbs: [{ title: w('statement'), href: `/funds?year=${year}` }],
        sub: list.first ? w('behind', { figure: w(`figure_${figure}`), count: list.first.count, amount: sum }) : '',
      }}
    >
      <DataTable
        {...list}
        label={w(`figure_${figure}`)}
        columns={useColumns(setReversing)}
        id={(row) => `${row.id} ${row.amount_fen}`}
        total={list.first?.count}
        empty={<EmptyState title={w('no_transfers')}>{w('no_transfers_text')}</EmptyState>}
      />
      {reversing ? <ReverseDialog row={reversing} onClose={() => setReversing(undefined)} /> : null}
    </ListPage>
  )
}

function useColumns(reverse: (row: Row) => void): Column<Row>[] {
  const w = useWords(fundsWords)
  const locale = useLocale()
  const may = useMay('funds.write')
  const own = (row: Row) => row.kind !== 'reversal' && ['spending', 'appropriation'].includes(row.ref_kind)
  return [
    { key: 'happened_on', title: w('column_happened_on'), cell: (row) => <DateText date={row.happened_on} /> },
    {
      key: 'kind',
      title: w('column_kind'),
      cell: (row) => (
        <>
          {w(`kind_${row.kind}`)} {row.reversed ? <Chip tone="attention">{w('reversed')}</Chip> : null}
        </>
      ),
    },
    { key: 'source', title: w('column_source'), cell: (row) => row.source_name },
    { key: 'purpose', title: w('column_purpose'), cell: (row) => (locale === 'zh' ? row.purpose_zh : row.purpose_en) },
    {
      key: 'amount',
      title: w('column_amount'),
      align: 'end',
      cell: (row) => <Money fen={row.amount_fen} exact />,
    },
    {
      key: 'memo',
      title: w('column_memo'),
      cell: (row) => <What row={row} />,
    },
    { key: 'by', title: w('column_by'), cell: (row) => row.posted_by_name },
    ...(may
      ? [
          {
            key: 'act',
            title: w('column_act'),
            cell: (row: Row) =>
              own(row) && !row.reversed ? <Button onClick={() => reverse(row)}>{w('reverse')}</Button> : null,
          },
        ]
      : []),
  ]
}

/** What it was for; an entry of a round opens the round. */
function What({ row }: { row: Row }) {
  const text = [row.document, row.memo].filter((part) => part !== null).join(' · ')
  const opens = useMay('payments.read') && row.ref_kind === 'payment_round'
  return opens ? <Link href={`/payments/${row.ref_id}`}>{text}</Link> : text
}

function ReverseDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const w = useWords(fundsWords)
  const [id] = useState(() => crypto.randomUUID())
  const reverse = useCommand(reverseTransfer, {
    done: () => {
      toast(w('reverse_done'))
      onClose()
    },
  })
  return (
    <ReasonedActDialog
      title={w('reverse')}
      note={w('reverse_text')}
      label={w('reason')}
      act={w('reverse')}
      command={reverse}
      onSend={(reason) => void reverse.send({ params: { transfer_id: row.id }, body: { id: id as Row['id'], reason } })}
      onClose={onClose}
    />
  )
}
