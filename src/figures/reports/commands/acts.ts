import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { look } from '../../../platform/database/looks.ts'
import { readIn } from '../../../platform/database/transact.ts'
import type { Act } from '../contract.ts'
import { type ActRow, findAct, listActPersons } from '../queries/index.ts'

/**
 * One act behind a figure with the people it reached: a figure opens to its people also where it counts acts. Leaves a trace.
 * @throws Refusal not_found out of scope, for a counter-record, or when there is none.
 */
export async function openAct(db: Database, call: Call, district: number, record_id: Uuid): Promise<Act> {
  const act = await readIn(db, call, async (tx) => {
    const row = await findAct(tx, call, district, record_id)
    if (!row) refuse('not_found', 'reports.act_not_found', { place: 'record_id' })
    return actOf(call, row, await listActPersons(tx, call, district, record_id))
  })
  await look(db, call, { action: 'reports.open_act', district, subject: { kind: 'care_record', id: record_id } })
  return act
}

const FIGURES = [
  ['fen', 'amount_fen'],
  ['minute', 'minutes'],
  ['piece', 'quantity'],
  ['copy', 'copies'],
  ['view', 'views'],
] as const

function actOf(call: Call, row: ActRow, persons: Act['persons']): Act {
  const { name_zh, name_en, minutes, amount_fen, quantity, copies, views, ...rest } = row
  const said = { minutes, amount_fen, quantity, copies, views }
  return {
    ...rest,
    kind_name: call.locale === 'zh' ? name_zh : name_en,
    figures: FIGURES.map(([unit, column]) => ({ unit, value: said[column] })).filter((figure) => figure.value !== 0),
    persons,
  }
}
