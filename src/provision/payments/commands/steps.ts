import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import { release } from '../../../ledgers/funds/index.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import { lockClaims, takeFree, voidFreed } from '../../../promises/entitlements/index.ts'
import {
  alteredLines,
  contentOf,
  findRound,
  freedUnpaid,
  linesBesideGroup,
  linesHeldElsewhere,
  linesOffRoll,
  moveLines,
  type RoundChange,
  type RoundRow,
  staleLines,
  stepRound,
  takeHand,
} from '../queries/index.ts'
import { staleArrears } from './arrears.ts'
import { staleFacts } from './stale.ts'
import { type Act, mayDo, roundMayMove, type RoundState } from '../rules/index.ts'

/** The round, locked. @throws Refusal not_found `payments.round_not_found`. */
export async function getRound(tx: Tx, call: Call, id: Uuid): Promise<RoundRow> {
  return (await findRound(tx, call, id, 'lock')) ?? refuse('not_found', 'payments.round_not_found')
}

/** What the ledger of funds knows a round by. */
export const roundRef = (round: Pick<RoundRow, 'id'>) => ({ kind: 'payment_round', id: round.id })

export async function tellRounds(tx: Tx, call: Call, round: RoundRow): Promise<void> {
  const payload = { community: round.division, round_id: round.id }
  await tell(tx, call, round.district, { topic: 'payment-rounds', dedupe_key: `round ${call.newId()}`, payload })
}

/** What the person had on her screen; anything else is refused, so that nobody approves what she has not seen. */
export interface Seen {
  round_id: Uuid
  version: number
  total_fen: number
}

/** @throws Refusal conflict `payments.not_its_turn`. Asked before anything is looked into, so that a draft is not told to be a forged round. */
export function refuseUnlessTurn(round: RoundRow, to: RoundState): void {
  if (!roundMayMove(round.state, to))
    refuse('conflict', 'payments.not_its_turn', { params: { state: round.state }, next: 'payments.look_again' })
}

/**
 * Puts down that this person has a hand in the round, which no later step forgets.
 * @throws Refusal not_allowed `payments.powers_apart` when by an earlier act she holds another of the four powers.
 */
export async function putHand(tx: Tx, call: Call, round: RoundRow, act: Act): Promise<void> {
  const held = await takeHand(tx, call, round, act)
  if (!mayDo(act, held))
    refuse('not_allowed', 'payments.powers_apart', { params: { held }, next: 'payments.powers_apart_next' })
}

/** Takes one step, or says why not: another has been faster, it is not its turn, or this person holds another power already. */
export async function takeStep(
  tx: Tx,
  call: Call,
  round: RoundRow,
  step: { to: RoundState; act?: Act; change?: RoundChange; reason?: string | undefined },
): Promise<void> {
  refuseUnlessTurn(round, step.to)
  if (step.act) await putHand(tx, call, round, step.act)
  if (!(await stepRound(tx, call, round, step)))
    refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
  await tellRounds(tx, call, round)
}

function refuseUnlessSeen(round: RoundRow, seen: Seen): void {
  if (round.version !== seen.version || round.total_fen !== seen.total_fen) {
    refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
  }
}

type Answer = { id: Uuid; state: RoundState; version: number }

function stepCommand(
  db: Database,
  call: Call,
  { name, input }: { name: string; input: Seen & { reason?: string | undefined } },
  work: (tx: Tx, round: RoundRow) => Promise<RoundState>,
): Promise<Answer> {
  const subject = { kind: 'payment_round', id: input.round_id }
  return command(db, call, { name, input, subject }, async (tx) => {
    const round = await getRound(tx, call, input.round_id)
    refuseUnlessSeen(round, input)
    const state = await work(tx, round)
    return {
      result: { id: round.id, state, version: round.version + 1 },
      detail: {
        total_fen: round.total_fen,
        lines: round.item_count,
        // What was decided over, in the chain: rows and seal can be held against it for ever.
        ...(round.content_hash === null ? {} : { content_hash: round.content_hash.toString('hex') }),
      },
    }
  })
}

/** The seal of a frozen round, by a key that is not in the database. */
export function sealOf(call: Call, round: Pick<RoundRow, 'id'>, content_hash: Buffer): Buffer {
  return call.crypto.keyedHash(`${round.id} ${content_hash.toString('hex')}`, 'payment_round.content')
}

interface Stale {
  line_no: number
  why?: keyof typeof STALE
}

/** The lines of a draft that no longer fit, each once; where there is a reason of its own, that is what is said. */
async function staleNow(tx: Tx, call: Call, round: RoundRow): Promise<Stale[]> {
  const found: Stale[] = [
    ...(await staleLines(tx, round, call.now)),
    ...(await staleFacts(tx, round)),
    ...(await staleArrears(tx, call, round)),
    ...(await heldNow(tx, round)),
    ...(await offRollNow(tx, round)),
  ]
  return [...new Map(found.map((line) => [line.line_no, line])).values()].toSorted((a, b) => a.line_no - b.line_no)
}

async function offRollNow(tx: Tx, round: RoundRow): Promise<Stale[]> {
  return (await linesOffRoll(tx, round)).map(({ line_no }) => ({ line_no, why: 'off_roll' as const }))
}

/** What is given to her beside it, under another policy of a group or in another file. */
async function heldNow(tx: Tx, round: RoundRow): Promise<Stale[]> {
  return [
    ...(await linesHeldElsewhere(tx, round)).map(({ line_no }) => ({ line_no, why: 'held_elsewhere' as const })),
    ...(await linesBesideGroup(tx, round)).map(({ line_no }) => ({ line_no, why: 'exclusion' as const })),
  ]
}

const STALE = {
  off_roll: 'payments.line_off_roll',
  exclusion: 'payments.line_exclusion',
  held_elsewhere: 'payments.line_held_elsewhere',
} as const

function issueOf({ line_no, why }: Stale): Issue {
  const code = why === undefined ? 'payments.line_stale' : STALE[why]
  return { place: `lines.${line_no}`, code, params: { line: line_no } }
}

function refuseLines(what: 'lines_stale' | 'lines_off_roll', issues: readonly Issue[], next: string): never {
  const params = { count: issues.length }
  refuse('conflict', `payments.${what}`, { params, issues, next: `payments.${next}` })
}

/**
 * Freezes the content: from here on nothing about it changes until it is returned or cancelled.
 * @throws Refusal unprocessable `payments.empty_round`, conflict `payments.lines_stale` naming the lines.
 */
export function submitRound(db: Database, call: Call, input: Seen): Promise<Answer> {
  return stepCommand(db, call, { name: 'payments.submit', input }, async (tx, round) => {
    refuseUnlessTurn(round, 'submitted')
    const content = await contentOf(tx, round)
    if (content.item_count === 0) refuse('unprocessable', 'payments.empty_round')
    const stale = await staleNow(tx, call, round)
    if (stale.length > 0) refuseLines('lines_stale', stale.map(issueOf), 'refresh_first')
    const { content_hash } = content
    const change = { content_hash, content_mac: sealOf(call, round, content_hash), submitted_by: call.actor.account_id }
    await takeStep(tx, call, round, { to: 'submitted', act: 'submit', change })
    return 'submitted'
  })
}

/** Gives a submitted round back with the reason; it is a draft again. */
export function returnRound(db: Database, call: Call, input: Seen & { reason: string }): Promise<Answer> {
  return stepCommand(db, call, { name: 'payments.return', input }, async (tx, round) => {
    refuseUnlessTurn(round, 'draft')
    const change = { content_hash: null, content_mac: null, submitted_by: null }
    await takeStep(tx, call, round, { to: 'draft', change, reason: input.reason })
    return 'draft'
  })
}

/** @throws Refusal conflict `payments.content_altered` when any frozen line is not what was submitted. */
export async function refuseAltered(tx: Tx, call: Call, round: RoundRow): Promise<void> {
  const altered = await alteredLines(tx, round)
  const content = await contentOf(tx, round)
  const sealed =
    round.content_hash && sealOf(call, round, round.content_hash).equals(round.content_mac ?? Buffer.alloc(0))
  const same = round.content_hash?.equals(content.content_hash) === true && content.total_fen === round.total_fen
  if (altered.length === 0 && same && sealed === true) return
  const issues = altered.map(({ line_no }) => ({
    place: `lines.${line_no}`,
    code: 'payments.line_altered',
    params: { line: line_no },
  }))
  refuse('conflict', 'payments.content_altered', { issues, next: 'payments.content_altered_next' })
}

/**
 * The decision, by somebody who had no hand in the list, over exactly the content that was submitted.
 * @throws Refusal conflict `payments.lines_off_roll` naming the lines of who has left the roll since, `payments.lines_stale` those whose months
 *   turn out to be no longer hers.
 */
export function approveRound(db: Database, call: Call, input: Seen): Promise<Answer> {
  return stepCommand(db, call, { name: 'payments.approve', input }, async (tx, round) => {
    refuseUnlessTurn(round, 'approved')
    await refuseAltered(tx, call, round)
    const off = await offRollNow(tx, round)
    if (off.length > 0) refuseLines('lines_off_roll', off.map(issueOf), 'return_first')
    const held = await heldNow(tx, round)
    if (held.length > 0) refuseLines('lines_stale', held.map(issueOf), 'return_first')
    await takeStep(tx, call, round, {
      to: 'approved',
      act: 'approve',
      change: { approved_by: call.actor.account_id },
    })
    return 'approved'
  })
}

/** Ends a round that the bank has not been given: its lines become void, what was due is due again, or void for who has left the roll. */
export function cancelRound(db: Database, call: Call, input: Seen & { reason: string }): Promise<Answer> {
  return stepCommand(db, call, { name: 'payments.cancel', input }, async (tx, round) => {
    await takeStep(tx, call, round, { to: 'cancelled', reason: input.reason })
    await lockClaims(tx, round.district)
    await moveLines(tx, round, { from: 'composed', to: 'void', account_id: call.actor.account_id, now: call.now })
    await voidFreed(tx, call, await freedUnpaid(tx, round))
    await takeFree(tx, round.district)
    if (round.state === 'funded') {
      const movement = {
        ref: roundRef(round),
        operation: 'cancel',
        amount_fen: fen(round.total_fen),
        memo: input.reason,
      }
      await release(tx, call, { district: round.district, movements: [movement] })
    }
    return 'cancelled'
  })
}
