import {
  ButtonLink,
  Chip,
  Count,
  DataTable,
  DateText,
  EmptyState,
  FilterChips,
  ListPage,
  Money,
  ProgressBar,
  Sub,
  type Column,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listRounds } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'
import type { Round } from './line.tsx'

/** Rounds of visits, the newest first. */
export function RoundsPage() {
  const w = useWords(contactsWords)
  const url = useUrlState()
  const may = useMay('contacts.plan')
  const asked = url.one('state')
  const state = asked === 'open' || asked === 'closed' ? asked : undefined
  const list = usePages(
    listRounds,
    { query: { state } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const create = may ? (
    <ButtonLink href="/rounds/new" look="primary">
      {w('page.new_round')}
    </ButtonLink>
  ) : undefined
  return (
    <ListPage
      header={{ title: w('page.rounds'), sub: w('page.rounds_sub'), actions: create }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'state',
              label: w('page.round_state'),
              options: [
                { value: 'open', label: w('page.open') },
                { value: 'closed', label: w('page.closed') },
              ],
            },
          ]}
        />
      }
    >
      <DataTable
        {...list}
        label={w('page.rounds')}
        columns={useColumns()}
        id={(row) => row.round_id}
        href={(row) => `/rounds/${row.round_id}`}
        empty={<EmptyState title={w('page.no_rounds')}>{w('page.no_rounds_text')}</EmptyState>}
      />
    </ListPage>
  )
}

function useColumns(): Column<Round>[] {
  const w = useWords(contactsWords)
  return [
    { key: 'title', title: w('page.title'), cell: (row) => row.title },
    { key: 'place', title: w('page.place'), cell: (row) => row.division_name },
    {
      key: 'dates',
      title: w('page.dates'),
      cell: (row) => (
        <Sub>
          <DateText date={row.opens_on} weekday={false} /> – <DateText date={row.closes_on} weekday={false} />
        </Sub>
      ),
    },
    {
      key: 'progress',
      title: w('page.state'),
      width: 240,
      cell: (row) => (
        <div>
          <Sub small>{w('page.progress', { reached: row.progress.reached, households: row.progress.households })}</Sub>
          <ProgressBar
            value={row.progress.reached}
            of={row.progress.households}
            tone={row.state === 'closed' ? 'done' : 'accent'}
            label={row.title}
          />
        </div>
      ),
    },
    {
      key: 'persons',
      title: w('page.persons'),
      align: 'end',
      cell: (row) => <Count value={row.progress.persons} unit="person" />,
    },
    { key: 'money', title: w('page.money'), align: 'end', cell: (row) => <Money fen={row.progress.amount_fen} /> },
    {
      key: 'state',
      title: w('page.round_state'),
      cell: (row) => <Chip tone={row.state === 'open' ? 'accent' : 'done'}>{w(`page.${row.state}`)}</Chip>,
    },
  ]
}
