import { shortCode } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Locale } from '../../../kernel/words.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { exportWorkbook } from '../../../platform/exchange/export-workbook.ts'
import type { Column, Row } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import type { StandingFilter, StandingItem } from '../contract/index.ts'
import type { List } from '../rules/index.ts'
import { standingWords } from '../words/index.ts'
import { listStanding } from './lists.ts'

const EXPORT_MAX = 20_000

const COLUMNS = [
  ['place', 'text'],
  ['community', 'text'],
  ['file', 'text'],
  ['names', 'text'],
  ['policy', 'text'],
  ['on', 'date'],
  ['why', 'text'],
] as const

/**
 * A list as a workbook in the reader's language, names masked as on screen. Leaves a trace with purpose, filter and number of rows.
 * @throws Refusal unprocessable `standing.export_too_many` beyond 20,000 rows.
 */
export function exportStanding(
  db: Database,
  call: Call,
  { list, filter, purpose }: { list: List; filter: StandingFilter; purpose: string },
): Promise<FileAnswer> {
  return exportWorkbook(db, call, purpose, async (tx) => {
    const { items, next_cursor } = await listStanding(tx, call, list, filter, { size: EXPORT_MAX })
    if (next_cursor !== null) refuse('unprocessable', 'standing.export_too_many', { params: { max: EXPORT_MAX } })
    const words = standingWords[call.locale]
    const columns = COLUMNS.map(([key, kind]): Column => ({ key, kind, header: words.column[key] }))
    const rows = items.map((item) => exportRow(list, item, call.locale))
    const name = words.list[list]
    const detail = { list, rows: items.length, filter }
    return {
      sheets: [{ name, title: name, columns, rows }],
      file_name: name,
      trace: { action: 'standing.export', district: call.actor.district, detail },
    }
  })
}

function exportRow(list: List, item: StandingItem, locale: Locale): Row {
  const words = standingWords[locale]
  const join = locale === 'zh' ? '、' : ', '
  const about = item.about.map((one) => words.about[one]).join(join)
  const why =
    list === 'soon' && item.cause === 'time'
      ? words.reaches_age
      : [item.cause === null ? '' : words.cause[item.cause], about]
          .filter((text) => text !== '')
          .join(locale === 'zh' ? '：' : ': ')
  return {
    place: shortCode(item.community),
    community: item.community_name ?? '',
    file: item.file,
    names: item.names.join(join),
    policy: locale === 'zh' ? item.policy_name_zh : item.policy_name_en,
    on: item.on,
    why,
  }
}
