import { exactYuan, type Fen } from '../../../kernel/money.ts'
import type { Locale } from '../../../kernel/words.ts'
import type { Call } from '../../../platform/call.ts'
import { writeDocument } from '../../../platform/exchange/write-docx.ts'
import { writeWorkbook } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import type { Figure, Statement } from '../contract.ts'
import { readable } from '../rules.ts'
import { reportsWords } from '../words.ts'

/** A figure as exact text with its unit: yuan with both decimals, hours, counts. */
export function exactFigure(figure: Figure, locale: Locale): { value: string; unit: string } {
  const unit = reportsWords[locale][`unit_exact_${figure.unit}`]
  if (figure.unit === 'fen') return { value: exactYuan(figure.value as Fen), unit }
  return { value: String(figure.unit === 'hour' ? figure.value / 60 : figure.value), unit }
}

/** The statement as a sheet: one row a figure, exact values, one sheet. */
export async function statementSheet(call: Call, statement: Statement): Promise<FileAnswer> {
  const words = reportsWords[call.locale]
  const file = await writeWorkbook({
    at: call.now,
    sheets: [
      {
        name: words.sheet_name,
        title: titleOf(call, statement),
        columns: [
          { key: 'section', header: words.column_section, kind: 'text' },
          { key: 'code', header: words.column_code, kind: 'text' },
          { key: 'name', header: words.column_name, kind: 'text' },
          { key: 'value', header: words.column_value, kind: 'text' },
          { key: 'unit', header: words.column_unit, kind: 'text' },
          { key: 'records', header: words.column_records, kind: 'integer' },
          { key: 'origin', header: words.column_origin, kind: 'text' },
        ],
        rows: statement.sections.flatMap((section) =>
          section.figures.map((figure) => ({
            section: section.title,
            code: figure.code,
            name: figure.name,
            ...exactFigure(figure, call.locale),
            records: figure.records,
            origin: figure.origin,
          })),
        ),
        notes: [words.note_every_figure_opens],
      },
    ],
  })
  return {
    file,
    file_name: `${fileNameOf(statement)}.xlsx`,
    content_type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }
}

/** The statement as a document, as a yearly work report takes it in: a table for each section. */
export async function statementDocument(call: Call, statement: Statement): Promise<FileAnswer> {
  const words = reportsWords[call.locale]
  const file = await writeDocument({
    title: titleOf(call, statement),
    subtitle: words.period.replace('{{from}}', statement.from).replace('{{to}}', statement.to),
    locale: call.locale,
    blocks: [
      ...statement.sections.flatMap((section) => [
        { kind: 'heading', level: 2, text: section.title } as const,
        {
          kind: 'table',
          columns: [
            { header: words.column_name, weight: 4 },
            { header: words.column_value, weight: 2, align: 'right' },
            { header: words.column_unit, weight: 1 },
            { header: words.column_records, weight: 1, align: 'right' },
          ],
          rows: section.figures.map((figure) => [
            figure.name,
            readable(figure.value, figure.unit, call.locale),
            words[`unit_${figure.unit}`],
            String(figure.records),
          ]),
        } as const,
      ]),
      { kind: 'note', text: words.note_every_figure_opens },
      { kind: 'paragraph', text: `${statement.association}\n${call.today}`, align: 'right' },
    ],
  })
  return {
    file,
    file_name: `${fileNameOf(statement)}.docx`,
    content_type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  }
}

function titleOf(call: Call, statement: Statement): string {
  return reportsWords[call.locale].title.replace('{{place}}', statement.division_name)
}

function fileNameOf(statement: Statement): string {
  return `statement-${statement.division}-${statement.from}-${statement.to}`
}
