import { sql } from 'kysely'
import { type CivilDate, epochOf } from '../../../kernel/calendar.ts'
import { type Code, contains, interval, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { periodLabel } from '../../../kernel/period.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { failpoint } from '../../../platform/failpoints.ts'
import { lockClaims, takeFree } from '../../../promises/entitlements/index.ts'
import { findPolicyAt, type PolicyAt, ratesOf } from '../../../promises/policies/index.ts'
import {
  type Batch,
  type BatchKey,
  besideOf,
  composeBatch,
  contentOf,
  dueBatches,
  keepLaw,
  type RoundRow,
} from '../queries/index.ts'
import { composeArrears } from './arrears.ts'
import { getRound, putHand, tellRounds } from './steps.ts'

export interface NewRound {
  /** Made by the client, so that a round sent twice is one round. */
  id: Uuid
  division: Code
  title: string
  policy_ids: readonly Uuid[]
  as_of: CivilDate
  same_account?: boolean | undefined
}

export interface RoundComposed {
  id: Uuid
  item_count: number
  total_fen: number
  left_out: number
}

/**
 * Composes a round: everything due in money to persons of the place under these policies until the day, and what was paid too little
 * for earlier periods, becomes a frozen line, or is written down with the reason why not. Nobody is in two rounds at a time.
 *
 * @throws Refusal not_found `payments.place_not_found`, unprocessable `payments.as_of_in_future`, `payments.policy_not_money`,
 *   `payments.nothing_due`, conflict of `lawOf`.
 */
export function composeRound(db: Database, call: Call, input: NewRound): Promise<RoundComposed> {
  const subject = { kind: 'payment_round', id: input.id }
  return command(db, call, { name: 'payments.compose', input, subject }, async (tx) => {
    await check(tx, call, input)
    await createRound(tx, call, input)
    const round = await getRound(tx, call, input.id)
    const result = await fill(tx, call, round, input.same_account ?? false)
    if (result.item_count === 0 && result.left_out === 0)
      refuse('unprocessable', 'payments.nothing_due', { place: 'policy_ids' })
    await tellRounds(tx, call, round)
    return { result, detail: { lines: result.item_count, total_fen: result.total_fen, left_out: result.left_out } }
  })
}

/** Adds to a draft what has become due, or can be paid, since it was composed. Twice in a row it adds nothing. */
export function refreshRound(
  db: Database,
  call: Call,
  input: { round_id: Uuid; same_account?: boolean | undefined },
): Promise<RoundComposed> {
  const subject = { kind: 'payment_round', id: input.round_id }
  return command(db, call, { name: 'payments.refresh', input, subject }, async (tx) => {
    const round = await getRound(tx, call, input.round_id)
    if (round.state !== 'draft') refuse('conflict', 'payments.not_draft', { params: { state: round.state } })
    await putHand(tx, call, round, 'refresh')
    await sql`delete from payment_left_out where district = ${round.district}::int and round_id = ${round.id}::uuid`.execute(
      tx,
    )
    const result = await fill(tx, call, round, input.same_account ?? false)
    await tellRounds(tx, call, round)
    return { result, detail: { lines: result.item_count, total_fen: result.total_fen } }
  })
}

async function check(tx: Tx, call: Call, { division, as_of, policy_ids }: NewRound): Promise<void> {
  const { actor } = call
  const tier = tierOf(division)
  const inside = contains(actor.division, division) && (tier === 'district' || tier === 'street')
  if (!inside) refuse('not_found', 'payments.place_not_found', { place: 'division' })
  if (as_of > call.today)
    refuse('unprocessable', 'payments.as_of_in_future', { place: 'as_of', params: { today: call.today } })
  const { rows } = await sql<{ id: Uuid; money: boolean }>`
    select p.id, bool_or(v.grant_kind = 'cash') and p.beneficiary = 'person' as money from policy p join policy_version v on v.policy_id = p.id
    where p.id = any(${policy_ids}::uuid[]) group by p.id`.execute(tx)
  policy_ids.forEach((id, index) => {
    const found = rows.find((row) => row.id === id)
    const place = `policy_ids.${index}`
    if (!found) refuse('not_found', 'payments.policy_not_found', { place })
    if (!found.money) refuse('unprocessable', 'payments.policy_not_money', { place })
  })
}

async function createRound(tx: Tx, call: Call, input: NewRound): Promise<void> {
  const { district, account_id } = call.actor
  const policy_ids = [...new Set(input.policy_ids)].toSorted()
  await sql`
    with made as (
      insert into payment_round (district, id, division, title, policy_ids, as_of, previous_id, composed_by, composed_at)
      values (${district}::int, ${input.id}::uuid, ${input.division}::bigint, ${input.title}, ${policy_ids}::uuid[], ${input.as_of}::date,
        (select r.id from payment_round r where r.district = ${district}::int and r.division = ${input.division}::bigint
          and r.policy_ids && ${policy_ids}::uuid[] and r.state in ('exported', 'reconciled', 'closed') order by r.composed_at desc, r.id desc limit 1),
        ${account_id}::uuid, ${call.now}::timestamptz)
      returning district, id
    ), hand as (
      insert into payment_round_hand (district, round_id, account_id, act, at)
      select district, id, ${account_id}::uuid, 'compose', ${call.now}::timestamptz from made
    )
    insert into payment_round_event (district, round_id, seq, prev_seq, from_state, to_state, account_id, at)
    select district, id, 1, null, 'new', 'draft', ${account_id}::uuid, ${call.now}::timestamptz from made`.execute(tx)
}

interface Asked {
  key: BatchKey
  policy: PolicyAt
  asked_on: CivilDate
}

/**
 * What is due, with the law of the day it is asked of.
 * @throws Refusal conflict `payments.run_first` naming the days as of which a run brings to the version now in force what was found under
 *   another.
 */
async function lawOf(tx: Tx, call: Call, round: RoundRow, keys: readonly BatchKey[]): Promise<Asked[]> {
  const asked: Asked[] = []
  const behind: { place: string; period: string; day: CivilDate }[] = []
  for (const key of keys) {
    const asked_on = key.found_on > key.valid_from ? key.found_on : key.valid_from
    const policy = await findPolicyAt(tx, key.policy_id, asked_on)
    const place = `policy_ids.${round.policy_ids.indexOf(key.policy_id)}`
    if (policy?.version === key.policy_version) asked.push({ key, policy, asked_on })
    else behind.push({ place, period: periodLabel(key.period, call.locale), day: asked_on })
  }
  if (behind.length === 0) return asked
  const issues = behind.map(({ place, ...params }): Issue => ({ place, code: 'payments.run_as_of', params }))
  const listed = (some: readonly string[]) => [...new Set(some)].join(call.locale === 'zh' ? '、' : ', ')
  const params = {
    period: listed(behind.map((one) => one.period)),
    days: listed(behind.map((one) => one.day).toSorted()),
  }
  return refuse('conflict', 'payments.run_first', { params, issues, next: 'payments.run_first_next' })
}

/** One statement for each version, period and day of asking; in bulk, since a round may hold a whole county. */
async function fill(tx: Tx, call: Call, round: RoundRow, same_account: boolean): Promise<RoundComposed> {
  const { lo, hi } = interval(round.division)
  const area = { lo: Math.max(lo, call.actor.scope.lo), hi: Math.min(hi, call.actor.scope.hi) }
  // One composing at a time in a district: the second sees what the first has set aside.
  await lockClaims(tx, round.district)
  await takeFree(tx, round.district)
  const keys = await dueBatches(tx, area, round)
  const asked = await lawOf(tx, call, round, keys)
  const rows = keys.reduce((sum, key) => sum + Number(key.rows), 0)
  const by = {
    ...round,
    round_id: round.id,
    area,
    account_id: call.actor.account_id,
    now: call.now,
    now_ms: epochOf(call.now),
    same_account,
  }
  const left_out = await inBulk(tx, rows, async () => {
    let left = 0
    for (const { key, policy, asked_on } of asked) {
      const batch: Batch = {
        policy,
        rates: await ratesOf(tx, key.policy_id),
        period: key.period,
        found_on: key.found_on,
        asked_on,
        beside: await besideOf(tx, policy),
      }
      if (!(await keepLaw(tx, round, batch)))
        refuse('conflict', 'payments.law_changed', { next: 'payments.law_changed_next' })
      const { left_out, taken_meanwhile } = await composeBatch(tx, batch, by)
      if (taken_meanwhile > 0) refuse('conflict', 'payments.changed_meanwhile', { next: 'payments.look_again' })
      left += left_out
      failpoint('payments.compose', 'batch_frozen')
    }
    return left
  })
  const without = await composeArrears(tx, call, round, by)
  const content = await contentOf(tx, round)
  await sql`update payment_round set item_count = ${content.item_count}::int, total_fen = ${content.total_fen}::bigint, version = version + 1
    where district = ${round.district}::int and id = ${round.id}::uuid`.execute(tx)
  return { id: round.id, item_count: content.item_count, total_fen: content.total_fen, left_out: left_out + without }
}
