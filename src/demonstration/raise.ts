import { addDays, type CivilDate } from '../kernel/calendar.ts'
import { fenFromYuan } from '../kernel/money.ts'
import { readIn } from '../platform/database/transact.ts'
import { type DraftInput, findPolicyByCode, writeDraft } from '../promises/policies/index.ts'
import { saveSimulation } from '../promises/simulations/index.ts'
import { topUp } from './law.ts'
import { paydaysAround } from './paydays.ts'
import { DISTRICT, type Stage } from './stage.ts'

const MONTHS = 12
const YUAN = '150'

/** The top-up of the half-year under way and of those after it, with half as much again for everybody. */
async function raisedTopUp(stage: Stage, today: CivilDate): Promise<DraftInput> {
  const { id, code } = await topUp(stage, today)
  const call = stage.call('demo-district', today, 'raise')
  const policy = await readIn(stage.db, call, (tx) => findPolicyByCode(tx, code, today))
  if (!policy) throw new Error(`There is no policy ${code}.`)
  const valid_from = paydaysAround(today).coming.from
  const rate = { division: DISTRICT, branch: null, hukou_kind: null, valid_from, valid_to: null, per: 'month' } as const
  return {
    kind: 'version',
    policy_id: id,
    version: {
      valid_from,
      valid_to: null,
      rule: policy.rule,
      grant_kind: 'cash',
      grant_quantity: null,
      grant_unit: 'fen',
      cadence: 'half_yearly',
      document_id: null,
      document_edition: null,
      document_number: null,
      document_title: '盘龙区高龄补助办法（修订稿）',
      confidence: 'to_confirm',
      source: '示范数据：为演示而设，请本单位按自己的文件核对',
      claim_required: false,
      rates: [{ ...rate, amount_fen: fenFromYuan(YUAN), document_number: null }],
    },
  }
}

/** A raise being weighed: its draft, still with its writer, and what it would cost over a year from this month on. */
export async function raiseWeighed(stage: Stage, today: CivilDate): Promise<void> {
  const written = stage.call('demo-district', addDays(today, -2), 'raise:write')
  const { draft_id } = await writeDraft(stage.db, written, await raisedTopUp(stage, today))
  await saveSimulation(stage.db, stage.call('demo-district', today, 'raise:simulate'), {
    draft_id,
    division: DISTRICT,
    month: today.slice(0, 7),
    months: MONTHS,
    name: `高龄补助金提高到每月${YUAN}元`,
  })
}
