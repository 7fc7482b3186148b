import { useState } from 'react'
import { type Fen, formatYuan } from '../../../kernel/money.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { download } from '../../../web/api.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  ButtonLink,
  EmptyState,
  ExportDialog,
  FigurePage,
  ListSkeleton,
  Reading,
  Sheet,
  type SheetCell,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState, withSearch } from '../../../web/url.ts'
import { exportStatement, getStatement, listYears } from '../contract.ts'
import { FIGURES, type Figure } from '../rules.ts'
import { fundsWords } from '../words/index.ts'

type Statement = ResponseOf<typeof getStatement>
type Sums = Statement['total']

/** The year asked for in the address, else the newest with books, else this one. */
function useYear() {
  const url = useUrlState()
  const today = useToday()
  const years = useApi(listYears, { query: {} })
  const known = [...new Set((years.data?.items ?? []).map((one) => one.year))]
  const asked = Number(url.one('year'))
  const newest = known.find((year) => year <= Number(today.slice(0, 4))) ?? known[0]
  const year = Number.isInteger(asked) && asked >= 2000 ? asked : newest
  // Until the years are known, or where there is none, it is this one.
  return { known, year: year ?? Number(today.slice(0, 4)), pending: years.isPending }
}

/** `/funds`: the year by source and purpose; each figure opens to the transfers it is the sum of. */
export function FundsStatementPage() {
  const w = useWords(fundsWords)
  const shell = useShellWords()
  const { known, year: asked, pending } = useYear()
  const statement = useApi(getStatement, { query: { year: asked } }, { keep: true, enabled: !pending })
  const may_export = useMay('funds.export')
  const [exporting, setExporting] = useState(false)
  const options = (known.length > 0 ? known : [asked]).map((one) => ({
    value: String(one),
    label: w('year_label', { year: one }),
  }))
  return (
    <>
      <FigurePage
        header={{
          title: w('statement_title', { year: asked }),
          actions: (
            <>
              <UrlSelect
                name="year"
                label={w('year')}
                options={options.toSorted(
                  (a, b) => Number(b.value === String(asked)) - Number(a.value === String(asked)),
                )}
              />
              <ButtonLink href="/funds/appropriations">{w('appropriations')}</ButtonLink>
              <Button onClick={() => globalThis.print()}>{shell('print')}</Button>
              {may_export ? (
                <Button look="primary" onClick={() => setExporting(true)}>
                  {shell('export')}
                </Button>
              ) : null}
            </>
          ),
        }}
        sheet={
          <Reading of={statement} part kept skeleton={<ListSkeleton columns={7} />}>
            {(data) =>
              data.lines.length === 0 ? (
                <EmptyState title={w('nothing_yet')}>{w('nothing_yet_text')}</EmptyState>
              ) : (
                <StatementSheet statement={data} />
              )
            }
          </Reading>
        }
      />
      {exporting ? (
        <ExportDialog
          title={shell('export')}
          formats={['xlsx'] as const}
          hint={w('export_hint')}
          summary={w('statement_title', { year: asked })}
          onClose={() => setExporting(false)}
          onExport={(_format, purpose, idempotency_key) =>
            download(exportStatement, { body: { year: asked, purpose } }, { idempotency_key })
          }
        />
      ) : null}
    </>
  )
}

function StatementSheet({ statement }: { statement: Statement }) {
  const w = useWords(fundsWords)
  const locale = useLocale()
  const cells = (name: string, sums: Sums, of: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(
      FIGURES.map((figure): [Figure, SheetCell] => {
        const amount = formatYuan(sums[`${figure}_fen`] as Fen)
        const href = withSearch('/funds/transfers', { ...of, year: String(statement.year), figure } as never)
        const label = w('open_figure', { name, figure: w(`figure_${figure}`), amount })
        return [figure, sums[`${figure}_fen`] === 0 ? { value: amount } : { value: amount, href, label }]
      }),
    )
  const rows = statement.lines.map((line) => {
    const title = `${line.source_name} · ${locale === 'zh' ? line.purpose_zh : line.purpose_en}`
    const { source_id, purpose, district } = line
    return {
      id: `${source_id} ${purpose}`,
      title,
      cells: cells(title, line, { source_id, purpose, district: String(district) }),
    }
  })
  return (
    <Sheet
      label={w('statement_title', { year: statement.year })}
      corner={w('source_and_purpose')}
      caption={w('lead')}
      groups={[
        { title: w('figures'), columns: FIGURES.map((figure) => ({ key: figure, title: w(`figure_${figure}`) })) },
      ]}
      rows={[...rows, { id: 'total', title: w('total'), total: true, cells: cells(w('total'), statement.total, {}) }]}
    />
  )
}
