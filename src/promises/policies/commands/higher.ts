import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Fen, fen } from '../../../kernel/money.ts'
import { periodOf } from '../../../kernel/period.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { groupsInForce, type PersonFacts, policiesInForce, ratesOf } from '../queries/index.ts'
import {
  evaluate,
  excludes,
  factOf,
  periodAmount,
  type PolicyAt,
  rateSubject,
  reaches,
  type Rival,
  wholeRule,
} from '../rules/index.ts'

export interface Higher {
  policy_id: Uuid
  name_zh: string
  name_en: string
  /** For the period of the day. */
  amount_fen: Fen
}

/**
 * The policy of an exclusion group that is owed in this one's place: the highest of the period's amounts (60 岁取其高). What has been
 * paid already decides before that in the run; here the law of the day is told.
 */
export async function higherOf(tx: Tx, policy: PolicyAt, row: PersonFacts, on: CivilDate): Promise<Higher | null> {
  if (policy.grant_kind !== 'cash') return null
  const place = placeOf(policy, row)
  const groups = (await groupsInForce(tx, on)).filter(
    (group) => group.policy_ids.includes(policy.id) && place !== null && reaches(group, place),
  )
  const ids = new Set(groups.flatMap((group) => group.policy_ids.filter((id) => id !== policy.id)))
  if (ids.size === 0) return null
  const own = await rivalOf(tx, policy, row, on)
  let best: { rival: Rival; policy: PolicyAt } | undefined
  for (const other of await policiesInForce(tx, on)) {
    if (!ids.has(other.id) || other.cadence !== policy.cadence || !inAGroup(groups, other, row)) continue
    const rival = await rivalOf(tx, other, row, on)
    if (excludes(rival, own) && (!best || excludes(rival, best.rival))) best = { rival, policy: other }
  }
  if (!best) return null
  const { id, name_zh, name_en } = best.policy
  return { policy_id: id, name_zh, name_en, amount_fen: fen(Number(best.rival.amount_fen ?? 0)) }
}

const placeOf = (policy: PolicyAt, row: PersonFacts) =>
  policy.place_asked === 'hukou' ? row.hukou_division : row.community

function inAGroup(
  groups: readonly { division: number; policy_ids: readonly string[] }[],
  policy: PolicyAt,
  row: PersonFacts,
): boolean {
  const place = placeOf(policy, row)
  return place !== null && groups.some((group) => group.policy_ids.includes(policy.id) && reaches(group, place))
}

async function rivalOf(tx: Tx, policy: PolicyAt, row: PersonFacts, on: CivilDate): Promise<Rival> {
  const rival = { policy_id: policy.id, position: policy.position, reached: false }
  const subject = rateSubject(policy, { ...row, branch: String(factOf('branch').on(row, on)) })
  if (!subject || evaluate(wholeRule(policy), row, on) !== 'yes') return { ...rival, amount_fen: null }
  const { amount_fen } = periodAmount(await ratesOf(tx, policy.id), subject, periodOf(policy.cadence, on), on)
  return { ...rival, amount_fen }
}
