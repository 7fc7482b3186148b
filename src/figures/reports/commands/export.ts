import { DOCX, XLSX } from '../../../kernel/file-type.ts'
import { exactYuan, type Fen } from '../../../kernel/money.ts'
import type { Locale } from '../../../kernel/words.ts'
import { formatCount } from '../../../kernel/units.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { command } from '../../../platform/database/transact.ts'
import { writeDocument } from '../../../platform/exchange/write-docx.ts'
import { writeWorkbook } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import type { Figure, Statement } from '../contract.ts'
import { exactCount, readable } from '../rules.ts'
import { reportsWords } from '../words.ts'
import { type Asked, placeOf } from './figures.ts'
import { statementOf } from './statement.ts'

/** A figure as exact text with its unit: yuan with both decimals, hours (minutes where they do not come out whole), counts. */
export function exactFigure(figure: Pick<Figure, 'value' | 'unit'>, locale: Locale): { value: string; unit: string } {
  const { value, unit } = exactCount(figure.value, figure.unit)
  const text = unit === 'fen' ? exactYuan(value as Fen) : String(value)
  return { value: text, unit: reportsWords[locale][`unit_exact_${unit}`] }
}

export interface ExportBody extends Omit<Asked, 'division'> {
  division?: number | undefined
  format: 'xlsx' | 'docx'
  purpose: string
}

/**
 * The statement as a file. The trace, with the purpose as its reason, and the figures come from one transaction: what was exported
 * is what stood there. Sent again with its key it gives the same figures again and leaves no second trace.
 */
export async function exportAs(
  db: Database,
  call: Call,
  body: ExportBody,
): Promise<FileAnswer<typeof XLSX | typeof DOCX>> {
  const traced = { ...call, reason: body.purpose }
  const { from, to, format } = body
  const statement = await command(db, traced, { name: 'reports.export', input: body }, async (tx) => {
    const division = await placeOf(tx, call, body.division)
    return { result: await statementOf(tx, call, { division, from, to }), detail: { division, from, to, format } }
  })
  return format === 'xlsx' ? statementSheet(call, statement) : statementDocument(call, statement)
}

/** The statement as a sheet: one row a figure, every value a number: counts in one column, yuan in another, the unit beside them. */
export async function statementSheet(call: Call, statement: Statement): Promise<FileAnswer<typeof XLSX>> {
  const words = reportsWords[call.locale]
  const rows = statement.sections.flatMap((section) =>
    section.figures.map((figure) => {
      const { value, unit } = exactCount(figure.value, figure.unit)
      return {
        section: section.title,
        code: figure.code,
        name: figure.name,
        value: unit === 'fen' ? null : value,
        amount: unit === 'fen' ? value : null,
        unit: words[`unit_exact_${unit}`],
        records: figure.records,
        origin: figure.origin,
      }
    }),
  )
  const file = await writeWorkbook({
    at: call.now,
    sheets: [
      {
        name: words.sheet_name,
        title: `${titleOf(call, statement)} · ${periodOf(call, statement)}`,
        columns: [
          { key: 'section', header: words.column_section, kind: 'text' },
          { key: 'code', header: words.column_code, kind: 'text' },
          { key: 'name', header: words.column_name, kind: 'text' },
          { key: 'value', header: words.column_value, kind: 'integer' },
          { key: 'amount', header: words.column_amount, kind: 'yuan' },
          { key: 'unit', header: words.column_unit, kind: 'text' },
          { key: 'records', header: words.column_records, kind: 'integer' },
          { key: 'origin', header: words.column_origin, kind: 'text' },
        ],
        rows,
        notes: [words.note_every_figure_opens, `${statement.association} · ${call.today}`],
      },
    ],
  })
  return {
    file,
    file_name: `${fileNameOf(statement)}.xlsx`,
    content_type: XLSX,
  }
}

/** The statement as a document, as a yearly work report takes it in: a table for each section; money also to the fen. */
export async function statementDocument(call: Call, statement: Statement): Promise<FileAnswer<typeof DOCX>> {
  const words = reportsWords[call.locale]
  const file = await writeDocument({
    title: titleOf(call, statement),
    subtitle: periodOf(call, statement),
    locale: call.locale,
    blocks: [
      ...statement.sections.flatMap((section) => [
        { kind: 'heading', level: 2, text: section.title } as const,
        {
          kind: 'table',
          columns: [
            { header: words.column_name, weight: 4 },
            { header: words.column_value, weight: 2, align: 'right' },
            { header: words.column_unit, weight: 2 },
            { header: words.column_exact, weight: 3, align: 'right' },
            { header: words.column_records, weight: 2, align: 'right' },
          ],
          rows: section.figures.map((figure) => rowOf(call, figure)),
        } as const,
      ]),
      { kind: 'note', text: words.note_every_figure_opens },
      { kind: 'paragraph', text: `${statement.association}\n${call.today}`, align: 'right' },
    ],
  })
  return {
    file,
    file_name: `${fileNameOf(statement)}.docx`,
    content_type: DOCX,
  }
}

function rowOf(call: Call, figure: Figure): string[] {
  const words = reportsWords[call.locale]
  const said = readable(figure.value, figure.unit, call.locale)
  const exact = exactFigure(figure, call.locale)
  // Only 万元 is rounded for reading; everything else is exact as it stands.
  const beside = said.unit === 'unit_fen' ? `${exact.value} ${exact.unit}` : ''
  return [figure.name, said.text, words[`${said.unit}_other`], beside, formatCount(figure.records, call.locale)]
}

function periodOf(call: Call, { from, to }: Statement): string {
  return reportsWords[call.locale].period.replace('{{from}}', from).replace('{{to}}', to)
}

function titleOf(call: Call, statement: Statement): string {
  return reportsWords[call.locale].title.replace('{{place}}', statement.division_name)
}

function fileNameOf(statement: Statement): string {
  return `statement-${statement.division}-${statement.from}-${statement.to}`
}
