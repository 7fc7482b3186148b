import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { beneficiariesOf, besideGiven, claimHanded, type Locked, releaseHanded, takeFree } from '../queries/index.ts'

const ISSUES_MAX = 100

/**
 * What people hand over holds its place like what the bank pays: of an exclusion group only the highest, and money of a promise only once
 * to a natural person in the whole country, to a household once to each of its parents.
 *
 * @param by_bank those of the rows that a payment round pays, which holds their months from the day it is composed.
 * @throws Refusal conflict `entitlements.given_before` with an issue for each that another of its group, another registration or an earlier
 *   hand-over stands beside.
 */
export async function holdHanded(
  tx: Tx,
  call: Call,
  rows: readonly Locked[],
  { on, by_bank = new Set() }: { on: CivilDate; by_bank?: ReadonlySet<Uuid> },
): Promise<void> {
  const by_hand = rows.filter((row) => !by_bank.has(row.id))
  await refuseGiven(tx, call, rows, { ids: await besideGiven(tx, by_hand, on), code: 'entitlements.is_beside_group' })
  const held = await claimHanded(tx, { district: call.actor.district, on }, moneyOf(by_hand))
  const idsOf = (of_group: boolean) => held.flatMap((one) => (one.of_group === of_group ? [one.entitlement_id] : []))
  await refuseGiven(tx, call, rows, { ids: idsOf(false), code: 'entitlements.is_given_before' })
  await refuseGiven(tx, call, rows, { ids: idsOf(true), code: 'entitlements.is_beside_group' })
}

/** What papers say was paid is entered as it was, whatever else was: it holds what nobody holds yet. */
export async function holdOnPaper(tx: Tx, call: Call, rows: readonly Locked[], on: CivilDate): Promise<void> {
  await claimHanded(tx, { district: call.actor.district, on, anyway: true }, moneyOf(rows))
}

const moneyOf = (rows: readonly Locked[]) =>
  rows.flatMap(({ id, period, unit, person_id, parents }) =>
    unit === 'fen' ? [{ entitlement_id: id, period, person_ids: person_id === null ? parents : [person_id] }] : [],
  )

/** Each is named by its people and its file: among the many that are marked at once nobody finds the third by its number. */
async function refuseGiven(
  tx: Tx,
  call: Call,
  rows: readonly Locked[],
  { ids, code }: { ids: readonly Uuid[]; code: string },
): Promise<void> {
  if (ids.length === 0) return
  const whose = await beneficiariesOf(tx, call, ids)
  const issues = rows.flatMap(({ id }, index): Issue[] => {
    const one = whose.get(id)
    const place = `entitlement_ids.${index}`
    if (one === undefined) return []
    const params = { id, file: one.file, names: one.names.join('、') }
    return [{ place, code, params, next: 'entitlements.given_before_next' }]
  })
  refuse('conflict', 'entitlements.given_before', {
    params: { count: issues.length },
    next: 'entitlements.given_before_next',
    issues: issues.slice(0, ISSUES_MAX),
  })
}

/** What was handed over is taken back by `work`, and can be given again; unless another file of hers was given it too, which holds it from then on. */
export async function letGoHanded<T>(tx: Tx, call: Call, rows: readonly Locked[], work: () => Promise<T>): Promise<T> {
  const { district } = call.actor
  const ids = rows.map((row) => row.id)
  await releaseHanded(tx, district, ids)
  const done = await work()
  await takeFree(tx, district)
  return done
}
