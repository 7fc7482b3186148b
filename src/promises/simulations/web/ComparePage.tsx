import type { ReactNode } from 'react'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import {
  Button,
  Card,
  Cluster,
  type Column,
  Count,
  DataTable,
  EmptyState,
  ListSkeleton,
  NotFound,
  Reading,
  RunPage,
  RunSkeleton,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { listSaved, type SavedSimulation, type SavedSimulationLine, showSaved } from '../contract.ts'
import { compare, type PairOfSome } from '../rules/compared.ts'
import { CHANGES } from '../rules/outcome.ts'
import { simulationsWords } from '../words/index.ts'
import { Signed, SignedCount, unitOf, useMonthText, Yuan } from './parts.tsx'

/** Two kept simulations of a draft side by side. */
export function ComparePage() {
  const draft_id = usePathPart('draft_id')
  return isUuid(draft_id) ? <Compare draft_id={draft_id} /> : <NotFound />
}

function Compare({ draft_id }: { draft_id: Uuid }) {
  const w = useWords(simulationsWords)
  const url = useUrlState()
  const list = usePages(
    listSaved,
    { query: { draft_id, limit: 100 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  if (list.pending) return <RunSkeleton />
  const chosen = (key: 'a' | 'b', otherwise: number) => {
    const id = url.one(key)
    return list.rows.find((row) => row.id === id) ?? list.rows[otherwise]
  }
  const [a, b] = [chosen('a', 1), chosen('b', 0)]
  return (
    <RunPage
      header={{
        title: w('compare_title'),
        crumbs: [{ title: w('title'), href: `/policies/drafts/${draft_id}/simulation` }],
        actions: <Button onClick={() => globalThis.print()}>{w('print')}</Button>,
      }}
      steps={null}
    >
      {a && b ? (
        <>
          <Cluster>
            <Chooser name="a" label={w('first')} rows={list.rows} first={a} />
            <Chooser name="b" label={w('second')} rows={list.rows} first={b} />
          </Cluster>
          <Both a={a.id} b={b.id} />
        </>
      ) : (
        <EmptyState title={w('compare_needs_two')}>{w('saved_none_text')}</EmptyState>
      )}
    </RunPage>
  )
}

function Chooser({
  name,
  label,
  rows,
  first,
}: {
  name: 'a' | 'b'
  label: string
  rows: readonly SavedSimulationLine[]
  first: SavedSimulationLine
}) {
  // The one that is shown stands first: it is what an empty address means.
  const ordered = [first, ...rows.filter((row) => row.id !== first.id)]
  return (
    <UrlSelect
      name={name}
      label={label}
      options={ordered.map((row) => ({ value: row.id, label: `${label} · ${row.name}` }))}
    />
  )
}

function Both({ a, b }: { a: Uuid; b: Uuid }) {
  const one = useApi(showSaved, { params: { simulation_id: a } })
  const two = useApi(showSaved, { params: { simulation_id: b } })
  return (
    <Reading of={one} part skeleton={<ListSkeleton columns={4} />}>
      {(first) => (
        <Reading of={two} part skeleton={<ListSkeleton columns={4} />}>
          {(second) => <SideBySide a={first} b={second} />}
        </Reading>
      )}
    </Reading>
  )
}

interface Row {
  id: string
  name: string
  a: ReactNode
  b: ReactNode
  difference: ReactNode
}

function SideBySide({ a, b }: { a: SavedSimulation; b: SavedSimulation }) {
  const w = useWords(simulationsWords)
  const monthText = useMonthText()
  // Both are of one draft, which is about persons or about families.
  const unit = unitOf(a)
  const compared = compare(a, b)
  return (
    <>
      <Card title={w('figure_all')} flush>
        <Table
          label={w('figure_all')}
          first={w('figure')}
          rows={[
            { id: 'place', name: w('form.place'), a: a.division_name, b: b.division_name, difference: '' },
            { id: 'span', name: w('form.span'), a: <Span of={a} />, b: <Span of={b} />, difference: '' },
            ...CHANGES.map((change) => ({
              id: change,
              name: w(`figures.${change}`),
              a: <Count value={compared.changes[change].a} unit={unit} />,
              b: <Count value={compared.changes[change].b} unit={unit} />,
              difference: <SignedCount value={compared.changes[change].difference} unit={unit} />,
            })),
            money('today', w('figures.today'), compared.today_fen),
            money('draft', w('money.draft'), compared.draft_fen),
            money('arrears', w('figures.arrears'), compared.arrears_fen),
          ]}
        />
      </Card>
      <Card title={w('by_month')} flush>
        <Table
          label={w('by_month')}
          first={w('column.month_of')}
          rows={compared.by_month.map((line) => money(line.month, monthText(line.month), line))}
        />
      </Card>
      <Card title={w('by_place')} flush>
        <Table
          label={w('by_place')}
          first={w('column.street')}
          rows={compared.by_place.map((line) => money(String(line.place), line.name ?? String(line.place), line))}
        />
      </Card>
    </>
  )
}

/** A line of money; what one of the two does not cover stays empty. */
function money(id: string, name: string, { a, b, difference }: PairOfSome): Row {
  return {
    id,
    name,
    a: a === null ? '' : <Yuan fen={a} />,
    b: b === null ? '' : <Yuan fen={b} />,
    difference: difference === null ? '' : <Signed fen={difference} />,
  }
}

function Span({ of }: { of: SavedSimulation }) {
  const w = useWords(simulationsWords)
  const monthText = useMonthText()
  return (
    <>
      {w('form.from', { month: monthText(of.month) })} {w('form.months', { count: of.months })}
    </>
  )
}

function Table({ label, first, rows }: { label: string; first: string; rows: readonly Row[] }) {
  const w = useWords(simulationsWords)
  const columns: Column<Row>[] = [
    { key: 'name', title: first, cell: (row) => row.name },
    { key: 'a', title: w('first'), align: 'end', cell: (row) => row.a },
    { key: 'b', title: w('second'), align: 'end', cell: (row) => row.b },
    {
      key: 'difference',
      title: `${w('second')} − ${w('first')}`,
      align: 'end',
      cell: (row) => row.difference,
    },
  ]
  return <DataTable label={label} columns={columns} rows={rows} id={(row) => row.id} empty="" />
}
