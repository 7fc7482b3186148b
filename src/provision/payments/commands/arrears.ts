import { addMonths, type CivilDate, type Instant } from '../../../kernel/calendar.ts'
import { type Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import { periodRange, periodsBetween } from '../../../kernel/period-days.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call, Scope } from '../../../platform/call.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { findPolicyAt, type Rate, ratesOf } from '../../../promises/policies/index.ts'
import {
  type ArrearsLeftOut,
  insertArrears,
  insertArrearsLeftOut,
  keepRates,
  lawKey,
  lawsOf,
  type NewArrears,
  paidPeriods,
  type PricedPeriod,
  type RoundRow,
  type SlotLine,
  type SlotRow,
  slotsOfRound,
  slotsPaidTooLittle,
} from '../queries/index.ts'
import {
  arrearsOf,
  type ArrearsPart,
  partClasses,
  reperformArrears,
  sameParts,
  type Slot,
  sumOfParts,
  weigh,
} from '../rules/index.ts'

/** What the rules weigh of a slot: the payments that went through, of adjustments below `below` where one is given. */
export function slotOf(row: SlotRow & { now: Slot['now'] }, rates: readonly Rate[], below = Infinity): Slot {
  const lines = row.lines.filter((line) => line.state === 'paid' && line.adjustment < below)
  const asked_back = row.asked_back.flatMap(({ payment_id, state, months }) =>
    months.map(({ from, back_fen }) => ({ payment_id, from, fen: fen(back_fen), returned: state === 'returned' })),
  )
  const { period, asked_on, branch, frozen, policy, now, on_roll } = row
  const held = row.held_elsewhere.map((one) => periodRange(one.period).from)
  const elsewhere = row.held_elsewhere.flatMap((one) =>
    one.twice && one.paid && !one.gives_back ? [periodRange(one.period).from] : [],
  )
  return { period, asked_on, branch, frozen, policy, now, held, elsewhere, on_roll, lines, asked_back, rates }
}

/** What a slot's arrears come to now; empty when it owes none, waits for a payment on its way, or she cannot be seen from here. */
function arrearsNow(row: SlotRow, rates: readonly Rate[], except?: Uuid): ArrearsPart[] {
  const on_its_way = row.lines.some(
    (line) => (line.state === 'composed' || line.state === 'exported') && line.round_id !== except,
  )
  const { now } = row
  return now === null || on_its_way ? [] : arrearsOf(weigh(slotOf({ ...row, now }, rates)))
}

interface Composing {
  area: Scope
  account_id: Uuid
  now: Instant
  same_account: boolean
}

/**
 * Puts into a draft what was paid too little for earlier periods: a line of its own for each, frozen like every other. Who has died or
 * left, has no account, failed at this one or is paid such a month elsewhere is written down with the difference. What is in a round already gives nothing new.
 * @returns how many were left out.
 */
export async function composeArrears(tx: Tx, call: Call, round: RoundRow, by: Composing): Promise<number> {
  const place = { district: round.district, area: by.area, now: by.now }
  const periods = await paidPeriods(tx, { ...place, policy_ids: round.policy_ids })
  let left_out = 0
  for (const [policy_id, of] of Map.groupBy(periods, (one) => one.policy_id)) {
    const [first] = of
    if (!first) continue
    const rates = await ratesOf(tx, policy_id)
    const prices = of.flatMap((one) => pricesOf(rates, one))
    const owed = (await slotsPaidTooLittle(tx, place, first, prices)).flatMap((slot) => {
      const parts = arrearsNow(slot, rates)
      return parts.length === 0 ? [] : [{ slot, parts, reason: reasonAgainst(slot, parts, by.same_account) }]
    })
    const lines = owed.flatMap(({ slot, parts, reason }): NewArrears[] =>
      reason === undefined && slot.account_version_id !== null
        ? [{ ...lineOf(call, slot, parts), account_version_id: slot.account_version_id }]
        : [],
    )
    const left = owed.flatMap(({ slot, parts, reason }): ArrearsLeftOut[] =>
      reason === undefined
        ? []
        : [{ entitlement_id: slot.entitlement_id, community: slot.community, reason, arrears_fen: sumOfParts(parts) }],
    )
    await keepLaws(tx, round, { slots: owed.map(({ slot }) => slot), rates })
    // A rate raised backwards reaches everybody who was paid: as many lines as a round.
    const taken = await inBulk(tx, lines.length, () => insertArrears(tx, round, by, lines))
    if (taken > 0) refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
    await insertArrearsLeftOut(tx, round, left)
    left_out += left.length
  }
  return left_out
}

function pricesOf(
  rates: readonly Rate[],
  { period, asked_on }: Pick<PricedPeriod, 'period' | 'asked_on'>,
): PricedPeriod[] {
  const on = asked_on ?? periodRange(period).from
  return partClasses(rates, period, on).flatMap(({ lo, hi, branch, hukou_kind, parts }) =>
    parts === null ? [] : [{ period, asked_on, lo, hi, branch, hukou_kind, fen: sumOfParts(parts), parts }],
  )
}

const departed = ({ now }: SlotRow) => now !== null && (now.died_on !== null || now.member_to !== null)

function reasonAgainst(
  slot: SlotRow,
  parts: readonly ArrearsPart[],
  same_account: boolean,
): ArrearsLeftOut['reason'] | undefined {
  if (departed(slot)) return 'departed'
  const months = parts.flatMap((part) => periodsBetween('monthly', part.from, addMonths(part.from, part.months - 1)))
  const held = slot.held_elsewhere.filter(({ period }) => months.includes(period))
  if (held.length > 0) return held.every(({ paid }) => paid) ? 'paid_elsewhere' : 'in_round_elsewhere'
  if (slot.account_version_id === null) return 'no_account'
  const last = slot.lines.at(-1)
  const failed_here = last?.state === 'failed' && last.account_version_id === slot.account_version_id
  return failed_here && !same_account ? 'same_account' : undefined
}

/** The next adjustment, or the next attempt at the one that failed or was taken out. */
function lineOf(call: Call, slot: SlotRow, parts: ArrearsPart[]): Omit<NewArrears, 'account_version_id'> {
  const { community, family_id, person_id, policy_id, policy_version, period, entitlement_id, branch } = slot
  const last = slot.lines.at(-1)
  const again = last !== undefined && last.adjustment > 0 && last.state !== 'paid'
  return {
    id: call.newId(),
    community,
    family_id,
    person_id,
    policy_id,
    policy_version,
    period,
    entitlement_id,
    branch,
    adjustment: again ? last.adjustment : (last?.adjustment ?? 0) + 1,
    attempt: again ? last.attempt + 1 : 1,
    after_id: again ? last.id : null,
    amount_fen: sumOfParts(parts),
    parts,
  }
}

/** The rates arrears rest on stand beside the round like the law of its other lines, one for each version that was paid. */
async function keepLaws(
  tx: Tx,
  round: RoundRow,
  { slots, rates }: { slots: readonly SlotRow[]; rates: readonly Rate[] },
): Promise<void> {
  for (const [version, some] of Map.groupBy(slots, (slot) => slot.policy_version)) {
    const [first] = some
    if (!first) continue
    const today = await findPolicyAt(tx, first.policy_id, round.as_of)
    const policy = today?.version === version ? today : first.policy
    if (!(await keepRates(tx, round, { policy, rates })))
      refuse('conflict', 'payments.law_changed', { next: 'payments.law_changed_next' })
  }
}

const arrearsLines = (slot: SlotRow, round: Pick<RoundRow, 'id'>): SlotLine[] =>
  slot.lines.filter((line) => line.round_id === round.id && line.adjustment > 0 && line.state !== 'void')

/**
 * Arrears of a draft that are no longer what is missing: a rate, a fact or another payment has changed since they were composed, or she
 * has died or left, to whom none are paid.
 */
export async function staleArrears(tx: Tx, call: Call, round: RoundRow): Promise<{ line_no: number }[]> {
  const slots = await slotsOfRound(tx, round, { now: call.now, when: 'now' })
  const rates = new Map<Uuid, readonly Rate[]>()
  const stale: { line_no: number }[] = []
  for (const slot of slots) {
    const known = rates.get(slot.policy_id) ?? (await ratesOf(tx, slot.policy_id))
    rates.set(slot.policy_id, known)
    const parts = departed(slot) ? [] : arrearsNow(slot, known, round.id)
    stale.push(...arrearsLines(slot, round).filter((line) => !sameParts(parts, line.parts as ArrearsPart[])))
  }
  return stale.map(({ line_no }) => ({ line_no })).toSorted((a, b) => a.line_no - b.line_no)
}

export interface ArrearsDifference {
  line_no: number
  what: 'conditions' | 'amount' | 'parts'
  expected_fen: number | null
}

/** What was held elsewhere when the line was composed: the months that the regular line had cut for it and this one does not make up. */
function heldThen({ lines }: SlotRow, line: SlotLine): SlotRow['held_elsewhere'] {
  const monthsIn = (parts: SlotLine['parts']) =>
    parts.flatMap((part) => periodsBetween('monthly', part.from, addMonths(part.from, part.months - 1)))
  const made_up = new Set(monthsIn(line.parts))
  const cut = lines.flatMap(({ parts }) => monthsIn(parts.filter((part) => part.cut === 'elsewhere')))
  return cut.flatMap((period) => (made_up.has(period) ? [] : [{ period, paid: true, gives_back: true, twice: false }]))
}

/**
 * Every arrears line of a round worked out again: from the payments before it, what the register said and the rates of the time, all
 * frozen. `facts` are those each line froze, by its id.
 */
export async function reperformArrearsOf(
  tx: Tx,
  call: Call,
  round: RoundRow,
  frozen: ReadonlyMap<Uuid, { facts: Slot['now']; asked_on: CivilDate; amount_fen: number }>,
): Promise<ArrearsDifference[]> {
  if (frozen.size === 0) return []
  const laws = await lawsOf(tx, round)
  const slots = await slotsOfRound(tx, round, { now: call.now, when: 'composed' })
  return slots.flatMap((slot) =>
    arrearsLines(slot, round).flatMap((line): ArrearsDifference[] => {
      const of = frozen.get(line.id) ?? refuse('conflict', 'payments.law_missing')
      const law = laws.get(lawKey({ ...slot, asked_on: of.asked_on })) ?? refuse('conflict', 'payments.law_missing')
      // Who is off the roll gets no arrears: a line that is there was composed while she was on it.
      const then = slotOf(
        { ...slot, now: of.facts, on_roll: [], held_elsewhere: heldThen(slot, line) },
        law.rates,
        line.adjustment,
      )
      const found = reperformArrears({ amount_fen: fen(of.amount_fen), parts: line.parts as ArrearsPart[] }, then)
      if (!found) return []
      return [
        { line_no: line.line_no, what: found.what, expected_fen: found.what === 'amount' ? found.expected_fen : null },
      ]
    }),
  )
}
