import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { access } from '../access.ts'
import { type Act, mayDo, TURNS, type Turn } from '../rules/index.ts'
import { listTemplates, type TemplateRow } from './templates.ts'

export interface WaitingRound {
  round_id: Uuid
  title: string
  division_name: string | null
  /** 笔 and 元, the latter in fen, as they were when the round was composed. */
  lines: number
  total_fen: number
  step: Turn
}

/**
 * Rounds whose next step lies with the caller's post, the oldest first: what waits for her today. A step is taken in the round's own
 * district, so those above it wait for none; a round in which she already holds another power waits for a colleague.
 */
export async function roundsWaiting(tx: Tx, call: Call): Promise<WaitingRound[]> {
  const { role, district, scope, account_id } = call.actor
  const mine = TURNS.filter(({ permission }) => isGiven(access[permission], role))
  if (mine.length === 0) return []
  const { rows } = await sql<WaitingRound & { state: string; first: Act | null }>`
    select r.id as round_id, r.title, d.name as division_name, r.item_count as lines, r.total_fen::bigint as total_fen, r.state,
      h.act as first
    from payment_round r left join division d on d.code = r.division
    left join payment_round_hand h on h.district = r.district and h.round_id = r.id and h.account_id = ${account_id}::uuid
    where r.district = ${district}::int and r.division >= ${scope.lo}::bigint and r.division < ${scope.hi}::bigint
      and r.state = any(${mine.map(({ state }) => state)}::text[])
    order by r.composed_at, r.id`.execute(tx)
  return rows.flatMap(({ round_id, title, division_name, lines, total_fen, state, first }) => {
    const turn = mine.find((one) => one.state === state)
    if (!turn || !mayDo(turn.act, first)) return []
    return [{ round_id, title, division_name, lines, total_fen, step: turn.step }]
  })
}

const TEMPLATES_AT_ONCE = 50

/** Bank templates proposed in the caller's own district that wait for her decision: never one of her own. */
export async function templatesToDecide(tx: Tx, call: Call): Promise<TemplateRow[]> {
  const { role, district, account_id } = call.actor
  if (!isGiven(access['payments.approve_template'], role)) return []
  const { items } = await listTemplates(tx, call, { state: 'proposed', size: TEMPLATES_AT_ONCE })
  return items.filter((one) => one.district === district && one.proposed_id !== account_id)
}
