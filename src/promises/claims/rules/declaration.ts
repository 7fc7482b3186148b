import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Issue, Params } from '../../../kernel/refusal.ts'

/** The form of the county: applicant, spouse, children, reason, pledge. Numbers of documents are taken from the register when submitted. */

export const ORIGINS = ['both', 'one', 'adopted', 'neither'] as const
export const CHILD_STATES = ['alive', 'alive_certified', 'departed'] as const
export const CHILDREN_MAX = 6
/** GB/T 2261.2. */
export const MARITAL = ['10', '21', '22', '23', '30', '40', '90'] as const

export interface Adult {
  person_id: Uuid
  marital: (typeof MARITAL)[number] | null
  marital_since: CivilDate | null
  hukou_kind: 'urban' | 'rural' | 'resident' | null
  hukou_division: number | null
  hukou_address: string
}

export interface Child {
  /** Null for one the register does not hold. */
  person_id: Uuid | null
  name: string
  sex: 'male' | 'female' | 'unknown'
  /** `1975-05`; null where nobody knows. */
  birth_month: string | null
  /** Null until somebody says it: the register knows adoptions, not births. */
  origin: (typeof ORIGINS)[number] | null
  state: (typeof CHILD_STATES)[number]
  /** Since when: the day of death, or of the certificate. */
  since: CivilDate | null
  /** Who confirms it: the village or neighbourhood committee, or the police. */
  confirmed_by: string
  disability_kind: number | null
  disability_grade: number | null
}

/** Null until somebody says it. */
export interface BySex {
  male: number | null
  female: number | null
}

export interface Declaration {
  applicant: Adult
  spouse: Adult | null
  born: BySex
  surviving: BySex
  only_child_certificate: boolean | null
  children: Child[]
  reason: string
  pick_up_place: string
}

/**
 * What is missing or does not fit in a declaration about to be submitted, each with its field. The pledge and at least one proof belong to
 * it; whether the rule of the policy is met is another question and refuses nothing here: a family may declare and be answered.
 */
export function checkDeclaration(
  form: Declaration,
  more: { today: CivilDate; pledged: boolean; proofs: number },
): Issue[] {
  const issues: Issue[] = []
  const fault = (place: string, code: string, params: Params = {}) =>
    issues.push({ place: `content.${place}`, code: `claims.form.${code}`, params })
  for (const who of ['applicant', 'spouse'] as const) checkAdult(form[who], who, more.today, fault)
  checkCounts(form, fault)
  for (const [index, child] of form.children.entries()) checkChild(child, index, more.today, fault)
  if (form.reason.trim() === '') fault('reason', 'reason_needed')
  if (!more.pledged) issues.push({ place: 'pledged', code: 'claims.form.pledge_needed' })
  if (more.proofs === 0) issues.push({ place: 'proofs', code: 'claims.form.proof_needed' })
  return issues
}

type Fault = (place: string, code: string, params?: Params) => void

function checkAdult(adult: Adult | null, who: string, today: CivilDate, fault: Fault): void {
  if (adult === null) return
  if (adult.marital === null) fault(`${who}.marital`, 'marital_needed')
  if (adult.marital_since !== null && adult.marital_since > today) fault(`${who}.marital_since`, 'in_future')
  if (adult.hukou_division === null) fault(`${who}.hukou_division`, 'hukou_needed')
  if (adult.hukou_address.trim() === '') fault(`${who}.hukou_address`, 'address_needed')
}

function checkCounts(form: Declaration, fault: Fault): void {
  for (const which of ['born', 'surviving'] as const)
    for (const sex of ['male', 'female'] as const)
      if (form[which][sex] === null) fault(`${which}.${sex}`, 'count_needed')
  const [born, surviving] = [sumOf(form.born), sumOf(form.surviving)]
  const alive = form.children.filter((child) => child.state !== 'departed').length
  if (isMore(form.surviving.male, form.born.male)) fault('surviving.male', 'more_than_born')
  if (isMore(form.surviving.female, form.born.female)) fault('surviving.female', 'more_than_born')
  if (born !== null && form.children.length !== Math.min(born, CHILDREN_MAX))
    fault('children', 'children_count', { listed: form.children.length, born })
  else if (surviving !== null && alive !== surviving) fault('children', 'surviving_count', { listed: alive, surviving })
}

const sumOf = ({ male, female }: BySex) => (male === null || female === null ? null : male + female)
const isMore = (one: number | null, other: number | null) => one !== null && other !== null && one > other

function checkChild(child: Child, index: number, today: CivilDate, fault: Fault): void {
  const at = (field: string) => `children.${index}.${field}`
  if (child.name.trim() === '') fault(at('name'), 'name_needed')
  if (child.origin === null) fault(at('origin'), 'origin_needed')
  if (child.state === 'alive') return
  if (child.since === null) fault(at('since'), 'since_needed')
  else if (child.since > today) fault(at('since'), 'in_future')
  else if (child.birth_month !== null && child.since.slice(0, 7) < child.birth_month) fault(at('since'), 'before_birth')
  if (child.confirmed_by.trim() === '') fault(at('confirmed_by'), 'unit_needed')
  if (child.state !== 'alive_certified') return
  if (child.disability_kind === null) fault(at('disability_kind'), 'kind_needed')
  if (child.disability_grade === null) fault(at('disability_grade'), 'grade_needed')
}
