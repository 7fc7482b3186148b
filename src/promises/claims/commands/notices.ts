import { civilDateOf } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { maskName } from '../../../kernel/mask.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { sql } from 'kysely'
import type { Call } from '../../../platform/call.ts'
import { type FieldCrypto, sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import {
  alreadyPosted,
  type ClaimRow,
  findNotice,
  findPublicNotice,
  insertNotices,
  listNoticeLines,
  lockClaims,
  markConcluded,
  moveClaims,
  type NewNotice,
  type NoticeRow,
  onNotice,
  shownNotice,
  stepsOf,
  takeDown,
  takeInHand,
} from '../queries/index.ts'
import {
  closesOn,
  doesStep,
  dueOn,
  EXPIRED,
  hangsOn,
  isNotice,
  mayConclude,
  nextState,
  stepAt,
} from '../rules/index.ts'

/** The public link's secret: a keyed hash of the notice, so that it is stored nowhere and guessed by nobody. */
export function tokenOf(crypto: FieldCrypto, notice: { district: number; notice_id: Uuid }): string {
  return crypto.keyedHash(`${notice.district} ${notice.notice_id}`, 'claims.notice').toString('base64url').slice(0, 32)
}

/**
 * Posts claims: one notice for each community and step.
 * @throws Refusal not_found `claims.not_found` (any of them), conflict `claims.not_to_post` naming those that stand elsewhere or hang already,
 *   not_allowed `claims.not_your_step`.
 */
export function postNotices(db: Database, call: Call, claim_ids: readonly Uuid[]) {
  return command(db, call, { name: 'claims.post', input: claim_ids }, async (tx) => {
    const ids = [...new Set(claim_ids)]
    const claims = await lockClaims(tx, call, sql`c.id = any(${ids}::uuid[])`)
    if (claims.length !== ids.length) refuse('not_found', 'claims.not_found', { place: 'claim_ids' })
    const hanging = new Set(await alreadyPosted(tx, call.actor.district, ids))
    const issues = claims.flatMap((claim, index) =>
      isNotice(claim.state) && !hanging.has(claim.id)
        ? []
        : [
            {
              place: `claim_ids.${index}`,
              code: hanging.has(claim.id) ? 'claims.hangs_already' : 'claims.not_here',
              params: { state: claim.state },
            },
          ],
    )
    if (issues.length > 0) refuse('conflict', 'claims.not_to_post', { issues, next: 'claims.look_again' })
    const notices = await planNotices(tx, call, claims)
    await insertNotices(tx, call, notices)
    await takeInHand(tx, call, claims)
    const result = {
      notices: notices.map(({ id, community, lines, closes_on }) => ({
        notice_id: id,
        community,
        lines: lines.length,
        closes_on,
      })),
    }
    return { result, detail: { notices: notices.length, claims: claims.length } }
  })
}

async function planNotices(tx: Tx, call: Call, claims: readonly ClaimRow[]): Promise<NewNotice[]> {
  const steps = await stepsOf(
    tx,
    claims.map((claim) => claim.procedure_id),
  )
  const groups = Map.groupBy(claims, (claim) => {
    const step = stepAt(steps.get(claim.procedure_id) ?? [], claim.state)
    if (!doesStep(step, call.actor.role)) refuse('not_allowed', 'claims.not_your_step')
    return `${claim.community} ${claim.state} ${step?.notice_days ?? 0}`
  })
  return [...groups.values()].flatMap((group): NewNotice[] => {
    const [first] = group
    if (!first || !isNotice(first.state)) return []
    const days = stepAt(steps.get(first.procedure_id) ?? [], first.state)?.notice_days ?? 1
    const id = call.newId()
    const { district, community, state } = first
    return [
      {
        district,
        id,
        community,
        step: state,
        closes_on: closesOn(call.today, days),
        token_hash: sha256(
          tokenOf(call.crypto, {
            district,
            notice_id: id,
          }),
        ),
        lines: group.map((claim) => ({
          claim_id: claim.id,
          masked_name: maskName(claim.name),
          policy_id: claim.policy_id,
        })),
      },
    ]
  })
}

async function holdNotice(tx: Tx, call: Call, id: Uuid): Promise<NoticeRow> {
  return (await findNotice(tx, call, id, true)) ?? refuse('not_found', 'claims.notice_not_found')
}

/** Takes a notice down before its day. Its claims stay at the step and are posted anew. @throws conflict `claims.notice_down` */
export function takeDownNotice(db: Database, call: Call, input: { notice_id: Uuid; version: number; reason: string }) {
  const spec = { name: 'claims.take_down', input, subject: { kind: 'claim_notice', id: input.notice_id } }
  return command(db, call, spec, async (tx) => {
    const notice = await holdNotice(tx, call, input.notice_id)
    if (notice.version !== input.version) refuse('conflict', 'claims.changed_meanwhile', { next: 'claims.look_again' })
    if (!hangsOn(notice, call.today)) refuse('conflict', 'claims.notice_down')
    if (input.reason === EXPIRED) refuse('bad_input', 'claims.reason_needed', { place: 'reason' })
    await takeDown(tx, notice, { at: call.now, by: call.actor.account_id, reason: input.reason })
    return { result: { notice_id: input.notice_id } }
  })
}

/**
 * After the last day of a notice: its claims without an open or upheld objection move on; those with one wait for it and a further
 * conclusion. @throws conflict `claims.notice_still_hangs`, `claims.notice_taken_down`, `claims.notice_concluded`; not_allowed
 *   `claims.not_your_step`
 */
export function concludeNotice(db: Database, call: Call, notice_id: Uuid): Promise<{ moved: number; waiting: number }> {
  const spec = { name: 'claims.conclude', input: notice_id, subject: { kind: 'claim_notice', id: notice_id } }
  return command(db, call, spec, async (tx) => {
    const notice = await holdNotice(tx, call, notice_id)
    const may = mayConclude(notice, call.today)
    if (may !== 'yes') refuse('conflict', `claims.notice_${may}`, { params: { date: notice.closes_on } })
    const claims = await lockClaims(tx, call, onNotice(notice))
    const steps = await stepsOf(
      tx,
      claims.map((claim) => claim.procedure_id),
    )
    // Also where all of them wait: concluding is the act of the step, whatever comes of it.
    if (!claims.every((claim) => doesStep(stepAt(steps.get(claim.procedure_id) ?? [], claim.state), call.actor.role)))
      refuse('not_allowed', 'claims.not_your_step')
    const free = claims.filter((claim) => claim.open_objections === 0 && claim.upheld_objections === 0)
    const moving = free.flatMap((claim) => {
      const chain = steps.get(claim.procedure_id) ?? []
      const to = nextState(chain, claim.state)
      const next = to === undefined ? undefined : stepAt(chain, to)
      return to === undefined ? [] : [{ claim, to, due_on: next === undefined ? null : dueOn(next, call.today) }]
    })
    const moved =
      moving.length === 0
        ? 0
        : await moveClaims(tx, call, moving, { act: 'forward', hand: true, detail: { notice_id } })
    if (moved !== moving.length) refuse('conflict', 'claims.changed_meanwhile', { next: 'claims.look_again' })
    await takeDown(tx, notice, { at: call.now, by: null, reason: EXPIRED })
    const waiting = claims.length - moved
    if (waiting === 0) await markConcluded(tx, notice, call.now)
    return { result: { moved, waiting }, detail: { moved, waiting } }
  })
}

/** One notice as it hangs, with its public link while it does. */
export function readNotice(db: Database, call: Call, notice_id: Uuid) {
  return readIn(db, call, async (tx) => {
    const notice = (await findNotice(tx, call, notice_id, false)) ?? refuse('not_found', 'claims.notice_not_found')
    const hangs = hangsOn(notice, call.today)
    const token = tokenOf(call.crypto, notice)
    const shown = hangs ? await findPublicNotice(tx, sha256(token), call.today) : undefined
    return {
      ...shownNotice(notice, hangs, call.today),
      association: shown?.association ?? '',
      public_path: hangs ? `/notice/${token}` : null,
      items: await listNoticeLines(tx, notice),
      posted_on: civilDateOf(notice.posted_at),
    }
  })
}
