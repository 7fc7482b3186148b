import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Chip,
  Cluster,
  type Column,
  ConfirmWithNumbers,
  DataTable,
  EmptyState,
  FilterChips,
  ListPage,
  Money,
  ProblemNotice,
  Section,
  Sub,
  toast,
  type Tone,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import {
  appropriationShape,
  confirmAppropriation,
  listAppropriations,
  listSources,
  listYears,
  withdrawAppropriation,
} from '../contract.ts'
import { fundsWords } from '../words/index.ts'
import { AppropriationDialog, SourceDialog, SpendingDialog } from './dialogs.tsx'
import { TODAY, Years } from './years.tsx'

type Row = ResponseOf<typeof listAppropriations>['items'][number]
type State = Row['state']
type YearState = ResponseOf<typeof listYears>['items'][number]['state']
type Asked = { act: 'source' | 'appropriation' } | { act: 'confirm' | 'spend'; row: Row }

const STATES = appropriationShape.shape.state.options
const TONE: Readonly<Record<State, Tone>> = { entered: 'attention', confirmed: 'done', withdrawn: 'plain' }

/** The year and the state the address asks for, and the years there are to ask for. */
function useAsked() {
  const url = useUrlState()
  const years = useApi(listYears, { query: {} })
  const asked = Number(url.one('year'))
  const year = Number.isInteger(asked) && asked >= 2000 && asked <= 2100 ? asked : undefined
  const state = STATES.find((one) => one === url.one('state'))
  const items = years.data?.items ?? []
  const known = new Set([...items.map((one) => one.year), ...(year === undefined ? [] : [year])])
  const books = new Map(items.map((one) => [`${one.district} ${one.year}`, one.state]))
  return {
    query: { year, state },
    any: year !== undefined || state !== undefined,
    known: [...known].toSorted((a, b) => b - a),
    /** How the books of the row's year stand; a year has books as soon as something is entered in it. */
    booksOf: (row: Row): YearState => books.get(`${row.district} ${row.year}`) ?? 'open',
  }
}

/** `/funds/appropriations`: what was appropriated and what is left of it; entering, confirming, spending, closing a year. */
export function AppropriationsPage() {
  const w = useWords(fundsWords)
  const { query, any, known, booksOf } = useAsked()
  const list = useApi(listAppropriations, { query }, { keep: true })
  const sources = useApi(listSources, { query: {} })
  const may_write = useMay('funds.write')
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  const columns = useColumns(setAsked, booksOf)
  return (
    <ListPage
      header={{
        title: w('appropriations'),
        crumbs: [{ title: w('statement'), href: '/funds' }],
        actions: may_write ? (
          <>
            <Button onClick={() => setAsked({ act: 'source' })}>{w('source_new')}</Button>
            <Button look="primary" onClick={() => setAsked({ act: 'appropriation' })}>
              {w('appropriation_new')}
            </Button>
          </>
        ) : undefined,
      }}
      filters={<Filters known={known} />}
    >
      <DataTable
        label={w('appropriations')}
        columns={columns}
        rows={list.data?.items ?? []}
        pending={list.isPending}
        earlier={list.isPlaceholderData}
        problem={list.error}
        retry={() => void list.refetch()}
        id={(row) => row.id}
        empty={
          any ? (
            <EmptyState title={w('none_so')}>{w('none_so_text')}</EmptyState>
          ) : (
            <EmptyState title={w('no_appropriations')}>{w('no_appropriations_text')}</EmptyState>
          )
        }
      />
      <Section title={w('years')}>
        <Years />
      </Section>
      {asked?.act === 'source' ? <SourceDialog onClose={close} /> : null}
      {asked?.act === 'appropriation' && sources.data ? (
        <AppropriationDialog known={sources.data} onClose={close} />
      ) : null}
      {asked?.act === 'spend' ? <SpendingDialog appropriation={asked.row} onClose={close} /> : null}
      {asked?.act === 'confirm' ? <ConfirmDialog row={asked.row} onClose={close} /> : null}
    </ListPage>
  )
}

function Filters({ known }: { known: readonly number[] }) {
  const w = useWords(fundsWords)
  const years = known.map((year) => ({ value: String(year), label: w('year_label', { year }) }))
  const states = STATES.map((value) => ({ value, label: w(`state_${value}`) }))
  return (
    <FilterChips sets={[{ name: 'state', label: w('column_state'), options: states }]}>
      <UrlSelect name="year" label={w('year')} options={[{ value: '', label: w('all_years') }, ...years]} />
    </FilterChips>
  )
}

function useColumns(ask: (asked: Asked) => void, booksOf: (row: Row) => YearState): Column<Row>[] {
  const w = useWords(fundsWords)
  const locale = useLocale()
  return [
    {
      key: 'what',
      title: w('column_purpose'),
      cell: (row) => (
        <>
          {w('year_label', { year: row.year })} {locale === 'zh' ? row.purpose_zh : row.purpose_en}
          <Sub>{[w(`origin_${row.origin}`), row.document].filter(Boolean).join(' · ')}</Sub>
        </>
      ),
    },
    { key: 'source', title: w('column_source'), cell: (row) => row.source_name },
    { key: 'stated', title: w('column_stated'), align: 'end', cell: (row) => <Money fen={row.stated_fen} exact /> },
    {
      key: 'reserved',
      title: w('figure_reserved'),
      align: 'end',
      cell: (row) => <Money fen={row.reserved_fen} exact />,
    },
    { key: 'spent', title: w('figure_spent'), align: 'end', cell: (row) => <Money fen={row.spent_fen} exact /> },
    { key: 'left', title: w('column_left'), align: 'end', cell: (row) => <Money fen={row.available_fen} exact /> },
    {
      key: 'state',
      title: w('column_state'),
      cell: (row) => <StateChip state={row.state} books={booksOf(row)} />,
    },
    { key: 'act', title: w('column_act'), cell: (row) => <Acts row={row} open={booksOf(row) === 'open'} ask={ask} /> },
  ]
}

/** What is confirmed can be used while the books of its year take entries, and no longer. */
function StateChip({ state, books }: { state: State; books: YearState }) {
  const w = useWords(fundsWords)
  if (state === 'confirmed' && books === 'closed') return <Chip tone="plain">{w('state_closed')}</Chip>
  if (state === 'confirmed' && books === 'closing') return <Chip tone="attention">{w('state_closing')}</Chip>
  return <Chip tone={TONE[state]}>{w(`state_${state}`)}</Chip>
}

function Acts({ row, open, ask }: { row: Row; open: boolean; ask: (asked: Asked) => void }) {
  const w = useWords(fundsWords)
  const own = useSession().data?.account?.account_id === row.created_by
  const may_confirm = useMay('funds.confirm')
  const may_write = useMay('funds.write')
  const withdraw = useCommand(withdrawAppropriation, {
    topics: TODAY,
    done: () => toast(w('appropriation_withdrawn')),
  })
  if (row.state === 'entered') {
    return (
      <Cluster>
        {may_confirm && !own ? <Button onClick={() => ask({ act: 'confirm', row })}>{w('confirm')}</Button> : null}
        {may_write ? (
          <Button busy={withdraw.pending} onClick={() => void withdraw.send({ params: { appropriation_id: row.id } })}>
            {w('withdraw')}
          </Button>
        ) : null}
        {withdraw.problem ? <ProblemNotice problem={withdraw.problem} /> : null}
      </Cluster>
    )
  }
  return may_write && open && row.available_fen > 0 ? (
    <Button onClick={() => ask({ act: 'spend', row })}>{w('spend')}</Button>
  ) : null
}

function ConfirmDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const w = useWords(fundsWords)
  const locale = useLocale()
  const confirm = useCommand(confirmAppropriation, {
    topics: TODAY,
    done: () => {
      toast(w('appropriation_confirmed'))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('confirm')}
      facts={[
        { label: w('year'), value: w('year_label', { year: row.year }) },
        { label: w('column_source'), value: row.source_name },
        { label: w('column_purpose'), value: locale === 'zh' ? row.purpose_zh : row.purpose_en },
        { label: w('origin'), value: w(`origin_${row.origin}`) },
        ...(row.document === null ? [] : [{ label: w('document'), value: row.document }]),
        { label: w('column_stated'), value: <Money fen={row.stated_fen} exact /> },
      ]}
      act={w('confirm')}
      busy={confirm.pending}
      problem={confirm.problem}
      onConfirm={() => void confirm.send({ params: { appropriation_id: row.id } })}
      onClose={onClose}
    >
      <Sub>{w('confirm_sure', { name: row.created_by_name })}</Sub>
    </ConfirmWithNumbers>
  )
}
