import type { Uuid } from '../../../kernel/ids.ts'
import { maskId, maskPhone } from '../../../kernel/mask.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { findDivision } from '../../../registry/divisions/index.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { explain, findPolicyAt, policiesFor, type PolicyAt } from '../../policies/index.ts'
import { type Applicant, findApplicants, type MemberOfForm, readForForm } from '../queries/index.ts'
import { type Adult, type BySex, type Child, CHILDREN_MAX, type Declaration } from '../rules/index.ts'

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

/** The declaration as far as the register knows it, so that nobody writes what is already known; the rest stays empty for the family to say. */
export async function filledIn(tx: Tx, call: Call, applicant: Applicant): Promise<Declaration> {
  const register = await readForForm(tx, call, applicant)
  const { members } = register
  const own = members.find((member) => member.person_id === applicant.person_id)
  if (!own) throw new Error('An applicant is a member of her family.')
  const spouse = members.find((member) => member.is_spouse && member.died_on === null)
  const late = members
    .filter((member) => member.is_spouse && member.died_on !== null)
    .toSorted((a, b) => ((a.died_on ?? '') < (b.died_on ?? '') ? 1 : -1))[0]
  const children = members.filter((member) => member.relation === 'child')
  return {
    applicant: adultOf(own, { spouse, late }),
    spouse: spouse ? adultOf(spouse, { spouse }) : null,
    born: bySex(register.children_born, children),
    surviving: bySex(
      register.children_surviving,
      children.filter((child) => child.died_on === null),
    ),
    only_child_certificate: register.only_child_certificate,
    children: children.slice(0, CHILDREN_MAX).map(childOf),
    reason: '',
    pick_up_place: '',
  }
}

/** How many the family has, by sex: only where the listed are as many as it says, and the sex of each is known. */
function bySex(total: number | null, listed: readonly MemberOfForm[]): BySex {
  if (total !== listed.length || listed.some((child) => child.sex === 'unknown')) return { male: null, female: null }
  const of = (sex: MemberOfForm['sex']) => listed.filter((child) => child.sex === sex).length
  return { male: of('male'), female: of('female') }
}

interface Marriage {
  /** The registered spouse who lives. */
  spouse: MemberOfForm | undefined
  /** The registered spouse who died last. */
  late?: MemberOfForm | undefined
}

function adultOf(member: MemberOfForm, marriage: Marriage): Adult {
  const { person_id, hukou_kind, hukou_division } = member
  // The register has the place of the hukou by its code; the address there it does not have.
  return { person_id, ...maritalOf(member, marriage), hukou_kind, hukou_division, hukou_address: '' }
}

const MARRIED: readonly Adult['marital'][] = ['21', '22', '23']

/** The day of the marriage, or of the death that ended it, is the day of the change where no other is noted. */
function maritalOf(
  { marital, marital_since }: MemberOfForm,
  { spouse, late }: Marriage,
): Pick<Adult, 'marital' | 'marital_since'> {
  if (marital === '30') return { marital, marital_since: marital_since ?? late?.died_on ?? null }
  if (!MARRIED.includes(marital)) return { marital, marital_since }
  if (spouse) return { marital, marital_since: marital_since ?? spouse.married_on }
  // Noted as married before the spouse died: what she is since then nobody noted.
  const overtaken = late?.died_on != null && (marital_since === null || marital_since <= late.died_on)
  return overtaken ? { marital: null, marital_since: null } : { marital, marital_since }
}

function childOf(member: MemberOfForm): Child {
  const { person_id, name, sex, birth_date, died_on, is_adopted, disability_kind, disability_grade } = member
  const known = { person_id, name, sex, birth_month: birth_date?.slice(0, 7) ?? null, confirmed_by: '' }
  const origin = is_adopted ? 'adopted' : null
  if (died_on !== null)
    return { ...known, origin, state: 'departed', since: died_on, disability_kind: null, disability_grade: null }
  const state = disability_grade === null ? 'alive' : 'alive_certified'
  return { ...known, origin, state, since: member.disabled_from, disability_kind, disability_grade }
}

/** Applicant and spouse with their numbers masked: what identifies them on the form without being copied from the screen. */
export async function namesOnForm(
  tx: Tx,
  call: Call,
  applicant: Pick<Applicant, 'district' | 'family_id' | 'person_id'>,
) {
  const { members } = await readForForm(tx, call, applicant)
  const adults = members.filter(
    (member) => member.person_id === applicant.person_id || (member.is_spouse && member.died_on === null),
  )
  const names = []
  for (const member of adults)
    names.push({
      person_id: member.person_id,
      name: nameFor(call.actor.role, member.name),
      id_masked: opened(call, member, 'id_cipher', maskId),
      phone_masked: opened(call, member, 'phone_cipher', maskPhone),
      hukou_division: member.hukou_division,
      hukou_place: await placeOf(tx, member.hukou_division),
    })
  return names
}

async function placeOf(tx: Tx, code: number | null): Promise<string | null> {
  return code === null ? null : ((await findDivision(tx, code))?.path_name ?? null)
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

/** The numbers a submitted declaration is kept with, of papers and of disability certificates, as the register has them that day. */
export async function numbersOf(tx: Tx, call: Call, applicant: Applicant) {
  const { members } = await readForForm(tx, call, applicant)
  const numbers: Record<Uuid, string> = {}
  const certificates: Record<Uuid, string> = {}
  for (const { person_id, id_cipher, certificate_id, certificate_cipher } of members) {
    if (id_cipher !== null) numbers[person_id] = call.crypto.open(id_cipher, `person.id_cipher:${person_id}`)
    if (certificate_cipher !== null)
      certificates[person_id] = call.crypto.open(certificate_cipher, `certificate.number_cipher:${certificate_id}`)
  }
  return { numbers, certificates }
}
