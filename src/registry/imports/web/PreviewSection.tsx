import {
  Chip,
  type Column,
  DataTable,
  EmptyState,
  FilterChips,
  Link,
  Notice,
  Section,
  Stack,
  Sub,
  type Tone,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useUrlState } from '../../../web/url.ts'
import { type ChangeLine, type ImportDetail, previewImport } from '../contract.ts'
import { importsWords } from '../words/index.ts'

const KINDS = ['new', 'changed', 'unchanged', 'absent'] as const
const TONES: Readonly<Record<ChangeLine['kind'], Tone>> = {
  new: 'done',
  changed: 'info',
  unchanged: 'plain',
  absent: 'attention',
  absent_members: 'attention',
}

/** What will be different, family by family: facts old and new, and who is registered but not in the file. */
export function PreviewSection({ detail }: { detail: ImportDetail }) {
  const w = useWords(importsWords)
  const url = useUrlState()
  const kind = KINDS.find((one) => one === url.one('kind'))
  const params = { import_id: detail.import_id }
  const list = usePages(
    previewImport,
    { params, query: { kind, limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next },
  )
  const counts = list.first?.counts ?? detail.counts
  const of = {
    new: counts.new_households,
    changed: counts.changed_households,
    unchanged: counts.unchanged_households,
    absent: counts.absent_households,
  }
  const columns: Column<ChangeLine>[] = [
    { key: 'family', title: w('family'), cell: (row) => <Family row={row} /> },
    {
      key: 'kind',
      title: w('filter_kind'),
      cell: (row) => <Chip tone={TONES[row.kind]}>{w(`change_kind.${row.kind}`)}</Chip>,
      width: 120,
    },
    { key: 'what', title: w('what_changes'), cell: (row) => <Facts row={row} /> },
  ]
  return (
    <Stack gap="wide">
      {counts.absent_persons > 0 ? (
        <Notice title={w('absent_note', { households: counts.absent_households, persons: counts.absent_persons })}>
          {w('absent_text')}
        </Notice>
      ) : null}
      <Section title={w('preview')}>
        <Stack>
          <FilterChips
            sets={[
              {
                name: 'kind',
                label: w('filter_kind'),
                options: KINDS.map((value) => ({ value, label: w(`change_kind.${value}`), count: of[value] })),
              },
            ]}
          />
          <DataTable
            {...list}
            label={w('preview')}
            columns={columns}
            id={(row) => `${row.kind}:${row.sheet}:${row.row}:${row.file ?? ''}`}
            empty={<EmptyState title={w('preview_none')} />}
          />
        </Stack>
      </Section>
    </Stack>
  )
}

function Family({ row }: { row: ChangeLine }) {
  const w = useWords(importsWords)
  return (
    <Stack gap="tight">
      {row.family_id === null ? <span>{row.names}</span> : <Link href={`/families/${row.family_id}`}>{row.names}</Link>}
      <Sub small>
        {row.community}
        {row.file === null ? '' : ` · ${row.file}`}
        {row.row === 0 ? '' : ` · ${w('row_of', { sheet: row.sheet, row: row.row })}`}
      </Sub>
    </Stack>
  )
}

function Facts({ row }: { row: ChangeLine }) {
  const w = useWords(importsWords)
  if (row.kind === 'new') return <>{w('members_added', { count: row.added })}</>
  return (
    <Stack gap="tight">
      {row.facts.map((fact, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the facts of one line keep their order
        <div key={index}>
          {fact.name === null ? '' : `${fact.name} · `}
          {fact.before === null
            ? w('fact_set', { what: fact.what, after: fact.after })
            : `${fact.what} ${w('before_after', { before: fact.before, after: fact.after })}`}
        </div>
      ))}
    </Stack>
  )
}
