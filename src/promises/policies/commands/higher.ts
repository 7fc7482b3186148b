import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Fen, fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodOf } from '../../../kernel/period-days.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { groupsInForce, type HeldOf, heldOf, type PersonFacts, policiesInForce, ratesOf } from '../queries/index.ts'
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
  period: Period
  /** For the period: what was paid of it, else what it comes to. */
  amount_fen: Fen
  /** It was paid for the period, or is with the bank, so that it stands whatever the others come to. */
  paid: boolean
}

/** What an exclusion group makes of a policy for the period of the day. */
export interface InGroup {
  /** The one that is given in its place. */
  higher: Higher | null
  /** The period for which this one was paid or is with the bank, so that no other of the group is; null where it was not. */
  paid_period: Period | null
}

const ALONE: InGroup = { higher: null, paid_period: null }

/**
 * What is owed of an exclusion group, as a run decides it: what was paid for the period or is with the bank stands, else the highest of
 * the period's amounts (60 岁取其高). A policy that demands a claim she does not have is owed nothing and takes nothing away,
 * unless a run of a later day of the period found it due.
 */
export async function inGroupOf(tx: Tx, policy: PolicyAt, row: PersonFacts, on: CivilDate): Promise<InGroup> {
  if (policy.grant_kind !== 'cash') return ALONE
  const place = placeOf(policy, row)
  const groups = (await groupsInForce(tx, on)).filter(
    (group) => group.policy_ids.includes(policy.id) && place !== null && reaches(group, place),
  )
  if (groups.length === 0) return ALONE
  const others = (await policiesInForce(tx, on)).filter(
    (other) =>
      other.id !== policy.id &&
      other.grant_kind === 'cash' &&
      other.cadence === policy.cadence &&
      other.beneficiary === policy.beneficiary &&
      groups.some((group) => group.policy_ids.includes(other.id)),
  )
  if (others.length === 0) return ALONE
  const period = periodOf(policy.cadence, on)
  const who = { ...row, beneficiary_id: policy.beneficiary === 'person' ? row.person_id : row.family_id }
  const policy_ids = [policy, ...others].map(({ id }) => id)
  const held = new Map((await heldOf(tx, who, { policy_ids, period, on })).map((one) => [one.policy_id, one]))
  if (held.get(policy.id)?.paid_fen != null) return { higher: null, paid_period: period }
  const own = await rivalOf(tx, policy, row, on)
  let best: { rival: Rival; policy: PolicyAt } | undefined
  for (const other of others) {
    const rival = await standingIn(tx, groups, { other, held: held.get(other.id) }, row, on)
    if (excludes(rival, own) && (!best || excludes(rival, best.rival))) best = { rival, policy: other }
  }
  if (!best) return ALONE
  const { id, name_zh, name_en } = best.policy
  const { amount_fen, reached: paid } = best.rival
  const higher = { policy_id: id, name_zh, name_en, period, amount_fen: fen(Number(amount_fen ?? 0)), paid }
  return { higher, paid_period: null }
}

const placeOf = (policy: PolicyAt, row: PersonFacts) =>
  policy.place_asked === 'hukou' ? row.hukou_division : row.community

/**
 * What another of the groups brings against the policy: paid, wherever she lives now; else owed where the group counts, on that day or as a run
 * of a later one found.
 */
async function standingIn(
  tx: Tx,
  groups: readonly { division: number; policy_ids: readonly string[] }[],
  { other, held }: { other: PolicyAt; held: HeldOf | undefined },
  row: PersonFacts,
  on: CivilDate,
): Promise<Rival> {
  const nothing = { policy_id: other.id, position: other.position, reached: false, amount_fen: null }
  if (held?.paid_fen != null) return { ...nothing, reached: true, amount_fen: held.paid_fen }
  const place = placeOf(other, row)
  const counts = groups.some((group) => group.policy_ids.includes(other.id) && place !== null && reaches(group, place))
  if (!counts) return nothing
  const owed = other.claim_required && held?.claimed !== true ? nothing : await rivalOf(tx, other, row, on)
  return owed.amount_fen === null ? { ...owed, amount_fen: held?.due_fen ?? null } : owed
}

async function rivalOf(tx: Tx, policy: PolicyAt, row: PersonFacts, on: CivilDate): Promise<Rival> {
  const rival = { policy_id: policy.id, position: policy.position, reached: false }
  const subject = rateSubject(policy, { ...row, branch: String(factOf('branch').on(row, on)) })
  if (!subject || evaluate(wholeRule(policy), row, on) !== 'yes') return { ...rival, amount_fen: null }
  const { amount_fen } = periodAmount(await ratesOf(tx, policy.id), subject, periodOf(policy.cadence, on), on)
  return { ...rival, amount_fen }
}
