import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { exportWorkbook } from '../../../platform/exchange/export-workbook.ts'
import type { Column, Row } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { listTransfers, statementOf } from '../queries/index.ts'
import { FIGURES, totalOf } from '../rules.ts'
import { fundsWords } from '../words/index.ts'

const TRANSFERS_MAX = 50_000

/**
 * The statement of the reader's district and, on a sheet for each figure, the transfers it is the sum of.
 * @throws Refusal unprocessable `funds.too_many_transfers` beyond 50,000 transfers a figure
 */
export function exportStatement(
  db: Database,
  call: Call,
  { year, purpose }: { year: number; purpose: string },
): Promise<FileAnswer> {
  const words = fundsWords[call.locale]
  const { district } = call.actor
  const named = (one: { purpose_zh: string; purpose_en: string }) =>
    call.locale === 'zh' ? one.purpose_zh : one.purpose_en
  return exportWorkbook(db, call, purpose, async (tx) => {
    const lines = await statementOf(tx, call, { district, year })
    const sheets = []
    for (const figure of FIGURES) {
      const { items, next_cursor } = await listTransfers(tx, call, { district, year, figure }, { size: TRANSFERS_MAX })
      if (next_cursor !== null) refuse('unprocessable', 'funds.too_many_transfers', { params: { max: TRANSFERS_MAX } })
      sheets.push({
        name: words[`figure_${figure}`],
        columns: BEHIND.map(([key, kind]): Column => ({ key, kind, header: words[`column_${key}`] })),
        rows: items.map((item): Row => {
          const { happened_on, source_name, memo, document, posted_by_name } = item
          const what = [document, memo].filter((text) => text !== null).join(' · ')
          const amount = item.amount_fen
          const kind = words[`kind_${item.kind}`]
          return {
            happened_on,
            kind,
            source: source_name,
            purpose: named(item),
            amount,
            memo: what,
            by: posted_by_name,
          }
        }),
      })
    }
    const title = words.statement_title.replace('{{year}}', String(year))
    const rows = [
      ...lines.map((one): Row => ({ ...one, source: one.source_name, purpose: named(one) })),
      { source: words.total, ...totalOf(lines) },
    ]
    const columns = [
      { key: 'source', kind: 'text', header: words.column_source } as const,
      { key: 'purpose', kind: 'text', header: words.column_purpose } as const,
      ...FIGURES.map((figure): Column => ({ key: `${figure}_fen`, kind: 'yuan', header: words[`figure_${figure}`] })),
    ]
    return {
      sheets: [{ name: words.statement, title, columns, rows }, ...sheets],
      file_name: title,
      trace: { action: 'funds.export_statement', district, detail: { year, lines: lines.length } },
    }
  })
}

const BEHIND = [
  ['happened_on', 'date'],
  ['kind', 'text'],
  ['source', 'text'],
  ['purpose', 'text'],
  ['amount', 'yuan'],
  ['memo', 'text'],
  ['by', 'text'],
] as const
