import {
  ButtonLink,
  type Column,
  DataTable,
  DateText,
  EmptyState,
  FilterChips,
  ListPage,
  SearchBox,
  Sub,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { type DocumentLine, listDocuments } from '../contract.ts'
import { DOCUMENT_KINDS } from '../rules/shape.ts'
import { libraryWords } from '../words.ts'

/** The notices, found by two characters of what stands in them. */
export function LibraryPage() {
  const w = useWords(libraryWords)
  const url = useUrlState()
  const may = useMay('library.file')
  const kind = DOCUMENT_KINDS.find((known) => known === url.one('kind'))
  const list = usePages(
    listDocuments,
    { query: { q: url.one('q'), kind } },
    { rows: (page) => page.items, next: (page) => page.next },
  )
  const columns: Column<DocumentLine>[] = [
    {
      key: 'title',
      title: w('document'),
      cell: (row) => row.title,
    },
    {
      key: 'text',
      title: w('content'),
      prose: true,
      cell: (row) =>
        row.snippet === '' ? <Sub small>{row.file_name ?? w('no_text')}</Sub> : <Sub small>{row.snippet}</Sub>,
    },
    { key: 'number', title: w('number'), cell: (row) => row.number ?? w('no_number') },
    { key: 'issuer', title: w('issuer'), cell: (row) => row.issuer },
    {
      key: 'issued_on',
      title: w('issued_on'),
      width: 124,
      cell: (row) => (row.issued_on === null ? w('issued_unknown') : <DateText date={row.issued_on} weekday={false} />),
    },
    { key: 'kind', title: w('kind'), width: 104, cell: (row) => w(`kinds.${row.kind}`) },
  ]
  return (
    <ListPage
      header={{
        title: w('title'),
        sub: w('lead'),
        actions: may ? (
          <ButtonLink href="/library/new" look="primary">
            {w('new')}
          </ButtonLink>
        ) : undefined,
      }}
      search={<SearchBox placeholder={w('search')} />}
      filters={
        <FilterChips
          sets={[
            {
              name: 'kind',
              label: w('kind'),
              options: DOCUMENT_KINDS.map((value) => ({ value, label: w(`kinds.${value}`) })),
            },
          ]}
        />
      }
    >
      <DataTable
        {...list}
        label={w('title')}
        columns={columns}
        id={(row) => row.id}
        name={(row) => row.title}
        href={(row) => `/library/${row.id}`}
        empty={<EmptyState title={w('none')}>{w('none_text')}</EmptyState>}
      />
    </ListPage>
  )
}
