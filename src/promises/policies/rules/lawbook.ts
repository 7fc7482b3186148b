import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { DraftInput, RateInput, VersionInput } from './draft.ts'
import { type ExclusionGroup, type Overlay, replacedIn } from './overlay.ts'
import type { PolicyAt } from './policy.ts'
import type { Rate } from './rates.ts'
import type { Group } from './rule.ts'

/** What of a policy belongs to its version. */
export type VersionFields =
  | 'version'
  | 'valid_from'
  | 'valid_to'
  | 'rule'
  | 'grant_kind'
  | 'grant_quantity'
  | 'grant_unit'
  | 'cadence'
  | 'document_number'
  | 'document_title'
  | 'confidence'
  | 'source'
  | 'claim_required'
  | 'document_id'
  | 'document_edition'

/** What a policy is, once and for all. */
export type LawHead = Omit<PolicyAt, VersionFields | 'replaced_in'>
/** How it reads between two dates. */
export type LawVersion = Pick<PolicyAt, VersionFields> & { readonly policy_id: Uuid }
export type LawRate = Rate & { readonly policy_id: Uuid }
export type LawGroup = ExclusionGroup & { readonly valid_from: CivilDate; readonly valid_to: CivilDate | null }

/** All law there is, over all time, as one value: what a day's law is read from, and what a draft would change. */
export interface Lawbook {
  readonly heads: readonly LawHead[]
  readonly versions: readonly LawVersion[]
  readonly rates: readonly LawRate[]
  readonly groups: readonly LawGroup[]
}

/** The law of one day. */
export interface Law {
  readonly policies: readonly PolicyAt[]
  readonly groups: readonly LawGroup[]
  ratesOf(policy_id: Uuid): readonly Rate[]
}

interface Span {
  readonly valid_from: CivilDate
  readonly valid_to: CivilDate | null
}

const inForce = (span: Span, on: CivilDate) => span.valid_from <= on && (span.valid_to === null || span.valid_to > on)

/** The law as it reads on a day, in the order of lists: what the queries of this room answer for that day. */
export function lawOn(book: Lawbook, on: CivilDate): Law {
  const current = new Map(book.versions.filter((version) => inForce(version, on)).map((v) => [v.policy_id, v]))
  const overlays = new Map<string, Overlay>(
    book.heads.map((head) => [head.id, { ...head, in_force: current.has(head.id) }]),
  )
  const policies = book.heads
    .flatMap((head): PolicyAt[] => {
      const version = current.get(head.id)
      if (!version) return []
      const { policy_id: _id, ...read } = version
      return [{ ...head, ...read, replaced_in: replacedIn(head, overlays) }]
    })
    .toSorted((a, b) => a.position - b.position || (a.code < b.code ? -1 : 1))
  return {
    policies,
    groups: book.groups.filter((group) => inForce(group, on)),
    ratesOf: (policy_id) => book.rates.filter((rate) => rate.policy_id === policy_id),
  }
}

/** A draft as far as it changes law. */
export interface LawDraft {
  readonly id: Uuid
  readonly division: number
  readonly policy_id: Uuid | null
  readonly content: DraftInput
}

/** The law as it would be if the draft were approved: the same ends and rows that approval writes (`commands/enact.ts`). */
export function withDraft(book: Lawbook, { id, division, policy_id, content }: LawDraft): Lawbook {
  if (content.kind === 'group') {
    const { ends_group_id, policy_ids, valid_from } = content.group
    const ended = book.groups.map((group) => (group.id === ends_group_id ? ending(group, valid_from) : group))
    return { ...book, groups: policy_ids.length === 0 ? ended : [...ended, { ...content.group, id, division }] }
  }
  if (policy_id === null) return book
  const mine = (row: { policy_id: Uuid }) => row.policy_id === policy_id
  if (content.kind === 'retire') {
    const { valid_to } = content.end
    return {
      ...book,
      versions: book.versions.map((row) => (mine(row) ? ending(row, valid_to) : row)),
      rates: book.rates.map((row) => (mine(row) ? ending(row, valid_to) : row)),
    }
  }
  const { valid_from } = content.version
  const known = book.versions.filter(mine)
  const version = versionOf(policy_id, content.version, Math.max(0, ...known.map((row) => row.version)) + 1)
  const versions = [...book.versions.map((row) => (mine(row) ? ending(row, valid_from) : row)), version]
  const rates = ratesWith(book.rates, policy_id, id, content.version)
  if (content.kind === 'version') return { ...book, versions, rates }
  const position = Math.max(0, ...book.heads.map((head) => head.position)) + 10
  return {
    ...book,
    heads: [...book.heads, { ...content.promise, id: policy_id, code: 'draft', division, position }],
    versions,
    rates,
  }
}

/** What is in force on the day ends with it; what begins later stays. */
function ending<T extends Span>(row: T, on: CivilDate): T {
  return row.valid_from < on && (row.valid_to === null || row.valid_to > on) ? { ...row, valid_to: on } : row
}

function versionOf(policy_id: Uuid, { rates: _rates, rule, ...read }: VersionInput, version: number): LawVersion {
  return { ...read, rule: rule as Group, policy_id, version }
}

function ratesWith(rates: readonly LawRate[], policy_id: Uuid, id: Uuid, version: VersionInput): readonly LawRate[] {
  const given: readonly RateInput[] | null = version.grant_kind === 'cash' ? version.rates : []
  if (given === null) return rates
  const { confidence, source, valid_from } = version
  return [
    ...rates.map((row) => (row.policy_id === policy_id ? ending(row, valid_from) : row)),
    ...given.map((rate): LawRate => ({ ...rate, id, policy_id, confidence, source })),
  ]
}
