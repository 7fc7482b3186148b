import {
  ButtonLink,
  Chip,
  Cluster,
  DataTable,
  DateText,
  EmptyState,
  ListPage,
  Sub,
  type Column,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { listContactsDue } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'
import { headsText } from './line.tsx'

type Due = ResponseOf<typeof listContactsDue>['items'][number]

/** Every family whose next contact is due, the longest first: the list behind the number on Today. */
export function DuePage() {
  const w = useWords(contactsWords)
  const list = usePages(
    listContactsDue,
    { query: {} },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  return (
    <ListPage
      header={{
        title: w('page.due'),
        crumbs: [{ title: w('page.coverage'), href: '/contacts' }, { title: w('page.due') }],
      }}
    >
      <DataTable
        {...list}
        label={w('page.due')}
        columns={useColumns()}
        id={(row) => row.family_id}
        href={(row) => `/families/${row.family_id}`}
        empty={<EmptyState title={w('page.none_due')} />}
      />
    </ListPage>
  )
}

function useColumns(): Column<Due>[] {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const log = useMay('care_records.log')
  return [
    { key: 'who', title: w('page.who'), cell: (row) => headsText(row, locale) },
    {
      key: 'place',
      title: w('page.place'),
      cell: (row) => (
        <Cluster>
          <span>{[row.street_name, row.community_name].filter((name) => name !== null).join(' · ')}</span>
          {row.no_home_visit ? <Chip tone="info">{w('page.wish_no_visit')}</Chip> : null}
        </Cluster>
      ),
    },
    {
      key: 'rule',
      title: w('page.rules'),
      cell: (row) => (
        <Sub>{w('page.rule', { per: w(`per.${row.per}`), mode: w(`mode.${row.mode}`), times: row.times })}</Sub>
      ),
    },
    {
      key: 'last',
      title: w('page.last'),
      cell: (row) =>
        row.last_on === null ? (
          <Sub>{w('page.nobody_yet')}</Sub>
        ) : (
          <span>
            <DateText date={row.last_on} /> {locale === 'zh' ? row.last_kind_zh : row.last_kind_en}
          </span>
        ),
    },
    {
      key: 'days',
      title: w('page.days'),
      align: 'end',
      cell: (row) => <Chip tone="attention">{w('page.days_count', { count: row.days })}</Chip>,
    },
    {
      key: 'do',
      title: w('page.log'),
      align: 'end',
      cell: (row) => (log ? <ButtonLink href={`/families/${row.family_id}/log`}>{w('page.log')}</ButtonLink> : null),
    },
  ]
}
