import { sql } from 'kysely'
import { type CivilDate, epochOf } from '../../../kernel/calendar.ts'
import { type Code, interval, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import { groupsInForce, policiesInForce, type PolicyAt, ratesOf } from '../../policies/index.ts'
import type { Named, PolicyCounts } from '../contract/index.ts'
import {
  countUnclaimed,
  foundDays,
  insertRun,
  listDifferenceNames,
  nameOfDivision,
  type Page,
  type Paged,
  planForMany,
  type Question,
  type RivalQuestion,
  siblingsOf,
  sumDifferences,
  unknownPolicies,
  writeDifferences,
} from '../queries/index.ts'
import { concerns, type Difference, periodFor, rivalsOf } from '../rules/index.ts'
import { type Counted, countsOf, fingerprintOf, writesOf } from './counts.ts'

export interface RunInput {
  /** The place, a district or inside one when applied; any of the caller's area for a preview. */
  division: Code
  /** The day the register is asked for; each policy's period is the one that holds it. */
  as_of: CivilDate
  /** All that concern the place unless said. */
  policy_codes?: readonly string[] | undefined
  /** False: a preview, nothing is written. */
  apply: boolean
  /** With it, an apply that would write anything else than that preview is refused. 64 hexadecimal digits. */
  fingerprint?: string | undefined
}

export interface RunAnswer {
  division: Code
  division_name: string | null
  as_of: CivilDate
  fingerprint: string
  policies: PolicyCounts[]
  applied: boolean
  /** Null for a preview, and where there was nothing to write. */
  run_id: Uuid | null
}

const FIRST_DAY = '2000-01-01'
/** Festivals, and with them periods, are not computed further; nobody plans further either. */
const LAST_DAY = '2100-12-31'

/**
 * Turns promises into what is owed. For every policy in force that concerns the place: newly entitled → `due`, open but no longer
 * entitled → `void` with the reason, another amount while due → updated; who is unknown is counted and left alone. Set-based, one
 * statement a policy, writes differences only: a second run writes nothing.
 *
 * @throws Refusal not_found `entitlements.place_not_found`, unprocessable `entitlements.run_one_district`, `…as_of_in_future`,
 *   `…policy_unknown`, conflict `entitlements.differs_now` with the new figures as issues.
 */
export async function runEligibility(db: Database, call: Call, input: RunInput): Promise<RunAnswer> {
  check(call, input)
  if (!input.apply) return readIn(db, call, (tx) => preview(tx, call, input))
  const district = Math.floor(input.division / 1_000_000)
  const spec = { name: 'entitlements.run', input, district }
  return command(db, call, spec, async (tx) => {
    const result = await apply(tx, call, input, district)
    const changed = result.policies.reduce((sum, one) => sum + one.gained.rows + one.changed.rows + one.lost.rows, 0)
    return {
      result,
      ...(result.run_id === null ? {} : { subject: { kind: 'eligibility_run', id: result.run_id } }),
      detail: { as_of: input.as_of, division: input.division, rows: changed },
    }
  })
}

function check(call: Call, { division, as_of, apply }: RunInput): void {
  const { lo, hi } = interval(division)
  const { scope } = call.actor
  if (lo < scope.lo || hi > scope.hi) refuse('not_found', 'entitlements.place_not_found', { place: 'division' })
  if (as_of < FIRST_DAY)
    refuse('unprocessable', 'entitlements.as_of_too_early', { place: 'as_of', params: { first: FIRST_DAY } })
  if (as_of > LAST_DAY)
    refuse('unprocessable', 'entitlements.as_of_too_late', { place: 'as_of', params: { last: LAST_DAY } })
  if (!apply) return
  if (['nation', 'province', 'city'].includes(tierOf(division))) {
    refuse('unprocessable', 'entitlements.run_one_district', {
      place: 'division',
      next: 'entitlements.run_one_district_next',
    })
  }
  if (as_of > call.today)
    refuse('unprocessable', 'entitlements.as_of_in_future', { place: 'as_of', params: { today: call.today } })
}

/** The questions a run asks, in the order of the policies. */
export async function questionsOf(
  tx: Tx,
  call: Call,
  { division, as_of, policy_codes }: Pick<RunInput, 'division' | 'as_of' | 'policy_codes'>,
): Promise<Question[]> {
  // A policy not in force on the day is no question; a code nobody knows is a slip of the pen.
  const [unknown] = await unknownPolicies(tx, policy_codes ?? [])
  if (unknown !== undefined) {
    refuse('unprocessable', 'entitlements.policy_unknown', { place: 'policy_codes', params: { code: unknown } })
  }
  const known = (await policiesInForce(tx, as_of)).filter((policy) => concerns(policy, division))
  const groups = (await groupsInForce(tx, as_of)).filter((group) => concerns(group, division))
  const { lo, hi } = interval(division)
  const { scope } = call.actor
  const area = { lo: Math.max(lo, scope.lo), hi: Math.min(hi, scope.hi) }
  const chosen = known.filter((policy) => policy_codes?.includes(policy.code) ?? true)
  const questions: Question[] = []
  for (const policy of chosen) {
    const rivals: RivalQuestion[] = []
    for (const rival of rivalsOf(policy, known, groups)) {
      rivals.push({ ...rival, rates: await ratesOf(tx, rival.policy.id) })
    }
    const siblings = await siblingsOf(tx, policy.id)
    const question = await questionOf(tx, policy, as_of, area)
    questions.push({ ...question, rivals, siblings, found_days: await foundDays(tx, question) })
  }
  return questions
}

async function questionOf(
  tx: Tx,
  policy: PolicyAt,
  as_of: CivilDate,
  area: Question['area'],
): Promise<Omit<Question, 'rivals' | 'siblings' | 'found_days'>> {
  const rates = policy.grant_kind === 'cash' ? await ratesOf(tx, policy.id) : []
  return { policy, rates, period: periodFor(policy, as_of), as_of, area }
}

async function preview(tx: Tx, call: Call, input: RunInput): Promise<RunAnswer> {
  const counted: Counted[] = []
  for (const question of await questionsOf(tx, call, input)) {
    counted.push({ question, sums: await sumDifferences(tx, question), unclaimed: await countUnclaimed(tx, question) })
  }
  return answerOf(tx, input, counted, null)
}

async function answerOf(tx: Tx, input: RunInput, counted: readonly Counted[], run_id: Uuid | null): Promise<RunAnswer> {
  const { division, as_of, apply } = input
  return {
    division,
    division_name: await nameOfDivision(tx, division),
    as_of,
    fingerprint: fingerprintOf(counted, input).toString('hex'),
    policies: counted.map(countsOf),
    applied: apply,
    run_id,
  }
}

async function apply(tx: Tx, call: Call, input: RunInput, district: number): Promise<RunAnswer> {
  // One run at a time in a district: the second sees what the first wrote.
  await sql`select pg_advisory_xact_lock(60, ${district}::int)`.execute(tx)
  await planForMany(tx)
  const run_id = call.newId()
  const by = { run_id, now: call.now, now_ms: epochOf(call.now) }
  const counted: Counted[] = []
  for (const question of await questionsOf(tx, call, input)) {
    const { sums, touched } = await writeDifferences(tx, question, by)
    // A row that somebody reached or held in this very moment: nothing is written, the person looks again.
    if (touched !== writesOf({ sums }))
      refuse('conflict', 'entitlements.changed_meanwhile', { next: 'entitlements.look_again' })
    counted.push({ question, sums, unclaimed: await countUnclaimed(tx, question) })
  }
  await tell(tx, call, district, {
    topic: 'eligibility_ran',
    dedupe_key: `ran ${run_id}`,
    payload: { community: interval(input.division).lo, as_of: input.as_of },
  })
  const nothing = counted.every((one) => writesOf(one) === 0)
  const answer = await answerOf(tx, input, counted, nothing ? null : run_id)
  if (input.fingerprint !== undefined && input.fingerprint !== answer.fingerprint) refuseOther(answer)
  if (nothing) return answer
  await insertRun(tx, {
    district,
    id: run_id,
    division: input.division,
    as_of: input.as_of,
    counts: answer.policies,
    fingerprint: Buffer.from(answer.fingerprint, 'hex'),
    started_by: call.actor.account_id,
    applied_at: call.now,
  })
  await tell(tx, call, district, {
    topic: 'entitlements',
    dedupe_key: `run ${run_id}`,
    payload: { community: interval(input.division).lo, run_id },
  })
  return answer
}

/** The transaction ends here and nothing stays written; the refusal brings the figures as they are now. */
function refuseOther(answer: RunAnswer): never {
  const issues = answer.policies.map(({ code, gained, changed, lost, unknown }): Issue => ({
    place: code,
    code: 'entitlements.differs_policy',
    params: { code, gained: gained.rows, changed: changed.rows, lost: lost.rows, unknown: unknown.rows },
  }))
  refuse('conflict', 'entitlements.differs_now', {
    params: { fingerprint: answer.fingerprint },
    next: 'entitlements.look_again',
    issues,
  })
}

/** The names behind one figure of a preview. @throws as `runEligibility`, and for a policy not in force on the day. */
export function previewNames(
  db: Database,
  call: Call,
  asked: { division: Code; as_of: CivilDate; policy_code: string; difference: Difference },
  page: Page,
): Promise<Paged<Named>> {
  check(call, { ...asked, apply: false })
  return readIn(db, call, async (tx) => {
    const [question] = await questionsOf(tx, call, { ...asked, policy_codes: [asked.policy_code] })
    if (!question)
      refuse('unprocessable', 'entitlements.policy_unknown', { place: 'policy', params: { code: asked.policy_code } })
    return listDifferenceNames(tx, call, { question, difference: asked.difference }, page)
  })
}
