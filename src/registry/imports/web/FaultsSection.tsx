import { download } from '../../../web/api.ts'
import {
  FileButton,
  Card,
  Chip,
  type Column,
  DataTable,
  EmptyState,
  FilterChips,
  Lines,
  Notice,
  Section,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useUrlState } from '../../../web/url.ts'
import { type FaultLine, getAnnotated, type ImportDetail, listFaults } from '../contract.ts'
import { importsWords } from '../words/index.ts'

/** Every fault with its cell, its masked value and the way out; then what was not read at all. */
export function FaultsSection({ detail }: { detail: ImportDetail }) {
  const w = useWords(importsWords)
  const url = useUrlState()
  const params = { import_id: detail.import_id }
  const severity = (['blocks', 'warns'] as const).find((one) => one === url.one('severity'))
  const list = usePages(
    listFaults,
    { params, query: { severity, limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next },
  )
  const columns: Column<FaultLine>[] = [
    { key: 'where', title: w('where'), cell: (row) => <Where row={row} />, width: 190 },
    {
      key: 'severity',
      title: w('filter_severity'),
      cell: (row) => (
        <Chip tone={row.severity === 'blocks' ? 'attention' : 'info'}>{w(`severity.${row.severity}`)}</Chip>
      ),
      width: 104,
    },
    {
      key: 'fault',
      title: w('fault'),
      cell: (row) => (
        <Stack gap="tight">
          <span>{row.message}</span>
          {row.suggestion === null ? null : <Sub small>{row.suggestion}</Sub>}
        </Stack>
      ),
    },
    { key: 'value', title: w('value'), cell: (row) => row.value ?? '', width: 200 },
  ]
  return (
    <Stack gap="wide">
      {detail.counts.blocks > 0 ? (
        <Notice
          tone="attention"
          title={w('faulty_summary', { count: detail.counts.blocks })}
          action={<FileButton onFetch={() => download(getAnnotated, { params })}>{w('annotated')}</FileButton>}
        />
      ) : null}
      <Section title={w('faults')}>
        <Stack>
          <FilterChips
            sets={[
              {
                name: 'severity',
                label: w('filter_severity'),
                options: [
                  { value: 'blocks', label: w('severity.blocks'), count: detail.counts.blocks },
                  { value: 'warns', label: w('severity.warns'), count: detail.counts.warns },
                ],
              },
            ]}
          />
          <DataTable
            {...list}
            label={w('faults')}
            columns={columns}
            id={(row) => `${row.sheet}:${row.row}:${row.column ?? ''}:${row.code}`}
            empty={<EmptyState title={w('faults_none')}>{w('faults_none_text')}</EmptyState>}
          />
        </Stack>
      </Section>
      <SkippedCard detail={detail} />
    </Stack>
  )
}

function Where({ row }: { row: FaultLine }) {
  const w = useWords(importsWords)
  return (
    <Stack gap="tight">
      <span>
        {row.column === null
          ? w('row_of', { sheet: row.sheet, row: row.row })
          : w('cell_of', { sheet: row.sheet, cell: `${row.column}${row.row}` })}
      </span>
      {row.header === null ? null : <Sub small>{row.header}</Sub>}
    </Stack>
  )
}

function SkippedCard({ detail }: { detail: ImportDetail }) {
  const w = useWords(importsWords)
  if (detail.skipped.length === 0) return null
  return (
    <Card title={w('skipped')}>
      <Stack>
        <Sub>{w('skipped_text')}</Sub>
        <Lines
          lines={detail.skipped.map((one, index) => ({
            id: String(index),
            name: one.message,
            state:
              one.to_row > one.row
                ? w('rows_of', { sheet: one.sheet, row: one.row, to: one.to_row })
                : w('row_of', { sheet: one.sheet, row: one.row }),
          }))}
        />
      </Stack>
    </Card>
  )
}
