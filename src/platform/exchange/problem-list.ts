import type { Locale } from '../../kernel/words.ts'
import type { Sheet } from './sheets.ts'
import { exchangeWords } from './words.ts'

const LOCALES: readonly Locale[] = ['zh', 'en']

/** The header row of the sheet that lists all problems of an annotated workbook. */
export function problemHeaders(locale: Locale): readonly string[] {
  const words = exchangeWords[locale]
  return [
    words.problem_sheet_name,
    words.problem_cell,
    words.problem_column_name,
    words.problem_reason,
    words.problem_suggestion,
  ]
}

/** Whether a sheet is the problem list of an earlier answer, sent back with the corrected file: it is not data. */
export function isProblemSheet(sheet: Sheet): boolean {
  return LOCALES.some((locale) => {
    if (sheet.name !== exchangeWords[locale].problem_sheet) return false
    return problemHeaders(locale).every((header, column) => sheet.rows[0]?.[column]?.value === header)
  })
}

/** Whether a column header is the one an annotated workbook adds: an importer passes over that column. */
export function isProblemColumn(header: unknown): boolean {
  return LOCALES.some((locale) => exchangeWords[locale].problem_column === header)
}
