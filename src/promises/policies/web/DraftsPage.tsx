import {
  ButtonLink,
  Chip,
  type Column,
  DataTable,
  EmptyState,
  FilterChips,
  InstantText,
  ListPage,
  type Tone,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { type DraftLine, listDrafts } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'

export const STATE_TONES: Readonly<Record<DraftLine['state'], Tone>> = {
  writing: 'plain',
  submitted: 'attention',
  returned: 'attention',
  approved: 'done',
  withdrawn: 'plain',
}
const STATES = ['writing', 'submitted', 'returned', 'approved', 'withdrawn'] as const

/** What is being written, handed in and decided in one's own association. */
export function DraftsPage() {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const locale = useLocale()
  const may = useMay('policies.write')
  const asked = useUrlState().one('state')
  const state = STATES.find((known) => known === asked)
  const list = usePages(listDrafts, { query: { state } }, { rows: (page) => page.items, next: (page) => page.next })
  const name = (row: DraftLine) => (locale === 'zh' ? row.name_zh : row.name_en)
  const columns: Column<DraftLine>[] = [
    { key: 'name', title: p('page.name'), cell: name },
    { key: 'kind', title: w('kind'), cell: (row) => w(`kinds.${row.kind}`) },
    { key: 'owner', title: p('page.owner'), cell: (row) => row.division_name },
    {
      key: 'state',
      title: w('state'),
      cell: (row) => <Chip tone={STATE_TONES[row.state]}>{w(`states.${row.state}`)}</Chip>,
    },
    { key: 'writer', title: w('writer'), cell: (row) => row.written_by_name },
    { key: 'latest', title: w('latest'), cell: (row) => <InstantText at={row.updated_at} /> },
  ]
  return (
    <ListPage
      header={{
        title: w('drafts'),
        sub: w('drafts_lead'),
        crumbs: [{ title: p('title'), href: '/policies' }],
        actions: may ? (
          <>
            <ButtonLink href="/policies/groups/new">{w('new_group')}</ButtonLink>
            <ButtonLink href="/policies/drafts/new" look="primary">
              {w('new_policy')}
            </ButtonLink>
          </>
        ) : undefined,
      }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'state',
              label: w('state'),
              options: STATES.map((value) => ({ value, label: w(`states.${value}`) })),
            },
          ]}
        />
      }
    >
      <DataTable
        {...list}
        label={w('drafts')}
        columns={columns}
        id={(row) => row.id}
        name={name}
        href={(row) => `/policies/drafts/${row.id}`}
        empty={<EmptyState title={w('no_drafts')}>{w('no_drafts_text')}</EmptyState>}
      />
    </ListPage>
  )
}
