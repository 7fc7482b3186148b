import { addMonths, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen, type Fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import { daysAsked, leftBefore, type RollSpan } from '../../../promises/entitlements/rules/index.ts'
import {
  branchOn,
  comparableRates,
  decidingRule,
  evaluate,
  type FactsRow,
  findRate,
  type PolicyAt,
  type Rate,
  rateDays,
  rateSubject,
} from '../../../promises/policies/rules/index.ts'
import { factsOn } from './learned.ts'
import { demandedBranch, paidOtherwise, type Part } from './parts.ts'

/** Why a month that was paid comes to another sum as is known now. */
export type ArrearsCause = 'rate' | 'branch' | 'month'
export type RecoveryCause = 'died' | 'left' | 'conditions' | 'branch' | 'elsewhere'

/** One payment of a slot that went through; adjustment 0 is the regular one, above it are earlier arrears. */
export interface PaidLine {
  readonly id: Uuid
  readonly adjustment: number
  readonly parts: readonly Part[]
}

/** A month of a payment that has been asked back, whatever became of it. */
export interface AskedBack {
  readonly payment_id: Uuid
  readonly from: CivilDate
  readonly fen: Fen
  readonly returned: boolean
}

/** Everything about what one person was paid of one promise for one period, and what is known of her today. */
export interface Slot {
  readonly period: Period
  /** As the regular line froze them: the day it was asked, her branch, her facts, the version. */
  readonly asked_on: CivilDate
  readonly branch: string
  readonly frozen: FactsRow
  readonly policy: PolicyAt
  readonly lines: readonly PaidLine[]
  readonly asked_back: readonly AskedBack[]
  readonly now: FactsRow
  /** The months that another registration of hers holds, by their first days. */
  readonly held: readonly CivilDate[]
  /** Those of them that it was paid and does not give back itself. */
  readonly elsewhere: readonly CivilDate[]
  /** Her confirmed claims to the promise; empty where no roll is kept. */
  readonly on_roll: readonly RollSpan[]
  /** The rates that are now in force for those days. */
  readonly rates: readonly Rate[]
}

export interface Month {
  readonly from: CivilDate
  /** What was paid for it, less what has come back. */
  readonly was_fen: Fen
  /** What it comes to as is known now. */
  readonly now_fen: Fen
  readonly cause: ArrearsCause | RecoveryCause | null
  readonly rate_id: Uuid | null
  readonly document_number: string | null
}

/**
 * Month by month, what was paid and what is known now. Where nothing can be said (a rate is missing, a fact is not known, a rate was
 * lowered, what was paid by the month is now stated by the year or the other way round) the month stays as it was paid.
 *
 * - Each month is asked on its first day, with the version of the time: a tighter rule set backwards takes nothing back. A month before
 *   somebody met the conditions was paid because a period is owed whole; it is asked on the day the register was asked.
 * - Under a promise that asks the branch, a period is paid whole under the branch with which it was begun: the other branch's promise
 *   is not paid beside it (`other_branch`), so that a change within it takes no month back.
 * - The month of a death or a departure is still hers: it is paid until death (北京市2008年实施方案), and nothing says that a month is
 *   split. Those after it are not, also where it was known when she was paid.
 * - A month that was paid here and, as has come to be known, under another registration of hers that holds it, is given back here: her number
 *   was put right, and with it the second file found.
 * - A month that was paid elsewhere or under another policy of the same root is nothing here, whatever comes to be known; unless nobody holds it
 *   elsewhere, because it was held under a number that is not hers.
 * - Rates are those now in force for the month; a lower one takes nothing back.
 */
export function weigh(slot: Slot): Month[] {
  const paid = monthsPaid(slot.lines)
  const { rates, period, asked_on } = slot
  const paid_by = slot.lines.flatMap(({ parts }) => parts.map((part) => part.rate_id))
  const comparable = comparableRates(rates, paid_by, period, asked_on)
  const days = new Set([...paid.keys(), ...((comparable ? rateDays(rates, period, asked_on) : null) ?? [])])
  return [...days].toSorted().map((from) => {
    const back = slot.asked_back.filter((one) => one.returned && one.from === from)
    const was_fen = fen((paid.get(from) ?? 0) - back.reduce((sum, one) => sum + one.fen, 0))
    return { from, was_fen, ...monthNow(slot, from, was_fen, comparable) }
  })
}

type Weighed = Omit<Month, 'from' | 'was_fen'>

function monthNow(slot: Slot, from: CivilDate, was_fen: Fen, comparable: boolean): Weighed {
  const { frozen, now, policy } = slot
  const given = (part: Part) => paidOtherwise(part) && (part.cut === 'paid' || slot.held.includes(from))
  const paid_otherwise = slot.lines.some(({ parts }) => parts.some((part) => given(part) && holds(part, from)))
  const document_number = policy.document_number
  const unchanged: Weighed = { now_fen: was_fen, cause: null, rate_id: null, document_number }
  const nothing = (cause: RecoveryCause): Weighed => ({ now_fen: fen(0), cause, rate_id: null, document_number })
  if (paid_otherwise) return unchanged
  const gone = goneBy(now, from)
  if (gone !== undefined) return was_fen === 0 ? unchanged : nothing(gone)
  if (was_fen > 0 && slot.elsewhere.includes(from)) return nothing('elsewhere')
  const rule = decidingRule(policy)
  const day = evaluate(rule, frozen, from) === 'yes' ? from : slot.asked_on
  const facts = factsOn(frozen, now, day)
  const answer = evaluate(rule, facts, day)
  if (answer === 'no' && branchTurned(slot, from)) return unchanged
  if (answer === 'no' || offRoll(slot)) return was_fen === 0 ? unchanged : nothing('conditions')
  if (answer === 'unknown' || !comparable) return unchanged
  const branch = branchOn(facts, day) === branchOn(frozen, day) ? slot.branch : branchOn(facts, day)
  const subject = rateSubject(policy, { ...frozen, branch })
  const rate = subject && findRate(slot.rates, subject, from)
  if (!rate || rate.amount_fen === was_fen) return unchanged
  const other = branch !== slot.branch
  const cause = was_fen === 0 ? 'month' : other ? 'branch' : rate.amount_fen > was_fen ? 'rate' : null
  if (cause === null) return unchanged
  return { now_fen: rate.amount_fen, cause, rate_id: rate.id, document_number: rate.document_number ?? document_number }
}

function holds({ from, months }: Part, month: CivilDate): boolean {
  return from <= month && month < addMonths(from, months)
}

/** Whether she had left the roll before the period began. A period before her first claim was not paid on the strength of one. */
function offRoll({ on_roll, period, asked_on }: Slot): boolean {
  return leftBefore(on_roll, daysAsked(period, asked_on)) !== undefined
}

/** Whether the promise asks the branch, and it changed within the period before this month. */
function branchTurned({ frozen, now, policy, period }: Slot, from: CivilDate): boolean {
  const own = demandedBranch(policy.rule)
  if (own === undefined || period === 'once') return false
  const first = periodRange(period).from
  return branchOn(factsOn(frozen, now, first), first) === own && branchOn(factsOn(frozen, now, from), from) !== own
}

/** Whether the month lies after the one in which she died, or left. */
export function goneBy(facts: FactsRow, from: CivilDate): 'died' | 'left' | undefined {
  if (facts.died_on !== null && facts.died_on < from) return 'died'
  return facts.member_to !== null && facts.member_to <= from ? 'left' : undefined
}

/** The months of these lines with what was paid for each in all. */
function monthsPaid(lines: readonly PaidLine[]): Map<CivilDate, number> {
  const months = new Map<CivilDate, number>()
  for (const { from, rate_fen } of lines.flatMap((line) => line.parts.flatMap(eachMonth))) {
    months.set(from, (months.get(from) ?? 0) + rate_fen)
  }
  return months
}

function eachMonth({ from, months, rate_fen }: Part): { from: CivilDate; rate_fen: Fen }[] {
  return Array.from({ length: months }, (_, i) => ({ from: addMonths(from, i), rate_fen }))
}

/** A part of an arrears line: `rate_fen` is the difference for a month, beside it what the month was and is. */
export interface ArrearsPart extends Part {
  readonly was_fen: Fen
  readonly now_fen: Fen
  readonly cause: ArrearsCause
  readonly document_number: string | null
}

/** The months that were paid less than they come to; empty when there are none. Months alike that follow each other stand together. */
export function arrearsOf(months: readonly Month[]): ArrearsPart[] {
  const parts: ArrearsPart[] = []
  for (const { from, was_fen, now_fen, cause, rate_id, document_number } of months) {
    if (rate_id === null || now_fen <= was_fen || (cause !== 'rate' && cause !== 'branch' && cause !== 'month'))
      continue
    const part = {
      from,
      months: 1,
      rate_id,
      rate_fen: fen(now_fen - was_fen),
      was_fen,
      now_fen,
      cause,
      document_number,
    }
    const last = parts.at(-1)
    if (last && follows(last, part)) parts.splice(-1, 1, { ...last, months: last.months + 1 })
    else parts.push(part)
  }
  return parts
}

function follows(last: ArrearsPart, part: ArrearsPart): boolean {
  const same = last.rate_id === part.rate_id && last.was_fen === part.was_fen && last.cause === part.cause
  return same && addMonths(last.from, last.months) === part.from
}

export interface RecoveryMonth {
  readonly from: CivilDate
  readonly was_fen: Fen
  readonly now_fen: Fen
  /** What this payment has to give back of it. */
  readonly back_fen: Fen
  readonly document_number: string | null
}

/** What one payment has to give back for one cause. */
export interface Recovery {
  readonly payment_id: Uuid
  readonly cause: RecoveryCause
  readonly amount_fen: Fen
  readonly months: readonly RecoveryMonth[]
}

/**
 * What was paid and is not owed, by payment and cause, the last payment of a month first; what has been asked back before, whether it
 * came back, is open or was let go, is not asked again. A lowered rate is no cause.
 */
export function recoveriesOf(slot: Slot, months: readonly Month[]): Recovery[] {
  const lines = slot.lines.toSorted((a, b) => b.adjustment - a.adjustment)
  const found = months.flatMap(({ from, was_fen, now_fen, cause, document_number }) => {
    if (cause === null || cause === 'rate' || cause === 'month') return []
    // Open and let-go sums are still with her, but have been asked.
    const pending = slot.asked_back.filter((one) => !one.returned && one.from === from)
    let excess = was_fen - pending.reduce((sum, one) => sum + one.fen, 0) - now_fen
    return lines.flatMap((line) => {
      const back_fen = fen(Math.max(0, Math.min(excess, leftOf(slot, line, from))))
      excess -= back_fen
      return back_fen === 0 ? [] : [{ payment_id: line.id, cause, from, was_fen, now_fen, back_fen, document_number }]
    })
  })
  return [...Map.groupBy(found, (one) => `${one.payment_id} ${one.cause}`).values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const amount_fen = fen(group.reduce((sum, one) => sum + one.back_fen, 0))
    const rows = group.map(({ from, was_fen, now_fen, back_fen, document_number }) => {
      return { from, was_fen, now_fen, back_fen, document_number }
    })
    return [{ payment_id: first.payment_id, cause: first.cause, amount_fen, months: rows }]
  })
}

/** What of a line's month has not been asked back yet. */
function leftOf(slot: Slot, line: PaidLine, from: CivilDate): number {
  const paid = monthsPaid([line]).get(from) ?? 0
  const asked = slot.asked_back.filter((one) => one.payment_id === line.id && one.from === from)
  return paid - asked.reduce((sum, one) => sum + one.fen, 0)
}
