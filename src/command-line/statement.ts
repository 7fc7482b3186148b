import { writeFileSync } from 'node:fs'
import { civilDate, isCivilDate } from '../kernel/calendar.ts'
import { contains, padCode } from '../kernel/division-code.ts'
import { refuse } from '../kernel/refusal.ts'
import {
  exactFigure,
  placeOf,
  spanFault,
  statementDocument,
  statementOf,
  statementSheet,
} from '../figures/reports/index.ts'
import type { Call } from '../platform/call.ts'
import { command } from '../platform/database/transact.ts'
import type { House } from '../house.ts'
import { answer, type Output, table } from './output.ts'

export interface StatementOptions {
  division?: string | undefined
  from?: string | undefined
  to?: string | undefined
  /** A street or community inside the division: the statement of that place. */
  place?: string | undefined
  xlsx?: string | undefined
  docx?: string | undefined
}

function dateOf(name: string, text: string | undefined) {
  if (!isCivilDate(text))
    refuse('bad_input', 'command_line.needs_date', { place: `--${name}`, params: { name, value: text ?? '' } })
  return civilDate(text)
}

function write(file: string, bytes: Uint8Array, place: string): void {
  try {
    writeFileSync(file, bytes)
  } catch (error) {
    refuse('bad_input', 'command_line.cannot_write', { place, params: { file }, cause: error })
  }
}

/** `nuanxin statement`: every indicator with code, name, unit, value and number of records; also as xlsx and docx. */
export async function runStatement(house: House, call: Call, options: StatementOptions, output: Output): Promise<void> {
  const whole = padCode(options.division ?? String(call.actor.division))
  const division = options.place === undefined ? whole : padCode(options.place)
  if (!contains(whole, division)) refuse('not_found', 'reports.place_not_found', { place: '--place' })
  const asked = { division, from: dateOf('from', options.from), to: dateOf('to', options.to) }
  const fault = spanFault(asked)
  if (fault) refuse('bad_input', `reports.${fault}`, { place: fault === 'too_long' ? '--to' : '--from' })
  const detail = { ...asked, format: options.xlsx ? 'xlsx' : options.docx ? 'docx' : 'terminal' }
  const statement = await command(house.db, call, { name: 'reports.export', input: asked, detail }, async (tx) => ({
    result: await statementOf(tx, call, { ...asked, division: await placeOf(tx, call, division) }),
  }))
  if (options.xlsx) write(options.xlsx, (await statementSheet(call, statement)).file, '--xlsx')
  if (options.docx) write(options.docx, (await statementDocument(call, statement)).file, '--docx')
  const rows = statement.sections.flatMap((section) =>
    section.figures.map((figure) => ({ ...figure, section: section.title, exact: exactFigure(figure, call.locale) })),
  )
  answer(
    output,
    {
      division: statement.division,
      division_name: statement.division_name,
      from: statement.from,
      to: statement.to,
      figures: rows.map(({ code, name, unit, value, records, section, exact }) => ({
        code,
        name,
        section,
        unit,
        value,
        exact,
        records,
      })),
    },
    () =>
      `${statement.division_name}  ${statement.from} – ${statement.to}\n\n${table(
        [
          'code',
          call.locale === 'zh' ? '统计指标' : 'indicator',
          call.locale === 'zh' ? '数值' : 'value',
          call.locale === 'zh' ? '单位' : 'unit',
          call.locale === 'zh' ? '记录数' : 'records',
        ],
        rows.map((row) => [row.code, row.name, row.exact.value, row.exact.unit, row.records]),
      )}`,
  )
}
