import {
  ButtonLink,
  Chip,
  type Column,
  Count,
  DataTable,
  EmptyState,
  ListPage,
  Money,
  type Tone,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { listRounds, type Round } from '../contract/index.ts'
import type { RoundState } from '../rules/states.ts'
import { paymentsWords } from '../words/index.ts'

export const STATE_TONE: Readonly<Record<RoundState, Tone>> = {
  draft: 'plain',
  submitted: 'attention',
  approved: 'info',
  funded: 'info',
  exported: 'attention',
  reconciled: 'info',
  closed: 'done',
  cancelled: 'plain',
}

/** Payment rounds, the newest first: for which place, how many people, how much, and whose turn it is. */
export function PaymentRoundsPage() {
  const w = useWords(paymentsWords)
  const may_compose = useMay('payments.compose')
  const list = usePages(
    listRounds,
    { query: { limit: 20 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Round>[] = [
    { key: 'title', title: w('page.round'), cell: (round) => round.title },
    { key: 'place', title: w('page.place'), cell: (round) => round.division_name ?? '' },
    { key: 'as_of', title: w('page.as_of'), cell: (round) => round.as_of },
    {
      key: 'persons',
      title: w('page.persons'),
      align: 'end',
      cell: (round) => <Count value={round.persons} unit="person" />,
    },
    { key: 'total', title: w('page.total'), align: 'end', cell: (round) => <Money fen={round.total_fen} exact /> },
    {
      key: 'state',
      title: w('page.state'),
      cell: (round) => <Chip tone={STATE_TONE[round.state]}>{w(`state.${round.state}`)}</Chip>,
    },
  ]
  return (
    <ListPage
      header={{
        title: w('page.rounds'),
        sub: w('page.rounds_sub'),
        actions: (
          <>
            <ButtonLink href="/payments/templates">{w('template.page.title')}</ButtonLink>
            <ButtonLink href="/payments/recoveries">{w('page.recoveries')}</ButtonLink>
            {may_compose ? (
              <ButtonLink href="/payments/new" look="primary">
                {w('page.new')}
              </ButtonLink>
            ) : null}
          </>
        ),
      }}
    >
      <DataTable
        {...list}
        label={w('page.rounds')}
        columns={columns}
        id={(round) => round.id}
        href={(round) => `/payments/${round.id}`}
        empty={<EmptyState title={w('page.none')}>{w('page.none_text')}</EmptyState>}
      />
    </ListPage>
  )
}
