import { type Column, Card, Count, DataTable, Kpi, Kpis, Paired, Stack, Sub } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { Simulated } from '../contract.ts'
import { CHANGES, type Change } from '../rules/outcome.ts'
import { simulationsWords } from '../words/index.ts'
import { monthMarks, Signed, unitOf, useMonthText, Yuan } from './parts.tsx'

export type Shown = Omit<Simulated, 'division_name'>
type PlaceRow = Simulated['by_place'][number]
type MoneyRow = Simulated['money'][number]

/** The figures at the top: who, how much, and whether it is there. */
export function Figures({ result }: { result: Shown }) {
  const w = useWords(simulationsWords)
  const { totals, money, months } = result
  const unit = unitOf(result)
  const short = money.find((year) => year.draft_short_fen > 0)
  const covered = money.find((year) => year.left_fen !== null)
  const unfunded = money.filter((year) => year.left_fen === null).map(({ year }) => w('no_money_of', { year }))
  return (
    <Kpis>
      <Kpi
        label={w('figures.gained')}
        value={<Count value={totals.gained} unit={unit} />}
        note={
          <>
            {w('figures.more')} <Count value={totals.more} unit={unit} />
          </>
        }
      />
      <Kpi
        label={w('figures.lost')}
        value={<Count value={totals.lost} unit={unit} />}
        note={
          <>
            {w('figures.less')} <Count value={totals.less} unit={unit} />
          </>
        }
      />
      <Kpi
        label={w('figures.cost', { count: months })}
        value={<Yuan fen={totals.draft_fen} />}
        note={
          <>
            {w('figures.difference')} <Signed fen={totals.draft_fen - totals.today_fen} />
            {totals.arrears_fen === 0 ? null : (
              <>
                <br />
                {w('figures.arrears')} <Yuan fen={totals.arrears_fen} />
              </>
            )}
          </>
        }
      />
      <Kpi
        label={w('figures.money')}
        value={<Verdict year={short ?? covered ?? money[0]} short />}
        note={short ? <Verdict year={short} /> : covered ? unfunded.join(' ') : undefined}
      />
    </Kpis>
  )
}

/** Enough, or short by how much from which month; `short` says the word alone. */
function Verdict({
  year,
  short,
  side = 'draft',
}: {
  year: MoneyRow | undefined
  short?: boolean
  side?: 'today' | 'draft'
}) {
  const w = useWords(simulationsWords)
  const monthText = useMonthText()
  if (!year || year.left_fen === null) return <>{w('no_money')}</>
  const missing = year[`${side}_short_fen`]
  if (short === true) return <>{missing > 0 ? w('short_word') : w('enough_word')}</>
  if (missing > 0) {
    return (
      <>
        {w('short', { month: monthText(year[`${side}_short_from`] ?? '') })} <Yuan fen={missing} />
      </>
    )
  }
  return (
    <>
      {w('enough')} <Yuan fen={year.left_fen - year.open_fen - year[`${side}_fen`]} />
    </>
  )
}

/** Money by year, by month and by place. */
export function Result({ result }: { result: Shown }) {
  const w = useWords(simulationsWords)
  return (
    <Stack gap="wide">
      <Card title={w('by_month')}>
        <Months result={result} />
        {result.totals.arrears_fen === 0 ? null : <Sub>{w('arrears_note')}</Sub>}
      </Card>
      <Card title={w('money.title')} flush>
        <MoneyTable money={result.money} />
      </Card>
      <Card title={w('by_place')} flush>
        <Places result={result} />
      </Card>
      <Sub>{w('money.note')}</Sub>
    </Stack>
  )
}

function Months({ result }: { result: Shown }) {
  const w = useWords(simulationsWords)
  const monthText = useMonthText()
  const marks = monthMarks(result.by_month.map((line) => line.month))
  return (
    <Paired
      title={w('by_month')}
      label={w('column.month_of')}
      first={w('by_today')}
      second={w('by_draft')}
      say={(fen) => <Yuan fen={fen} />}
      points={result.by_month.map((line, i) => ({
        label: monthText(line.month),
        first: line.today_fen,
        second: line.draft_fen,
        ...(marks[i] === undefined ? {} : { mark: marks[i] }),
      }))}
    />
  )
}

function MoneyTable({ money }: { money: Simulated['money'] }) {
  const w = useWords(simulationsWords)
  const columns: Column<MoneyRow>[] = [
    { key: 'year', title: w('money.of_year'), cell: (row) => w('money.year', { year: row.year }) },
    {
      key: 'left',
      title: w('money.left'),
      align: 'end',
      cell: (row) => (row.left_fen === null ? w('no_money') : <Yuan fen={row.left_fen} />),
    },
    { key: 'open', title: w('money.open'), align: 'end', cell: (row) => <Yuan fen={row.open_fen} /> },
    { key: 'today', title: w('money.today'), align: 'end', cell: (row) => <Yuan fen={row.today_fen} /> },
    { key: 'draft', title: w('money.draft'), align: 'end', cell: (row) => <Yuan fen={row.draft_fen} /> },
    { key: 'verdict', title: w('money.verdict'), cell: (row) => <Verdict year={row} /> },
  ]
  return (
    <DataTable
      label={w('money.title')}
      columns={columns}
      rows={money}
      id={(row) => String(row.year)}
      empty={w('no_money')}
    />
  )
}

function Places({ result }: { result: Shown }) {
  const w = useWords(simulationsWords)
  const unit = unitOf(result)
  const count = (change: Change): Column<PlaceRow> => ({
    key: change,
    title: w(`figures.${change}`),
    align: 'end',
    cell: (row) => <Count value={row[change]} unit={unit} />,
  })
  const columns: Column<PlaceRow>[] = [
    { key: 'place', title: w('column.street'), cell: (row) => row.name ?? String(row.place) },
    ...CHANGES.map(count),
    { key: 'today', title: w('by_today'), align: 'end', cell: (row) => <Yuan fen={row.today_fen} /> },
    { key: 'draft', title: w('by_draft'), align: 'end', cell: (row) => <Yuan fen={row.draft_fen} /> },
    {
      key: 'difference',
      title: w('column.difference'),
      align: 'end',
      cell: (row) => <Signed fen={row.draft_fen - row.today_fen} />,
    },
  ]
  return (
    <DataTable
      label={w('by_place')}
      columns={columns}
      rows={result.by_place}
      id={(row) => String(row.place)}
      empty={<Sub>{w('places_none')}</Sub>}
    />
  )
}
