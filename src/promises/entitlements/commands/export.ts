import { shortCode } from '../../../kernel/division-code.ts'
import { periodLabel } from '../../../kernel/period.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { unitWord } from '../../../kernel/units.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { exportWorkbook } from '../../../platform/exchange/export-workbook.ts'
import type { Column, Row } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import type { Entitlement, OwedFilter } from '../contract/index.ts'
import { listOwed } from '../queries/index.ts'
import { entitlementsWords } from '../words/index.ts'

const EXPORT_MAX = 20_000

const COLUMNS = [
  ['place', 'text'],
  ['community', 'text'],
  ['file', 'text'],
  ['names', 'text'],
  ['policy', 'text'],
  ['period', 'text'],
  ['amount', 'yuan'],
  ['quantity', 'integer'],
  ['unit', 'text'],
  ['state', 'text'],
  ['due_by', 'date'],
  ['reached_on', 'date'],
  ['reason', 'text'],
  ['review_on', 'date'],
] as const

/**
 * The list as a workbook, in the reader's language, names masked as on screen. Leaves a trace with the purpose, the filter and the
 * number of rows.
 * @throws Refusal unprocessable `entitlements.export_too_many` beyond 20,000 rows.
 */
export function exportOwed(db: Database, call: Call, filter: OwedFilter, purpose: string): Promise<FileAnswer> {
  return exportWorkbook(db, call, purpose, async (tx) => {
    const { items, next_cursor } = await listOwed(tx, call, filter, { size: EXPORT_MAX })
    if (next_cursor !== null) refuse('unprocessable', 'entitlements.export_too_many', { params: { max: EXPORT_MAX } })
    const words = entitlementsWords[call.locale]
    const columns = COLUMNS.map(([key, kind]): Column => ({ key, kind, header: words.column[key] }))
    const rows = items.map((item) => exportRow(item, call.locale))
    const name = words.export_name[nameOf(filter)]
    const detail = { rows: items.length, filter }
    return {
      sheets: [{ name, title: name, columns, rows }],
      file_name: name,
      trace: { action: 'entitlements.export', district: call.actor.district, detail },
    }
  })
}

/** The file is called by what was asked for: one state by its name, several or all of them as the list of what is due. */
function nameOf({ state }: OwedFilter): keyof (typeof entitlementsWords)['zh']['export_name'] {
  const [only, ...others] = state ?? []
  return only === undefined || others.length > 0 ? 'all' : only
}

function exportRow(item: Entitlement, locale: Call['locale']): Row {
  const words = entitlementsWords[locale]
  const money = item.unit === 'fen'
  return {
    place: shortCode(item.community),
    community: item.community_name ?? '',
    file: item.file,
    names: item.names.join(locale === 'zh' ? '、' : ', '),
    policy: locale === 'zh' ? item.policy_name_zh : item.policy_name_en,
    period: periodLabel(item.period, locale),
    amount: money ? item.amount_fen : null,
    quantity: money ? null : item.quantity,
    unit: unitWord(item.unit, locale),
    state: words.state[item.state],
    due_by: item.due_by,
    reached_on: item.reached_on,
    reason: item.held_reason ?? reasonText(item, locale),
    review_on: item.review_on,
  }
}

function reasonText({ void_by, void_reason }: Entitlement, locale: Call['locale']): string | null {
  if (void_by !== 'run' || void_reason === null) return void_reason
  const words: Readonly<Record<string, string>> = entitlementsWords[locale].why
  return words[void_reason] ?? void_reason
}
