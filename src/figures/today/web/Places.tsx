import { Chip, Count, DataTable, EmptyState, Section, type Column } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { todayWords } from '../words.ts'
import type { TodayData } from './TodayPage.tsx'

type Row = NonNullable<TodayData['coverage']>['places'][number]

/** For those who lead: coverage by the places below, the holes as numbers of families. */
export function Places({ data }: { data: TodayData }) {
  const w = useWords(todayWords)
  const columns = useColumns()
  if (data.coverage === null) return <EmptyState title={w('nothing')}>{w('nothing_text')}</EmptyState>
  return (
    <Section title={w('coverage')} note={<Count value={data.coverage.total.households} unit="household" />}>
      <DataTable
        label={w('coverage')}
        columns={columns}
        rows={data.coverage.places}
        id={(row) => String(row.division)}
        empty={<EmptyState title={w('nothing')}>{w('nothing_text')}</EmptyState>}
      />
    </Section>
  )
}

function useColumns(): Column<Row>[] {
  const w = useWords(todayWords)
  const missing = (row: Row) => row.households - row.with_both
  return [
    { key: 'place', title: w('by_place'), cell: (row) => row.division_name ?? String(row.division) },
    {
      key: 'households',
      title: w('registered'),
      align: 'end',
      cell: (row) => <Count value={row.households} unit="household" />,
    },
    { key: 'both', title: w('both'), align: 'end', cell: (row) => <Count value={row.with_both} unit="household" /> },
    {
      key: 'missing',
      title: w('holes'),
      cell: (row) =>
        missing(row) === 0 ? (
          <Chip tone="done">{w('all')}</Chip>
        ) : (
          <Chip tone="attention">{w('lacking', { count: missing(row) })}</Chip>
        ),
    },
    { key: 'due', title: w('due'), align: 'end', cell: (row) => <Count value={row.due} unit="household" /> },
  ]
}
