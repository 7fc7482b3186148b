import {
  type Column,
  DataTable,
  EmptyState,
  FigurePage,
  Kpi,
  Kpis,
  NotFound,
  Notice,
  Section,
  Stack,
} from '../../../web/design/index.ts'
import { formatCount } from '../../../kernel/units.ts'
import { usePages } from '../../../web/hooks.ts'
import { useJoining, useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { type Figure, getFigureList, type Item } from '../contract.ts'
import { reportsWords } from '../words.ts'
import { type Asked, useAsked, useSaying } from './asked.ts'
import { Breakdown } from './breakdown.tsx'
import { Pickers } from './pickers.tsx'

/** One figure: its value, by place and by month, and exactly what it counts, row by row. */
export function BehindPage() {
  const w = useWords(reportsWords)
  const shell = useShellWords()
  const code = usePathPart('code')
  const asked = useAsked()
  const list = usePages(
    getFigureList,
    { params: { code }, query: asked.query },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  if (list.problem?.status === 404) return <NotFound />
  const figure = list.first?.figure
  return (
    <FigurePage
      header={{
        title: figure?.name ?? shell('nav_figures'),
        crumbs: [{ title: shell('nav_figures'), href: asked.href('/figures') }, { title: w('behind') }],
        sub: list.first && `${list.first.division_name} · ${periodOf(w, figure, asked)}`,
        actions: (
          <Pickers asked={asked} place_name={list.first && (list.first.division_name.split(/[省市]/).at(-1) ?? '')} />
        ),
      }}
      sheet={
        <Stack gap="wide">
          {figure ? <Value figure={figure} /> : null}
          {figure ? <Breakdown code={code} asked={asked} /> : null}
          <Section title={w('list_title')} note={w('list_lead')}>
            <Rows list={list} figure={figure} asked={asked} />
          </Section>
          {list.first && list.first.unnamed > 0 ? (
            <Notice title={w('list_unnamed', { count: list.first.unnamed })} />
          ) : null}
        </Stack>
      }
    />
  )
}

function periodOf(
  w: (key: 'as_of', params: { to: string }) => string,
  figure: Figure | undefined,
  asked: Asked,
): string {
  return figure?.section === 'base' ? w('as_of', { to: asked.span.to }) : asked.period
}

function Value({ figure }: { figure: Figure }) {
  const w = useWords(reportsWords)
  const locale = useLocale()
  const joined = useJoining()
  const said = useSaying()(figure.value, figure.unit)
  return (
    <Kpis>
      <Kpi label={figure.name} value={<span title={said.exact}>{said.text}</span>} unit={said.unit} note={said.exact} />
      <Kpi
        label={w('column_records')}
        value={formatCount(figure.records, locale)}
        note={joined.labelled(w('column_origin'), figure.origin)}
      />
    </Kpis>
  )
}

interface RowsProps {
  list: ReturnType<typeof usePages<typeof getFigureList, Item>>
  figure: Figure | undefined
  asked: Asked
}

function Rows({ list, figure, asked }: RowsProps) {
  const w = useWords(reportsWords)
  const say = useSaying()
  const { first: _, ...pages } = list
  const columns: Column<Item>[] = [
    {
      key: 'title',
      title: figure?.list === 'records' ? w('column_what') : w('column_person'),
      cell: (row) => row.title || w('no_name'),
    },
    { key: 'place', title: w('column_place'), cell: (row) => row.community_name ?? '' },
    { key: 'on', title: w('column_on'), cell: (row) => row.on ?? '' },
    {
      key: 'share',
      title: w('column_share'),
      align: 'end',
      cell: (row) => {
        if (!figure) return null
        const said = say(row.share, figure.unit)
        return <span title={said.exact}>{`${said.text} ${said.unit}`}</span>
      },
    },
  ]
  const register = figure?.section === 'base'
  return (
    <DataTable
      {...pages}
      label={w('list_title')}
      columns={register ? columns.filter((column) => column.key !== 'on') : columns}
      id={(row) => row.key}
      href={(row) => hrefOf(row, asked)}
      empty={<EmptyState title={w('list_empty')} />}
    />
  )
}

/** An act opens as the act with its people; a person or family as the family's file; a place as its own statement. */
function hrefOf(row: Item, asked: Asked): string {
  if (row.record_id !== null) return `/figures/acts/${Math.floor((row.community ?? 0) / 1_000_000)}/${row.record_id}`
  if (row.family_id !== null) return `/families/${row.family_id}`
  return asked.href('/figures', row.community === null ? {} : { division: row.community })
}
