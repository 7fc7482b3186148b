import {
  ButtonLink,
  Chip,
  Cluster,
  Count,
  DataTable,
  EmptyState,
  FilterChips,
  ListPage,
  SearchBox,
  type Column,
} from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { type FamilyLine, listFamilies, listTags } from '../contract/index.ts'
import { LIVING_ARRANGEMENTS } from '../rules/draft.ts'
import { AGE_BANDS } from '../rules/household.ts'
import { familiesWords } from '../words/index.ts'

const STATES = ['active', 'moved', 'closed'] as const

/** The families of the reader's jurisdiction, in the order of their communities. */
export function FamiliesPage() {
  const w = useWords(familiesWords)
  const url = useUrlState()
  const among = <T extends string>(key: string, all: readonly T[]) => all.find((value) => value === url.one(key))
  const within = url.one('within')
  const query = {
    tag: [...url.many('tag')],
    living: LIVING_ARRANGEMENTS.filter((value) => url.many('living').includes(value)),
    age: among('age', AGE_BANDS),
    state: among('state', STATES) ?? 'active',
    within: within === '' ? undefined : Number(within),
    limit: 20,
  }
  const list = usePages(listFamilies, { query }, { rows: (page) => page.rows, next: (page) => page.next })
  const mayWrite = useMay('families.write')
  const count = list.first?.count
  const marked = list.rows.some((row) => row.tags.length > 0 || row.no_contact || row.no_home_visit)
  const columns = useColumns().filter((column) => column.key !== 'tags' || marked)
  return (
    <ListPage
      header={{
        title: w('families'),
        sub: count ? count.over ? w('families_over') : <Count value={count.households} unit="household" /> : undefined,
        actions: mayWrite ? (
          <ButtonLink href="/families/new" look="primary">
            {w('register')}
          </ButtonLink>
        ) : undefined,
      }}
      search={<SearchBox go="/find" placeholder={w('find_sub')} />}
      filters={<Filters />}
    >
      <DataTable
        {...list}
        label={w('families')}
        columns={columns}
        id={(row) => row.family_id}
        href={(row) => `/families/${row.family_id}`}
        {...(count ? { total: count.households, total_or_more: count.over } : {})}
        empty={<EmptyState title={w('none')}>{w('none_text')}</EmptyState>}
      />
    </ListPage>
  )
}

function Filters() {
  const w = useWords(familiesWords)
  const tags = useApi(listTags, {})
  return (
    <FilterChips
      sets={[
        {
          name: 'age',
          label: w('filter_age'),
          options: AGE_BANDS.map((value) => ({ value, label: w(`age_band.${value}`) })),
        },
        {
          name: 'living',
          label: w('filter_living'),
          multiple: true,
          options: LIVING_ARRANGEMENTS.map((value) => ({ value, label: w(`living_arrangement.${value}`) })),
        },
        {
          name: 'tag',
          label: w('filter_tag'),
          multiple: true,
          options: (tags.data?.tags ?? []).map((value) => ({ value, label: value })),
        },
        {
          name: 'state',
          label: w('filter_state'),
          options: STATES.slice(1).map((value) => ({ value, label: w(`family_state.${value}`) })),
        },
      ]}
    />
  )
}

function useColumns(): Column<FamilyLine>[] {
  const w = useWords(familiesWords)
  return [
    {
      key: 'family',
      title: w('family'),
      cell: (row) => (row.heads.length > 0 ? row.heads.join(' ') : w('family_without_heads', { file: row.file })),
    },
    { key: 'tags', title: w('tags'), cell: (row) => <Marks row={row} /> },
    { key: 'place', title: w('place'), cell: (row) => [row.street_name, row.community_name].filter(Boolean).join(' ') },
    { key: 'living', title: w('living'), cell: (row) => w(`living_arrangement.${row.living_arrangement}`) },
    { key: 'members', title: w('members'), align: 'end', cell: (row) => <Count value={row.members} unit="person" /> },
    {
      key: 'oldest',
      title: w('oldest'),
      align: 'end',
      cell: (row) => (row.oldest_age === null ? '' : w('years', { count: row.oldest_age })),
    },
  ]
}

function Marks({ row }: { row: FamilyLine }) {
  const w = useWords(familiesWords)
  return (
    <Cluster>
      {row.tags.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
      {row.no_contact ? <Chip tone="info">{w('no_contact')}</Chip> : null}
      {row.no_home_visit && !row.no_contact ? <Chip tone="info">{w('no_home_visit')}</Chip> : null}
    </Cluster>
  )
}
