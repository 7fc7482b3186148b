import type { Instant } from '../../../kernel/calendar.ts'
import type { Locale } from '../../../kernel/words.ts'
import { annotateWorkbook } from '../../../platform/exchange/annotate-xlsx.ts'
import { cellRef } from '../../../platform/exchange/sheets.ts'
import type { FaultRow } from '../queries/index.ts'
import { type KeptFile, workbookOf } from '../rules/index.ts'
import { say } from './say.ts'

/** A roster as it is kept, with its faults: plain, so that it can pass from one thread to another. */
export interface MarkedRoster extends KeptFile {
  readonly faults: readonly FaultRow[]
  readonly header_rows: Readonly<Record<string, number>>
  readonly locale: Locale
  readonly at: Instant
}

/** The roster as a workbook with its faults marked, on the thread it is called in. */
export function annotateHere({ faults, header_rows, locale, at, ...kept }: MarkedRoster): Promise<Uint8Array> {
  return annotateWorkbook({
    workbook: workbookOf(kept),
    faults: faults.map((row) => {
      const next = row.next === undefined ? undefined : say(locale, row.next, row.params)
      return {
        sheet: kept.sheets[row.sheet_no]?.name ?? '',
        ref: row.column === null ? cellRef(row.row_no - 1, 0) : `${row.column}${row.row_no}`,
        message:
          (row.severity === 'warns' ? say(locale, 'imports.please_check') : '') + say(locale, row.code, row.params),
        ...(next === undefined ? {} : { suggestion: next }),
      }
    }),
    locale,
    header_rows,
    at,
  })
}
