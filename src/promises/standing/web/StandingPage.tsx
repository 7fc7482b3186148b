import { useState } from 'react'
import { isCivilDate } from '../../../kernel/calendar.ts'
import { isCode } from '../../../kernel/division-code.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { listChildren } from '../../../registry/divisions/contract.ts'
import { download } from '../../../web/api.ts'
import {
  Button,
  DataTable,
  EmptyState,
  ExportDialog,
  FilterChips,
  ListPage,
  Notice,
  SearchBox,
  Section,
  toast,
  UrlDate,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi, useCommand, usePages } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { countStanding, exportStanding, listStanding, refreshStanding, type StandingFilter } from '../contract/index.ts'
import { type List, LISTS } from '../rules/lists.ts'
import { standingWords } from '../words/index.ts'
import { useColumns } from './columns.tsx'

/** Policy finds people: who meets what, who will soon, who never claimed, what changed and why. */
export function StandingPage() {
  const w = useWords(standingWords)
  const { list, filter } = useAsked()
  const { q: _, ...figures } = filter
  const { policy: __, ...place } = figures
  const counts = useApi(countStanding, { query: place }, { keep: true })
  const rows = usePages(
    listStanding,
    { query: { list, ...filter } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns = useColumns(list)
  const [exporting, setExporting] = useState(false)
  const as_of = counts.data?.as_of
  return (
    <ListPage
      header={{
        title: w('page.title'),
        sub:
          as_of === undefined
            ? w('page.sub')
            : as_of === null
              ? w('page.never')
              : `${w('page.sub')} ${w('page.as_of', { date: as_of })}`,
        actions: <Actions onExport={() => setExporting(true)} />,
      }}
      search={<SearchBox placeholder={w('page.search')} />}
      filters={<Filters list={list} filter={figures} />}
    >
      <Section title={w(`list.${list}`)} note={w(`list_text.${list}`)}>
        <DataTable
          {...rows}
          label={w(`list.${list}`)}
          columns={columns}
          id={(row) => `${row.policy_id} ${row.person_id ?? row.family_id} ${row.on}`}
          name={(row) => row.names.join(' ')}
          href={(row) => `/families/${row.family_id}`}
          total={rows.first?.total ?? undefined}
          total_or_more={rows.first?.total_or_more ?? false}
          empty={<Nothing list={list} filtered={Object.keys(filter).length > 0} first={as_of === null} />}
        />
      </Section>
      {exporting ? (
        <ExportDialog
          title={w('page.export_title')}
          formats={['xlsx'] as const}
          hint={w('page.export_hint')}
          summary={w(`list.${list}`)}
          onClose={() => setExporting(false)}
          onExport={(_format, purpose, idempotency_key) =>
            download(exportStanding, { body: { list, filter, purpose } }, { idempotency_key })
          }
        />
      ) : null}
    </ListPage>
  )
}

/** The address is the filter: what is not understood in it is left out. */
function useAsked(): { list: List; filter: StandingFilter } {
  const url = useUrlState()
  const list = LISTS.find((known) => known === url.one('list')) ?? 'yes'
  const policies = url.many('policy').filter((code) => /^[a-z][a-z0-9_]{2,59}$/.test(code))
  const [street, since, until, q] = [Number(url.one('street')), url.one('since'), url.one('until'), url.one('q').trim()]
  const changes = list === 'gained' || list === 'lost'
  return {
    list,
    filter: {
      ...(policies.length > 0 ? { policy: policies } : {}),
      ...(url.one('street') !== '' && isCode(street) ? { division: street } : {}),
      ...(changes && isCivilDate(since) ? { since } : {}),
      ...(list === 'soon' && isCivilDate(until) ? { until } : {}),
      ...(q === '' ? {} : { q: q.slice(0, 40) }),
    },
  }
}

function Actions({ onExport }: { onExport: () => void }) {
  const w = useWords(standingWords)
  const shell = useShellWords()
  const may = { export: useMay('standing.export'), refresh: useMay('standing.refresh') }
  const refresh = useCommand(refreshStanding, {
    topics: ['today'],
    done: ({ refresh_id, as_of, gained, lost, became_unknown }) =>
      toast(
        refresh_id === null
          ? w('page.refreshed_same')
          : w('page.refreshed', { date: as_of, gained, lost, unknown: became_unknown }),
      ),
  })
  return (
    <>
      {refresh.problem ? <Notice tone="attention" title={refresh.problem.message} /> : null}
      <Button onClick={() => globalThis.print()}>{shell('print')}</Button>
      {may.export ? <Button onClick={() => onExport()}>{w('page.export')}</Button> : null}
      {may.refresh ? (
        <Button look="primary" busy={refresh.pending} onClick={() => void refresh.send({ body: {} })}>
          {w('page.refresh')}
        </Button>
      ) : null}
    </>
  )
}

function Filters({ list, filter }: { list: List; filter: StandingFilter }) {
  const w = useWords(standingWords)
  const locale = useLocale()
  const own = useSession().data?.active_post?.division ?? 0
  const children = useApi(
    listChildren,
    { params: { code: own }, query: { limit: 100 } },
    { enabled: own % 1000 === 0 && own > 0 },
  )
  const { policy, ...rest } = filter
  const counts = useApi(countStanding, { query: rest }, { keep: true })
  const places = children.data?.items ?? []
  const all = policy === undefined ? counts.data?.total : totalOf(counts.data, policy)
  const policies = (counts.data?.by_policy ?? []).filter((one) => one.counts[list] > 0)
  return (
    <FilterChips
      sets={[
        {
          name: 'list',
          label: w('page.lists'),
          fallback: 'yes',
          options: LISTS.map((value) => ({
            value,
            label: w(`list.${value}`),
            ...(all === undefined ? {} : { count: all[value] }),
          })),
        },
        {
          name: 'policy',
          label: w('page.filter_policy'),
          multiple: true,
          options: policies.map((one) => ({
            value: one.policy_code,
            label: locale === 'zh' ? one.policy_name_zh : one.policy_name_en,
            count: one.counts[list],
          })),
        },
      ]}
    >
      {places.length === 0 ? null : (
        <UrlSelect
          name="street"
          label={w('page.street')}
          options={[
            { value: '', label: w('page.all_streets') },
            ...places.map((place) => ({ value: String(place.code), label: place.name })),
          ]}
        />
      )}
      {list === 'gained' || list === 'lost' ? <UrlDate name="since" label={w('page.since')} /> : null}
      {list === 'soon' ? <UrlDate name="until" label={w('page.until')} /> : null}
    </FilterChips>
  )
}

/** The numbers of the chosen policies together. */
function totalOf(
  counts: ResponseOf<typeof countStanding> | undefined,
  codes: readonly string[],
): Record<List, number> | undefined {
  if (counts === undefined) return undefined
  const chosen = counts.by_policy.filter((one) => codes.includes(one.policy_code))
  const of = (list: List) => chosen.reduce((sum, one) => sum + one.counts[list], 0)
  return {
    yes: of('yes'),
    unknown: of('unknown'),
    soon: of('soon'),
    missed: of('missed'),
    gained: of('gained'),
    lost: of('lost'),
  }
}

function Nothing({ list, filtered, first }: { list: List; filtered: boolean; first: boolean }) {
  const w = useWords(standingWords)
  if (first) return <EmptyState title={w('page.empty_first')}>{w('page.empty_first_text')}</EmptyState>
  if (filtered || list === 'yes') return <EmptyState title={w('page.empty')}>{w('page.empty_text')}</EmptyState>
  const text = list === 'gained' || list === 'lost' ? 'changes' : list
  return <EmptyState title={w(`page.empty_${list}`)}>{w(`page.empty_${text}_text`)}</EmptyState>
}
