import {
  Chip,
  type Column,
  Count,
  DataTable,
  EmptyState,
  InstantText,
  ListPage,
  Section,
  Stack,
  type Tone,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { type ImportLine, listImports } from '../contract.ts'
import { importsWords } from '../words/index.ts'
import { UploadCard } from './UploadCard.tsx'

const TONES: Readonly<Record<ImportLine['state'], Tone>> = { staged: 'attention', applied: 'done', discarded: 'plain' }

/** Bring a roster, and what became of those before. */
export function ImportsPage() {
  const w = useWords(importsWords)
  const list = usePages(
    listImports,
    { query: { limit: 20 } },
    { rows: (page) => page.items, next: (page) => page.next },
  )
  const columns: Column<ImportLine>[] = [
    { key: 'file', title: w('file'), cell: (row) => row.file_name },
    { key: 'state', title: w('state'), cell: (row) => <Chip tone={TONES[row.state]}>{w(`states.${row.state}`)}</Chip> },
    { key: 'result', title: w('result'), cell: (row) => <Result line={row} /> },
    {
      key: 'uploaded',
      title: w('uploaded'),
      cell: (row) => (
        <>
          <InstantText at={row.uploaded_at} /> {row.uploaded_by}
        </>
      ),
    },
  ]
  return (
    <ListPage header={{ title: w('title'), sub: w('sub') }}>
      <Stack gap="wide">
        <UploadCard title={w('upload')} text={w('upload_text')} />
        <Section title={w('latest')}>
          <DataTable
            {...list}
            label={w('latest')}
            columns={columns}
            id={(row) => row.import_id}
            href={(row) => `/imports/${row.import_id}`}
            empty={<EmptyState title={w('none_yet')}>{w('none_yet_text')}</EmptyState>}
          />
        </Section>
      </Stack>
    </ListPage>
  )
}

function Result({ line }: { line: ImportLine }) {
  const w = useWords(importsWords)
  const { counts, state } = line
  if (state === 'discarded') return null
  if (state === 'staged' && counts.blocks > 0)
    return (
      <>
        {w('kpi_blocks')} {counts.blocks} {w(counts.blocks === 1 ? 'problems_unit_one' : 'problems_unit')}
      </>
    )
  return (
    <>
      {w('fact_new')} <Count value={counts.new_households} unit="household" /> · {w('fact_changed')}{' '}
      <Count value={counts.changed_households} unit="household" />
    </>
  )
}
