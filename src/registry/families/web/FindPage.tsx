import { ButtonLink, Chip, DataTable, EmptyState, ListPage, SearchBox, type Column } from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { findFamilies, type Found } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import { FindHint } from './FindHint.tsx'

/** Search first: nothing is listed before something is asked. The address holds the search, so that it can be sent to a colleague. */
export function FindPage() {
  const w = useWords(familiesWords)
  const url = useUrlState()
  const q = url.one('q').trim()
  const asked = Array.from(q).length > 0
  const found = useApi(findFamilies, { query: { q } }, { enabled: asked, keep: true })
  const mayWrite = useMay('families.write')
  // 记一笔 from Today asks first whom it is about.
  const logs = useMay('care_records.log') && url.one('for') === 'log'
  const columns: Column<Found>[] = [
    { key: 'name', title: w('name'), cell: (row) => row.name },
    { key: 'who', title: w('relation_label'), cell: (row) => <Who row={row} /> },
    { key: 'family', title: w('family'), cell: (row) => w('family_of', { names: row.heads.join(' ') }) },
    { key: 'place', title: w('place'), cell: (row) => [row.street_name, row.community_name].filter(Boolean).join(' ') },
    { key: 'file', title: w('file_number'), cell: (row) => row.file },
  ]
  const register = mayWrite ? <ButtonLink href="/families/new">{w('register')}</ButtonLink> : undefined
  return (
    <ListPage
      header={{
        title: w(logs ? 'find_for_log' : 'find_title'),
        sub: w('find_sub'),
        actions: logs ? undefined : register,
      }}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is its search box: whoever opens it wants to type
      search={<SearchBox autoFocus placeholder={w('find_sub')} />}
    >
      {asked ? (
        <>
          <FindHint hint={found.data?.hint} />
          <DataTable
            label={w('find_title')}
            columns={columns}
            rows={found.data?.rows ?? []}
            id={(row) => row.person_id}
            href={(row) => `/families/${row.family_id}${logs && row.state === 'active' && !row.left ? '/log' : ''}`}
            pending={found.isPending}
            earlier={found.isPlaceholderData}
            problem={found.error}
            retry={() => void found.refetch()}
            empty={<EmptyState title={w('find_none')}>{w('find_none_text')}</EmptyState>}
          />
        </>
      ) : (
        <EmptyState title={w('find_start')}>{w('find_start_text')}</EmptyState>
      )}
    </ListPage>
  )
}

function Who({ row }: { row: Found }) {
  const w = useWords(familiesWords)
  const parts = [
    w(`relation.${row.relation}`),
    w(`sex.${row.sex}`),
    row.age === null ? '' : w('years', { count: row.age }),
  ]
  return (
    <>
      {parts.filter((part) => part !== '').join(' · ')}{' '}
      {row.state === 'active' ? null : <Chip>{w(`family_state.${row.state}`)}</Chip>}
      {row.state === 'active' && row.left ? <Chip>{w('left_family')}</Chip> : null}
    </>
  )
}
