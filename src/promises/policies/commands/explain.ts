import type { CivilDate } from '../../../kernel/calendar.ts'
import { formatYuan } from '../../../kernel/money.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Period, periodLabel } from '../../../kernel/period.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Locale } from '../../../kernel/words.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import {
  conditionAnswers,
  familyAnswer,
  findFacts,
  findPolicyAt,
  nameOf,
  type PersonFacts,
  policiesInForce,
  ratesOf,
} from '../queries/index.ts'
import {
  type Answer,
  answerOf,
  conditionsOf,
  describeLine,
  evaluate,
  explainLines,
  factOf,
  fill,
  findRate,
  type Line,
  placesIn,
  type PolicyAt,
  qualifiesOn,
  reasonsIn,
  reaches,
  type Rate,
  rateSubject,
  wholeRule,
  withoutNot,
} from '../rules/index.ts'
import { policiesWords } from '../words/index.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { type Higher, type InGroup, inGroupOf } from './higher.ts'
import { namesOfPlaces } from './places.ts'

/** Why somebody is or is not entitled: every condition with the fact, its source and, where time decides, the date. */
export interface Explanation {
  policy: PolicyAt
  person_id: Uuid
  /** Whose decision it is, as the reader's role may see a name. */
  person_name: string
  family_id: Uuid
  district: number
  as_of: CivilDate
  /** What counts: for a family policy the family's answer, which another parent may bring about. */
  answer: Answer
  person_answer: Answer
  /** The first day on which the person meets the whole rule if nothing but the calendar changes; null if that never comes. */
  qualifies_on: CivilDate | null
  /** The money promised to this person on the date; null for other grants, where no rate is known, and where another is given in its place. */
  rate: Rate | null
  /** Another policy of an exclusion group that was paid or pays more for the period, so that this one is not owed as well. */
  higher: Higher | null
  /** The period for which this one of an exclusion group was paid or is with the bank, so that no other of it is; else null. */
  paid_period: Period | null
  lines: (Line & { text: string })[]
  summary: string
}

/**
 * One person, one policy, one date. The answers of the conditions come from the very SQL that decides a run.
 * The caller leaves the trace of the look (`look`), since the answer holds sensitive facts.
 *
 * @throws Refusal not_found `policies.not_found` (unknown, retired or not in force on the date),
 *   `policies.person_not_found` (unknown or out of scope, the same answer)
 */
export async function explain(
  tx: Tx,
  call: Call,
  input: { person_id: Uuid; policy_id: Uuid; as_of: CivilDate },
): Promise<Explanation> {
  const { as_of } = input
  const row = (await findFacts(tx, call, input.person_id)) ?? refuse('not_found', 'policies.person_not_found')
  const policy = (await findPolicyAt(tx, input.policy_id, as_of)) ?? refuse('not_found', 'policies.not_found')
  const { person_answer, lines, qualifies_on, reasons } = await explainRow(tx, call, policy, row, as_of)
  const answer = await answerThatCounts(tx, call, policy, row, person_answer, as_of)
  const meets = answer === 'yes' && person_answer === 'yes'
  const { higher, paid_period } = meets ? await inGroupOf(tx, policy, row, as_of) : { higher: null, paid_period: null }
  const paid_in_money = policy.grant_kind === 'cash' && higher === null
  return {
    policy,
    person_id: input.person_id,
    person_name: nameFor(call.actor.role, await nameOf(tx, row)),
    family_id: row.family_id,
    district: row.district,
    as_of,
    answer,
    person_answer,
    qualifies_on,
    rate: paid_in_money ? rateFor(await ratesOf(tx, policy.id), policy, row, as_of) : null,
    higher,
    paid_period,
    lines,
    summary: summarise(policy, { answer, person_answer, qualifies_on, reasons, higher, paid_period }, call.locale),
  }
}

/** One parent's own part: the answers of the conditions come from the SQL that decides a run. */
export async function explainRow(tx: Tx, call: Call, policy: PolicyAt, row: PersonFacts, as_of: CivilDate) {
  const rule = withoutNot(wholeRule(policy))
  const answers = await conditionAnswers(tx, row, conditionsOf(rule), as_of)
  const person_answer = answerOf(rule, answers)
  const lines = explainLines(rule, answers, row, as_of)
  const places = await namesOfPlaces(tx, placesIn(lines.filter((line) => line.kind === 'condition')))
  return {
    person_answer,
    lines: lines.map((line) => ({ ...line, text: describeLine(line, call.locale, places) })),
    qualifies_on: person_answer === 'no' ? qualifiesOn(rule, row, as_of) : null,
    reasons: reasonsIn(lines),
  }
}

async function answerThatCounts(
  tx: Tx,
  call: Call,
  policy: PolicyAt,
  row: PersonFacts,
  own: Answer,
  as_of: CivilDate,
): Promise<Answer> {
  if (policy.beneficiary === 'person') return own
  const { community, family_id } = row
  return (await familyAnswer(tx, call, { policy, community, family_id, as_of })) ?? own
}

export function rateFor(rates: readonly Rate[], policy: PolicyAt, row: PersonFacts, on: CivilDate): Rate | null {
  const subject = rateSubject(policy, { ...row, branch: String(factOf('branch').on(row, on)) })
  return (subject && findRate(rates, subject, on)) ?? null
}

interface Outcome extends InGroup {
  answer: Answer
  person_answer: Answer
  qualifies_on: CivilDate | null
  reasons: number
}

/** One sentence for the top of the slip. */
function summarise(policy: PolicyAt, outcome: Outcome, locale: Locale): string {
  const { summary } = policiesWords[locale]
  const name = locale === 'zh' ? policy.name_zh : policy.name_en
  if (outcome.higher) {
    const { name_zh, name_en, amount_fen, paid, period } = outcome.higher
    const said = { policy: name, other: locale === 'zh' ? name_zh : name_en, amount: formatYuan(amount_fen) }
    return fill(paid ? summary.higher_paid : summary.higher, { ...said, period: periodLabel(period, locale) })
  }
  if (outcome.paid_period !== null) {
    return fill(summary.paid, { policy: name, period: periodLabel(outcome.paid_period, locale) })
  }
  if (outcome.answer === 'yes') {
    return fill(outcome.person_answer === 'yes' ? summary.yes : summary.family_yes, { policy: name })
  }
  const { reasons } = outcome
  const counted = (one: string, other: string) => fill(reasons === 1 ? one : other, { policy: name, count: reasons })
  if (outcome.person_answer === 'unknown') return counted(summary.unknown_one, summary.unknown_other)
  return outcome.qualifies_on === null
    ? counted(summary.no_one, summary.no_other)
    : fill(summary.no_met_on, { policy: name, date: outcome.qualifies_on })
}

/** One policy's answer for a person, without the lines. */
export interface PersonAnswer {
  policy: PolicyAt
  answer: Answer
  qualifies_on: CivilDate | null
}

/**
 * What every policy that reaches the person's place says of her on the date, for the family page. Policies that ask for the
 * hukou are listed where they reach it. One row is read and the same rules are run over it in memory (equal to the SQL by test);
 * for family policies the answer is this person's own part.
 */
export async function answersFor(
  tx: Tx,
  call: Call,
  { person_id, as_of }: { person_id: Uuid; as_of: CivilDate },
): Promise<{ district: number; family_id: Uuid; answers: PersonAnswer[] }> {
  const row = (await findFacts(tx, call, person_id)) ?? refuse('not_found', 'policies.person_not_found')
  const policies = (await policiesInForce(tx, as_of)).filter((policy) => reachesPerson(policy, row))
  const answers = policies.map((policy) => {
    const rule = wholeRule(policy)
    const answer = evaluate(rule, row, as_of)
    return { policy, answer, qualifies_on: answer === 'no' ? qualifiesOn(rule, row, as_of) : null }
  })
  return { district: row.district, family_id: row.family_id, answers }
}

/** An unknown hukou still asks the policies of the place of residence, so that the missing fact is seen. */
function reachesPerson(policy: PolicyAt, row: PersonFacts): boolean {
  const place = policy.place_asked === 'hukou' ? (row.hukou_division ?? row.community) : row.community
  return reaches(policy, place) && !policy.replaced_in.some((division) => reaches({ division }, place))
}
