import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { familyAnswer, findPolicyAt, parentsOfFamily, ratesOf } from '../queries/index.ts'
import { type Answer, fill, type Line, type PolicyAt, type Rate } from '../rules/index.ts'
import { policiesWords } from '../words/index.ts'
import { explainRow, rateFor } from './explain.ts'

/** Why a family is or is not entitled: what each of its parents meets. */
export interface FamilyExplanation {
  policy: PolicyAt
  family_id: Uuid
  district: number
  as_of: CivilDate
  /** The family's: yes as soon as one parent meets the policy. */
  answer: Answer
  rate: Rate | null
  summary: string
  parents: {
    person_id: Uuid
    name: string
    answer: Answer
    qualifies_on: CivilDate | null
    lines: (Line & { text: string })[]
  }[]
}

/**
 * A family and a policy promised to families. The answer is the run's own; who brings it about stands first.
 * The caller leaves the trace of the look.
 * @throws Refusal not_found `policies.not_found`, `policies.family_not_found` (unknown or out of scope),
 *   unprocessable `policies.is_for_persons`
 */
export async function explainFamily(
  tx: Tx,
  call: Call,
  { family_id, policy_id, as_of }: { family_id: Uuid; policy_id: Uuid; as_of: CivilDate },
): Promise<FamilyExplanation> {
  const rows = await parentsOfFamily(tx, call, family_id)
  const [first] = rows
  if (!first) return refuse('not_found', 'policies.family_not_found')
  const policy = (await findPolicyAt(tx, policy_id, as_of)) ?? refuse('not_found', 'policies.not_found')
  if (policy.beneficiary !== 'family') refuse('unprocessable', 'policies.is_for_persons', { place: 'policy_id' })
  const parents: FamilyExplanation['parents'] = []
  for (const { name, ...row } of rows) {
    const { person_answer, lines, qualifies_on } = await explainRow(tx, call, policy, row, as_of)
    parents.push({
      person_id: row.person_id,
      name: nameFor(call.actor.role, name),
      answer: person_answer,
      qualifies_on,
      lines,
    })
  }
  // Nobody may be asked: all have died or left, and the family is owed nothing.
  const answer = (await familyAnswer(tx, call, { policy, community: first.community, family_id, as_of })) ?? 'no'
  const rank: Record<Answer, number> = { yes: 0, unknown: 1, no: 2 }
  const rates = policy.grant_kind === 'cash' ? await ratesOf(tx, policy.id) : []
  return {
    policy,
    family_id,
    district: first.district,
    as_of,
    answer,
    rate: answer === 'yes' ? rateFor(rates, policy, first, as_of) : null,
    summary: summarise(policy, answer, parents, call.locale),
    parents: parents.toSorted((a, b) => rank[a.answer] - rank[b.answer]),
  }
}

function summarise(
  policy: PolicyAt,
  answer: Answer,
  parents: FamilyExplanation['parents'],
  locale: Call['locale'],
): string {
  const { family_summary: words } = policiesWords[locale]
  const name = locale === 'zh' ? policy.name_zh : policy.name_en
  const names = parents.filter((parent) => parent.answer === 'yes').map((parent) => parent.name)
  if (answer === 'yes') return fill(words.yes, { policy: name, names: names.join(locale === 'zh' ? '、' : ', ') })
  const first = parents.flatMap((parent) => parent.qualifies_on ?? []).toSorted()[0]
  if (answer === 'no' && first !== undefined) return fill(words.no_met_on, { policy: name, date: first })
  return fill(words[answer], { policy: name, count: parents.length })
}
