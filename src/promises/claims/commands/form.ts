import type { Uuid } from '../../../kernel/ids.ts'
import { maskId, maskPhone } from '../../../kernel/mask.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { explain, findPolicyAt, policiesFor, type PolicyAt } from '../../policies/index.ts'
import { type Applicant, findApplicants, type MemberOfForm, readForForm } from '../queries/index.ts'
import { type Adult, type Child, CHILDREN_MAX, type Declaration } from '../rules/index.ts'

/** @throws Refusal not_found `claims.person_not_found` (unknown or out of reach, alike), unprocessable `claims.family_closed` */
export async function getApplicant(tx: Tx, call: Call, person_id: Uuid): Promise<Applicant> {
  const [applicant] = await findApplicants(tx, call, [person_id])
  if (!applicant) return refuse('not_found', 'claims.person_not_found')
  if (!applicant.family_active) refuse('unprocessable', 'claims.family_closed')
  return applicant
}

/** A policy somebody may declare under: in force, for persons, paid in money or enrolled. */
export async function getClaimable(tx: Tx, call: Call, policy_id: Uuid): Promise<PolicyAt> {
  const policy = await findPolicyAt(tx, policy_id, call.today)
  if (!policy || policy.beneficiary !== 'person')
    refuse('unprocessable', 'claims.policy_unknown', { place: 'policy_id' })
  return policy
}

/** Under what people of a place may declare or stand on the roll today: allowances promised to persons. */
export async function claimableIn(tx: Tx, call: Call, place: number, fits: (policy: PolicyAt) => boolean = () => true) {
  const policies = await policiesFor(tx, { place, as_of: call.today })
  return policies
    .filter(fits)
    .filter((policy) => policy.theme === 'allowance' && policy.beneficiary === 'person')
    .map(({ id, name_zh, name_en, claim_required }) => ({ policy_id: id, name_zh, name_en, claim_required }))
}

/** The rule's own answer for the person today. */
export async function answerOf(
  tx: Tx,
  call: Call,
  person_id: Uuid,
  policy_id: Uuid,
): Promise<'yes' | 'no' | 'unknown'> {
  return (await explain(tx, call, { person_id, policy_id, as_of: call.today })).answer
}

/** The declaration as the register would fill it in, so that nobody writes what is already known. */
export async function filledIn(tx: Tx, applicant: Applicant): Promise<Declaration> {
  const { members, only_child_certificate } = await readForForm(tx, applicant)
  const own = members.find((member) => member.person_id === applicant.person_id)
  const spouse = members.find((member) => member.is_spouse && member.died_on === null)
  const children = members.filter((member) => member.relation === 'child').slice(0, CHILDREN_MAX)
  const ofSex = (sex: string, alive: boolean) =>
    children.filter((child) => child.sex === sex && (!alive || child.died_on === null)).length
  return {
    applicant: own ? adultOf(own) : emptyAdult(applicant.person_id),
    spouse: spouse ? adultOf(spouse) : null,
    born: { male: ofSex('male', false), female: ofSex('female', false) },
    surviving: { male: ofSex('male', true), female: ofSex('female', true) },
    only_child_certificate,
    children: children.map(childOf),
    reason: '',
    pick_up_place: '',
  }
}

function adultOf(member: MemberOfForm): Adult {
  const { person_id, marital, marital_since, hukou_kind, hukou_division, hukou_name } = member
  return { person_id, marital, marital_since, hukou_kind, hukou_division, hukou_address: hukou_name ?? '' }
}

const emptyAdult = (person_id: Uuid): Adult => ({
  person_id,
  marital: null,
  marital_since: null,
  hukou_kind: null,
  hukou_division: null,
  hukou_address: '',
})

function childOf(member: MemberOfForm): Child {
  const state = member.died_on !== null ? 'departed' : member.disability_grade !== null ? 'alive_certified' : 'alive'
  return {
    person_id: member.person_id,
    name: member.name,
    sex: member.sex,
    birth_month: member.birth_date?.slice(0, 7) ?? null,
    origin: 'both',
    state,
    since: state === 'departed' ? member.died_on : state === 'alive_certified' ? member.disabled_from : null,
    confirmed_by: '',
    disability_kind: member.disability_kind,
    disability_grade: member.disability_grade,
  }
}

/** Applicant and spouse with their numbers masked: what identifies them on the form without being copied from the screen. */
export async function namesOnForm(
  tx: Tx,
  call: Call,
  applicant: Pick<Applicant, 'district' | 'family_id' | 'person_id'>,
) {
  const { members } = await readForForm(tx, applicant)
  return members
    .filter((member) => member.person_id === applicant.person_id || (member.is_spouse && member.died_on === null))
    .map((member) => ({
      person_id: member.person_id,
      name: nameFor(call.actor.role, member.name),
      id_masked: opened(call, member, 'id_cipher', maskId),
      phone_masked: opened(call, member, 'phone_cipher', maskPhone),
    }))
}

function opened(
  call: Call,
  member: MemberOfForm,
  column: 'id_cipher' | 'phone_cipher',
  mask: (text: string) => string,
) {
  const cipher = member[column]
  return cipher === null ? null : mask(call.crypto.open(cipher, `person.${column}:${member.person_id}`))
}

/** The numbers a submitted declaration is kept with: applicant, spouse and children as the register has them that day. */
export async function numbersOf(tx: Tx, call: Call, applicant: Applicant): Promise<Record<Uuid, string>> {
  const { members } = await readForForm(tx, applicant)
  const numbered = members.flatMap((member): [Uuid, string][] =>
    member.id_cipher === null
      ? []
      : [[member.person_id, call.crypto.open(member.id_cipher, `person.id_cipher:${member.person_id}`)]],
  )
  return Object.fromEntries(numbered)
}
