import { useState } from 'react'
import { type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { formatCount, type Unit, unitWord } from '../../../kernel/units.ts'
import { download, type InputOf } from '../../../web/api.ts'
import {
  Button,
  ButtonLink,
  Chip,
  type Column,
  Count,
  DataTable,
  DateText,
  EmptyState,
  FilterChips,
  Kpi,
  Kpis,
  Link,
  ListPage,
  Money,
  UrlSelect,
  ExportDialog,
} from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useToday } from '../../../web/clock.ts'
import { useUrlState } from '../../../web/url.ts'
import { exportActs, listActs, sumActs } from '../contract/index.ts'
import { OUTCOMES, THEMES } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { CorrectAct } from './CorrectAct.tsx'
import { useKindName } from './use-kinds.ts'

type Row = ResponseOf<typeof listActs>['items'][number]
type Filter = Omit<InputOf<typeof exportActs>['body'], 'purpose'>

/** The filter stands in the address, so that a figure elsewhere can open exactly the acts behind it. */
function useFilter(): Filter {
  const url = useUrlState()
  const today = useToday()
  const day = (text: string): CivilDate | undefined => (isCivilDate(text) ? text : undefined)
  const id = (name: string) => {
    const text = url.one(name)
    return isUuid(text) ? text : undefined
  }
  const year = url.one('year') || (url.one('from') === '' && url.one('to') === '' ? today.slice(0, 4) : '')
  const list = <T extends string>(name: string, known: readonly T[]): T[] | undefined => {
    const held = known.filter((value) => url.many(name).includes(value))
    return held.length > 0 ? held : undefined
  }
  const kinds = url.many('kinds').filter((code) => /^[a-z][a-z0-9_]*$/.test(code))
  return {
    division: url.one('division') || undefined,
    from: day(/^\d{4}$/.test(year) ? `${year}-01-01` : url.one('from')),
    to: day(/^\d{4}$/.test(year) ? `${year}-12-31` : url.one('to')),
    kinds: kinds.length > 0 ? kinds : undefined,
    themes: list('themes', THEMES),
    outcomes: list('outcomes', OUTCOMES),
    family_id: id('family_id'),
    person_id: id('person_id'),
    worker_id: id('worker_id'),
  }
}

/** The sums of what is listed, each with its unit. */
function Sums({ filter }: { filter: Filter }) {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const sums = useApi(sumActs, { query: filter }, { keep: true, topics: ['care-records'] }).data
  if (!sums) return null
  const figure = (count: number, unit: Unit) => ({
    value: formatCount(count, locale),
    unit: unitWord(unit, locale, count),
  })
  return (
    <Kpis>
      <Kpi
        label={w('page.households')}
        {...figure(sums.households, 'household')}
        note={<Count value={sums.household_times} unit="household_time" />}
      />
      <Kpi
        label={w('page.persons')}
        {...figure(sums.persons, 'person')}
        note={<Count value={sums.person_times} unit="person_time" />}
      />
      <Kpi
        label={w('page.sessions')}
        {...figure(sums.sessions, 'session')}
        note={<Count value={sums.minutes} unit="minute" />}
      />
      <Kpi
        label={w('page.amount')}
        value={<Money fen={sums.amount_fen} />}
        note={<Count value={sums.quantity} unit="piece" />}
      />
    </Kpis>
  )
}

function ActsExport({ filter, onClose }: { filter: Filter; onClose: () => void }) {
  const w = useWords(careRecordsWords)
  return (
    <ExportDialog
      title={w('page.export')}
      formats={['xlsx'] as const}
      hint={w('page.purpose_hint')}
      onClose={onClose}
      onExport={(_format, purpose, idempotency_key) =>
        download(exportActs, { body: { ...filter, purpose } }, { idempotency_key })
      }
    />
  )
}

function useColumns(): Column<Row>[] {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const nameOf = useKindName()
  return [
    { key: 'happened_on', title: w('column.happened_on'), cell: (row) => <DateText date={row.happened_on} /> },
    {
      key: 'kind',
      title: w('column.kind'),
      cell: (row) => (
        <>
          {nameOf(row.kind)} {row.title}{' '}
          {row.outcome === 'done' ? null : <Chip tone="attention">{w(`outcome.${row.outcome}`)}</Chip>}
        </>
      ),
    },
    {
      key: 'family',
      title: w('column.family_names'),
      cell: (row) => {
        const names = row.family_names.join(locale === 'zh' ? '、' : ', ')
        return row.family_id === null ? null : <Link href={`/families/${row.family_id}`}>{names}</Link>
      },
    },
    { key: 'place', title: w('column.place'), cell: (row) => row.place_name },
    {
      key: 'reached',
      title: w('page.person_times'),
      align: 'end',
      cell: (row) => <Count value={row.persons + row.headcount} unit="person_time" />,
    },
    {
      key: 'amount',
      title: w('page.amount'),
      align: 'end',
      cell: (row) => (row.amount_fen === 0 ? null : <Money fen={row.amount_fen} />),
    },
    { key: 'worker', title: w('column.worker_name'), cell: (row) => row.worker_name },
  ]
}

/** Shown where there is anything she may take back: an act for whoever came stands on no family's timeline. */
function useCorrectColumn(rows: readonly Row[]): Column<Row>[] {
  const w = useWords(careRecordsWords)
  const nameOf = useKindName()
  if (!rows.some((row) => row.may_correct)) return []
  return [
    {
      key: 'correct',
      title: w('page.correct'),
      cell: (row) => (
        <CorrectAct row={row} district={row.district} act={[nameOf(row.kind), row.title].filter(Boolean).join(' ')} />
      ),
    },
  ]
}

function HeaderActions({ onExport }: { onExport: () => void }) {
  const w = useWords(careRecordsWords)
  const may = { export: useMay('care_records.export'), log: useMay('care_records.log') }
  return (
    <>
      {may.export ? <Button onClick={onExport}>{w('page.export')}</Button> : null}
      {may.log ? (
        <ButtonLink look="primary" href="/care-records/new">
          {w('page.many')}
        </ButtonLink>
      ) : null}
    </>
  )
}

/** `/care-records`: the acts a filter means, their sums above them; the same address opens from any figure. */
export function ActsPage() {
  const w = useWords(careRecordsWords)
  const filter = useFilter()
  const columns = useColumns()
  const [exporting, setExporting] = useState(false)
  const thisYear = Number(useToday().slice(0, 4))
  const list = usePages(
    listActs,
    { query: { ...filter, limit: 20 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const correct = useCorrectColumn(list.rows)
  const nameOf = useKindName()
  const url = useUrlState()
  const span =
    url.one('from') + url.one('to') === '' ? [] : [{ value: '', label: `${url.one('from')} – ${url.one('to')}` }]
  const years = Array.from({ length: 12 }, (_, back) => String(thisYear - back))
  return (
    <ListPage
      header={{
        title: w('page.acts'),
        sub: url.many('kinds').map(nameOf).join(' · ') || undefined,
        actions: <HeaderActions onExport={() => setExporting(true)} />,
      }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'themes',
              label: w('page.theme'),
              multiple: true,
              options: THEMES.map((value) => ({ value, label: w(`theme.${value}`) })),
            },
            {
              name: 'outcomes',
              label: w('column.outcome'),
              multiple: true,
              options: OUTCOMES.map((value) => ({ value, label: w(`outcome.${value}`) })),
            },
          ]}
        >
          <UrlSelect
            name="year"
            label={w('page.year')}
            options={[
              ...span,
              ...[...years, 'all'].map((value) => ({
                value,
                label: value === 'all' ? w('page.all_years') : value,
              })),
            ]}
          />
        </FilterChips>
      }
    >
      <Sums filter={filter} />
      <DataTable
        {...list}
        label={w('page.acts')}
        columns={[...columns, ...correct]}
        id={(row) => row.id}
        empty={<EmptyState title={w('page.none')}>{w('page.none_text')}</EmptyState>}
      />
      {exporting ? <ActsExport filter={filter} onClose={() => setExporting(false)} /> : null}
    </ListPage>
  )
}
