import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { exportWorkbook } from '../../../platform/exchange/export-workbook.ts'
import type { Column, Row } from '../../../platform/exchange/write-xlsx.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import { nameFor } from '../../../registry/families/index.ts'
import type { SimulatedPerson } from '../contract.ts'
import { listPeople, type PersonRow } from '../queries/index.ts'
import type { Change } from '../rules/index.ts'
import { simulationsWords } from '../words/index.ts'
import { type Asked, type Worked, workOut } from './simulate.ts'

export interface AskedPeople extends Asked {
  change: Change
}

interface Page {
  size: number
  cursor?: string | undefined
}

/** Who would gain, lose, get more or less: as many as the simulation counts. Names as the reader's role sees them. */
export async function peopleOf(
  tx: Tx,
  call: Call,
  { change, ...asked }: AskedPeople,
  page: Page,
): Promise<{ items: SimulatedPerson[]; next_cursor: string | null; worked: Worked }> {
  const worked = await workOut(tx, call, asked)
  const { meant } = worked.outcome
  const alike = [...meant].filter(([, one]) => one.change === change).map(([key]) => key)
  const { items, next_cursor } = await listPeople(tx, { ...worked, alike }, page)
  return { items: items.flatMap((row) => personOf(call, row, worked)), next_cursor, worked }
}

function personOf(call: Call, { alike, ...row }: PersonRow, { outcome }: Worked): SimulatedPerson[] {
  const meant = outcome.meant.get(alike)
  if (!meant) return []
  return [{ ...row, ...meant, names: row.names.map((name) => nameFor(call.actor.role, name)) }]
}

const EXPORT_MAX = 20_000

const COLUMNS = [
  ['place', 'text'],
  ['file', 'text'],
  ['names', 'text'],
  ['change', 'text'],
  ['cause', 'text'],
  ['month', 'text'],
  ['today_fen', 'yuan'],
  ['draft_fen', 'yuan'],
  ['today_quantity', 'integer'],
  ['draft_quantity', 'integer'],
] as const

/**
 * The list as a workbook, in the reader's language, names masked as on screen. Leaves a trace with the purpose and the number of rows.
 * @throws as `workOut`, unprocessable `simulations.export_too_many` beyond 20,000 rows
 */
export function exportPeople(db: Database, call: Call, asked: AskedPeople, purpose: string): Promise<FileAnswer> {
  return exportWorkbook(db, call, purpose, async (tx) => {
    const { items, next_cursor, worked } = await peopleOf(tx, call, asked, { size: EXPORT_MAX })
    if (next_cursor !== null) refuse('unprocessable', 'simulations.export_too_many', { params: { max: EXPORT_MAX } })
    const words = simulationsWords[call.locale]
    const columns = COLUMNS.map(([key, kind]): Column => ({ key, kind, header: words.column[key] }))
    const title = `${words.changes[asked.change]} · ${call.locale === 'zh' ? worked.draft.name_zh : worked.draft.name_en}`
    const { change } = asked
    return {
      sheets: [{ name: words.changes[change], title, columns, rows: items.map((item) => rowOf(item, call)) }],
      file_name: `${words.title}-${words.changes[change]}`,
      trace: {
        action: 'simulations.export',
        district: call.actor.district,
        detail: { rows: items.length, change, draft_id: worked.draft.id, division: worked.stage.place },
      },
    }
  })
}

function rowOf(item: SimulatedPerson, { locale }: Call): Row {
  const words = simulationsWords[locale]
  const { community_name, file, month, today_fen, draft_fen, today_quantity, draft_quantity } = item
  return {
    place: community_name ?? '',
    file,
    names: item.names.join(locale === 'zh' ? '、' : ', '),
    change: words.changes[item.change],
    cause: words.causes[item.cause],
    month,
    today_fen,
    draft_fen,
    today_quantity,
    draft_quantity,
  }
}
