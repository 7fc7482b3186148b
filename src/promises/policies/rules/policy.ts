import type { CivilDate } from '../../../kernel/calendar.ts'
import { contains, interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Cadence } from '../../../kernel/period.ts'
import type { Condition, Group } from './rule.ts'

export type Level = 'nation' | 'province' | 'city' | 'district' | 'street' | 'community'
export type Theme = 'allowance' | 'festival' | 'living' | 'health' | 'insurance' | 'travel' | 'safety'
export type Confidence = 'sourced' | 'to_confirm'
export type GrantKind = 'cash' | 'hours' | 'thing' | 'service' | 'enrolment'

/** A promise as it reads on one date: the policy with the version in force, and where a narrower one stands in its place. */
export interface PolicyAt {
  readonly id: Uuid
  readonly code: string
  readonly division: number
  readonly level: Level
  readonly theme: Theme
  readonly name_zh: string
  readonly name_en: string
  readonly beneficiary: 'person' | 'family'
  readonly asked: 'parents' | 'members'
  readonly place_asked: 'hukou' | 'residence'
  readonly care_kind: string
  readonly replaces_id: Uuid | null
  readonly position: number
  readonly version: number
  readonly valid_from: CivilDate
  readonly valid_to: CivilDate | null
  readonly rule: Group
  readonly grant_kind: GrantKind
  readonly grant_quantity: number | null
  readonly grant_unit: string
  readonly cadence: Cadence
  readonly document_number: string | null
  readonly document_title: string
  readonly confidence: Confidence
  readonly source: string
  /** Only who has a confirmed claim is owed; everybody else who meets the rule is entitled and has not claimed. */
  readonly claim_required: boolean
  readonly document_id: Uuid | null
  readonly document_edition: number | null
  /** Divisions in which another policy in force on the date replaces this one. */
  readonly replaced_in: number[]
}

/** Who is asked at all: living members on the date, and of them the parents unless the policy asks every member. */
export function candidateRule(policy: Pick<PolicyAt, 'asked'>): Group {
  const parent: Condition = { field: 'relation', operator: '=', value: 'parent' }
  const rules: Condition[] = [
    { field: 'alive', operator: '=', value: true },
    { field: 'member', operator: '=', value: true },
  ]
  return { combinator: 'and', rules: policy.asked === 'parents' ? [...rules, parent] : rules }
}

/** What a candidate must meet: the place the policy asks for, not where a narrower policy takes over, and the rule itself. */
export function decidingRule(policy: Pick<PolicyAt, 'division' | 'place_asked' | 'replaced_in' | 'rule'>): Group {
  const field = policy.place_asked
  const place: Condition = { field, operator: 'within', value: policy.division }
  const elsewhere = policy.replaced_in.map((value): Condition => ({ field, operator: 'notWithin', value }))
  return { combinator: 'and', rules: [place, ...elsewhere, policy.rule] }
}

/** The whole of it, for one person's explanation. */
export function wholeRule(policy: PolicyAt): Group {
  return { combinator: 'and', rules: [...candidateRule(policy).rules, ...decidingRule(policy).rules] }
}

/** Whether the policy reaches into the place, or, for a wide place, lies in it or around it. */
export function reaches(policy: Pick<PolicyAt, 'division'>, place: number): boolean {
  return contains(policy.division, place)
}

/** The interval of communities that both a place and a scope hold; empty (`lo >= hi`) when they do not meet. */
export function overlap(
  place: number,
  scope: { readonly lo: number; readonly hi: number },
): { lo: number; hi: number } {
  const inner = interval(place)
  return { lo: Math.max(inner.lo, scope.lo), hi: Math.min(inner.hi, scope.hi) }
}
