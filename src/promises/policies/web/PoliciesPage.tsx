import {
  ButtonLink,
  Chip,
  type Column,
  DataTable,
  EmptyState,
  FilterChips,
  ListPage,
  ListSkeleton,
  Reading,
  Section,
} from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listPolicies } from '../contract/index.ts'
import { libraryWords } from '../../library/words.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'

type PolicyLine = ResponseOf<typeof listPolicies>['items'][number]

const LEVELS = ['nation', 'province', 'city', 'district', 'street', 'community'] as const
const THEMES = ['allowance', 'festival', 'living', 'health', 'insurance', 'travel', 'safety'] as const

/** What every level has promised here, from the nation down to the community. */
export function PoliciesPage() {
  const w = useWords(policiesWords)
  const url = useUrlState()
  const session = useSession().data
  const theme = THEMES.find((known) => known === url.one('theme'))
  const place = url.one('where') === 'all' ? undefined : session?.active_post?.division
  const list = useApi(listPolicies, { query: { theme, place } }, { keep: true, enabled: session !== undefined })
  return (
    <ListPage
      header={{ title: w('title'), sub: w('page.list_lead'), actions: <ListActs /> }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'theme',
              label: w('page.theme'),
              options: THEMES.map((value) => ({ value, label: w(`themes.${value}`) })),
            },
            { name: 'where', label: w('page.place'), options: [{ value: 'all', label: w('page.everywhere') }] },
          ]}
        />
      }
    >
      <Reading of={list} kept skeleton={<ListSkeleton />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={w('page.empty')}>{w('page.empty_text')}</EmptyState>
          ) : (
            LEVELS.map((level) => (
              <Level key={level} level={level} items={items.filter((item) => item.level === level)} />
            ))
          )
        }
      </Reading>
    </ListPage>
  )
}

function ListActs() {
  const w = useWords(editorWords)
  const [drafts, write] = [useMay('policies.drafts'), useMay('policies.write')]
  return (
    <>
      <ButtonLink href="/library">{useWords(libraryWords)('title')}</ButtonLink>
      {drafts ? <ButtonLink href="/policies/drafts">{w('drafts')}</ButtonLink> : null}
      {write ? (
        <ButtonLink href="/policies/drafts/new" look="primary">
          {w('new_policy')}
        </ButtonLink>
      ) : null}
    </>
  )
}

function Level({ level, items }: { level: (typeof LEVELS)[number]; items: readonly PolicyLine[] }) {
  const w = useWords(policiesWords)
  const locale = useLocale()
  if (items.length === 0) return null
  const name = (row: PolicyLine) => (locale === 'zh' ? row.name_zh : row.name_en)
  const columns: Column<PolicyLine>[] = [
    { key: 'name', title: w('page.name'), width: '28%', cell: name },
    { key: 'owner', title: w('page.owner'), width: '12%', cell: (row) => row.division_name },
    {
      key: 'grant',
      title: w('page.grant'),
      width: '18%',
      cell: (row) => w(`grants.${row.grant_kind}`, { count: row.grant_quantity ?? 1 }),
    },
    { key: 'cadence', title: w('page.cadence'), width: '20%', cell: (row) => w(`cadences.${row.cadence}`) },
    { key: 'to', title: w('page.to'), width: '8%', cell: (row) => w(`beneficiaries.${row.beneficiary}`) },
    {
      key: 'confidence',
      title: w('page.documents'),
      cell: (row) => (
        <Chip tone={row.confidence === 'sourced' ? 'done' : 'attention'}>{w(`confidences.${row.confidence}`)}</Chip>
      ),
    },
  ]
  return (
    <Section title={w(`levels.${level}`)} note={w('page.how_many', { count: items.length })}>
      <DataTable
        label={w(`levels.${level}`)}
        columns={columns}
        rows={items}
        id={(row) => row.id}
        name={name}
        href={(row) => `/policies/${row.id}`}
        empty={null}
      />
    </Section>
  )
}
