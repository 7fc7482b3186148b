import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Cadence } from '../../../kernel/period.ts'
import type { Confidence, GrantKind, PolicyAt } from './policy.ts'
import type { Rate } from './rates.ts'
import type { RawGroup } from './rule.ts'

/** What a policy is, once and for all: another place or another kind of beneficiary is another policy. */
export type PromiseInput = Pick<
  PolicyAt,
  'level' | 'theme' | 'name_zh' | 'name_en' | 'beneficiary' | 'asked' | 'place_asked' | 'care_kind' | 'replaces_id'
>

/** A rate as an officer states it: its id, confidence and source come from the draft. */
export type RateInput = Omit<Rate, 'id' | 'confidence' | 'source'>

/** How it reads from a day on. */
export interface VersionInput {
  readonly valid_from: CivilDate
  readonly valid_to: CivilDate | null
  readonly rule: RawGroup
  readonly grant_kind: GrantKind
  readonly grant_quantity: number | null
  readonly grant_unit: string
  readonly cadence: Cadence
  readonly document_id: Uuid | null
  readonly document_edition: number | null
  readonly document_number: string | null
  readonly document_title: string
  readonly confidence: Confidence
  readonly source: string
  readonly claim_required: boolean
  /** All rates from `valid_from` on; null: those in force stay. */
  readonly rates: readonly RateInput[] | null
}

export interface EndInput {
  /** The first day it no longer counts. */
  readonly valid_to: CivilDate
  readonly reason: string
}

export interface GroupInput {
  readonly name_zh: string
  readonly name_en: string
  readonly valid_from: CivilDate
  readonly valid_to: CivilDate | null
  readonly policy_ids: readonly Uuid[]
  /** The group it takes the place of, from its first day. */
  readonly ends_group_id: Uuid | null
  readonly document_number: string | null
  readonly document_title: string
  readonly source: string
}

/** What is being written. A new policy names its place; everything else names the policy. */
export type DraftInput =
  | {
      readonly kind: 'create'
      readonly division: number
      readonly promise: PromiseInput
      readonly version: VersionInput
    }
  | { readonly kind: 'version'; readonly policy_id: Uuid; readonly version: VersionInput }
  | { readonly kind: 'retire'; readonly policy_id: Uuid; readonly end: EndInput }
  | { readonly kind: 'group'; readonly division: number; readonly group: GroupInput }

export type DraftKind = DraftInput['kind']
export type DraftState = 'writing' | 'submitted' | 'returned' | 'approved' | 'withdrawn'
export type DraftAct = 'write' | 'submit' | 'return' | 'approve' | 'withdraw'

const MOVES: Readonly<Record<DraftAct, { readonly from: readonly DraftState[]; readonly to: DraftState }>> = {
  write: { from: ['writing', 'returned'], to: 'writing' },
  submit: { from: ['writing', 'returned'], to: 'submitted' },
  return: { from: ['submitted'], to: 'returned' },
  approve: { from: ['submitted'], to: 'approved' },
  withdraw: { from: ['writing', 'submitted', 'returned'], to: 'withdrawn' },
}

/** Where the act leads from the state; undefined when it is not for that state. */
export function afterAct(state: DraftState, act: DraftAct): DraftState | undefined {
  const { from, to } = MOVES[act]
  return from.includes(state) ? to : undefined
}

/** What the rates of each cadence may be stated by, the usual first: none is paid more often than it says. */
export const PERS_OF: Readonly<Record<Cadence, readonly Rate['per'][]>> = {
  once: ['occasion'],
  festival: ['occasion'],
  yearly: ['year', 'month'],
  half_yearly: ['month'],
  quarterly: ['month'],
  monthly: ['month'],
}

/** The only unit of each kind of grant; money has no quantity, its rates say how much. */
export const UNITS_OF: Readonly<Record<GrantKind, readonly string[]>> = {
  cash: ['fen'],
  hours: ['hour'],
  thing: ['piece', 'copy'],
  service: ['session'],
  enrolment: ['person_time'],
}
