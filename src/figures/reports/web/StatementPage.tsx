import { useState } from 'react'
import { formatCount } from '../../../kernel/units.ts'
import { download } from '../../../web/api.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  Card,
  ExportDialog,
  FigurePage,
  type FigureSection,
  ListSkeleton,
  Notice,
  PrintOnly,
  Reading,
  ScreenOnly,
  SectionSheet,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { exportStatement, getStatement, type Statement } from '../contract.ts'
import { reportsWords } from '../words.ts'
import { type Asked, useAsked, useSaying } from './asked.ts'
import { Pickers } from './pickers.tsx'

/** The statement of a place over a period as it prints; each number opens to what it counts. */
export function StatementPage() {
  const w = useWords(reportsWords)
  const shell = useShellWords()
  const asked = useAsked()
  const statement = useApi(getStatement, { query: asked.query }, { topics: ['care-records', 'families'], keep: true })
  const own = useSession().data?.active_post?.division_name
  const mayExport = useMay('reports.export')
  const [exporting, setExporting] = useState(false)
  const place = statement.data?.division_name
  return (
    <>
      <FigurePage
        header={{
          title: w('title', { place: place ?? own ?? '' }),
          sub: w('period', { from: asked.span.from, to: asked.span.to }),
          actions: (
            <>
              <Pickers asked={asked} place_name={shortOf(place) ?? own} />
              <Button onClick={() => globalThis.print()}>{shell('print')}</Button>
              {mayExport ? (
                <Button look="primary" disabled={!statement.data} onClick={() => setExporting(true)}>
                  {shell('export')}
                </Button>
              ) : null}
            </>
          ),
        }}
        sheet={
          <Reading of={statement} part kept skeleton={<ListSkeleton columns={4} />}>
            {(data) => <StatementSheet statement={data} asked={asked} />}
          </Reading>
        }
      />
      {exporting && statement.data ? (
        <ExportDialog
          title={shell('export')}
          formats={['xlsx', 'docx'] as const}
          hint={w('export_purpose_hint')}
          summary={`${w('title', { place: statement.data.division_name })} · ${asked.period}`}
          onClose={() => setExporting(false)}
          onExport={(format, purpose, idempotency_key) =>
            download(
              exportStatement,
              { body: { ...asked.span, division: statement.data?.division, format, purpose } },
              { idempotency_key },
            )
          }
        />
      ) : null}
    </>
  )
}

/** `云南省昆明市盘龙区` is too long for a button: what comes after the last province, city or prefecture. */
function shortOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : (/(?:省|市|自治区|自治州|地区)([^省市]+)$/.exec(name)?.[1] ?? name)
}

function StatementSheet({ statement, asked }: { statement: Statement; asked: Asked }) {
  const w = useWords(reportsWords)
  const today = useToday()
  const sections = useSections(statement, asked)
  const columns = {
    name: w('column_name'),
    value: w('column_value'),
    unit: w('column_unit'),
    records: w('column_records'),
  }
  const quiet = statement.sections.every((one) => one.code === 'base' || one.figures.every((f) => f.records === 0))
  return (
    <Stack>
      {quiet ? (
        <ScreenOnly>
          <Notice title={w('nothing_yet')}>{w('nothing_yet_text')}</Notice>
        </ScreenOnly>
      ) : null}
      <Card>
        <Stack>
          <ScreenOnly>
            <Sub>{w('lead')}</Sub>
          </ScreenOnly>
          <SectionSheet label={w('title', { place: statement.division_name })} columns={columns} sections={sections} />
          <PrintOnly>
            <p>{w('note_every_figure_opens')}</p>
            <p>{w('statement_foot', { association: statement.association, today })}</p>
          </PrintOnly>
        </Stack>
      </Card>
    </Stack>
  )
}

function useSections(statement: Statement, asked: Asked): FigureSection[] {
  const w = useWords(reportsWords)
  const locale = useLocale()
  const say = useSaying()
  return statement.sections.map((section) => ({
    id: section.code,
    title: section.title,
    lines: section.figures.map((figure) => {
      const said = say(figure.value, figure.unit)
      return {
        id: figure.code,
        name: figure.name,
        value: said.text,
        unit: said.unit,
        ...(said.exact === undefined ? {} : { exact: said.exact }),
        records: formatCount(figure.records, locale),
        href: asked.href(`/figures/${figure.code}`),
        label: w('open_list', { name: figure.name, value: said.text, unit: said.unit }),
        nought: figure.value === 0,
      }
    }),
  }))
}
