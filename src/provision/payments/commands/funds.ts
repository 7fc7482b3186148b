import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { listPurposes, purposeOf, reserve } from '../../../ledgers/funds/index.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { purposesFor } from '../../../promises/policies/index.ts'
import { type RoundRow, themesOf } from '../queries/index.ts'
import { reperformRound } from './reperform.ts'
import { getRound, refuseUnlessTurn, roundRef, type Seen, takeStep } from './steps.ts'

/** What money this round may be paid from, as the books call it; none where its promises are paid from different money. */
export async function purposesOf(tx: Tx, round: RoundRow) {
  const fits = purposesFor(await themesOf(tx, round))
  return (await listPurposes(tx)).filter(({ code }) => fits.includes(code))
}

/** @throws Refusal unprocessable `payments.purposes_mixed`, `payments.purpose_unfit` naming what would fit. */
async function refuseUnlessFit(tx: Tx, call: Call, round: RoundRow, appropriation_id: Uuid): Promise<void> {
  const place = 'appropriation_id'
  const fits = await purposesOf(tx, round)
  if (fits.length === 0)
    refuse('unprocessable', 'payments.purposes_mixed', { place, next: 'payments.purposes_mixed_next' })
  const purpose = await purposeOf(tx, { district: round.district, appropriation_id })
  if (purpose === undefined || fits.some(({ code }) => code === purpose.code)) return
  const name = ({ name_zh, name_en }: typeof purpose) => (call.locale === 'zh' ? name_zh : name_en)
  const params = { purpose: name(purpose), fits: fits.map(name).join(call.locale === 'zh' ? '、' : ', ') }
  refuse('unprocessable', 'payments.purpose_unfit', { place, params, next: 'payments.purpose_unfit_next' })
}

/**
 * Sets the money aside from an appropriation for what the round pays; never more than is there. By the one who holds the funds and nothing
 * else in the round.
 */
export function fundRound(
  db: Database,
  call: Call,
  input: Seen & { appropriation_id: Uuid },
): Promise<{ id: Uuid; state: 'funded'; version: number }> {
  const subject = { kind: 'payment_round', id: input.round_id }
  return command(db, call, { name: 'payments.fund', input, subject }, async (tx) => {
    const round = await getRound(tx, call, input.round_id)
    if (round.version !== input.version || round.total_fen !== input.total_fen) {
      refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
    }
    const change = { funded_by: call.actor.account_id, appropriation_id: input.appropriation_id }
    await takeStep(tx, call, round, { to: 'funded', act: 'fund', change })
    await refuseUnlessFit(tx, call, round, input.appropriation_id)
    await reserve(tx, call, {
      district: round.district,
      appropriation_id: input.appropriation_id,
      movements: [{ ref: roundRef(round), operation: 'reserve', amount_fen: fen(round.total_fen), memo: round.title }],
    })
    return {
      result: { id: round.id, state: 'funded' as const, version: round.version + 1 },
      detail: { total_fen: round.total_fen },
    }
  })
}

/**
 * Closes a reconciled round, by the supervisor, after every line has been worked out again and is right.
 * @throws Refusal conflict `payments.reperformance_differs` with each line that differs; `payments.content_altered` when the seal does not fit.
 */
export function closeRound(
  db: Database,
  call: Call,
  input: Seen,
): Promise<{ id: Uuid; state: 'closed'; version: number }> {
  const subject = { kind: 'payment_round', id: input.round_id }
  return command(db, call, { name: 'payments.close', input, subject }, async (tx) => {
    const round = await getRound(tx, call, input.round_id)
    if (round.version !== input.version || round.total_fen !== input.total_fen) {
      refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
    }
    refuseUnlessTurn(round, 'closed')
    const { differences, sealed } = await reperformRound(tx, call, round)
    if (differences.length > 0) {
      const issues = differences.slice(0, 100).map(({ line_no, what }) => ({
        place: `lines.${line_no}`,
        code: `payments.differs_${what}`,
        params: { line: line_no },
      }))
      refuse('conflict', 'payments.reperformance_differs', { params: { count: differences.length }, issues })
    }
    // Whoever changed a line and worked its hashes out again has no key for the seal.
    if (!sealed) refuse('conflict', 'payments.content_altered', { next: 'payments.content_altered_next' })
    await takeStep(tx, call, round, { to: 'closed', act: 'close', change: { closed_by: call.actor.account_id } })
    return { result: { id: round.id, state: 'closed' as const, version: round.version + 1 } }
  })
}
