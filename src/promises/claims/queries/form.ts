import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Adult, ContentType, ProofKind } from '../rules/index.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { notMourned } from '../../../registry/families/index.ts'

export interface Applicant {
  district: number
  community: number
  family_id: Uuid
  person_id: Uuid
  name: string
  hukou_division: number | null
  branch: 'death' | 'disability' | 'none'
  family_active: boolean
}

/** The persons who declare: living, of families within reach. Who is not has no row. */
export async function findApplicants(tx: Tx, call: Call, person_ids: readonly Uuid[]): Promise<Applicant[]> {
  const { scope } = call.actor
  const { rows } = await sql<Applicant>`
    select p.district, p.community, p.family_id, p.id as person_id, p.name, p.hukou_division, coalesce(a.branch, 'none') as branch,
      f.state = 'active' as family_active
    from person p join family f on f.district = p.district and f.id = p.family_id
    left join person_fact a on a.district = p.district and a.person_id = p.id
    where ${withinDistricts(scope, 'p.district')} and p.id = any(${person_ids}::uuid[]) and ${within(scope, 'p.community')}
      and ${notMourned('p')} and p.died_on is null and p.member_to is null`.execute(tx)
  return rows
}

export interface MemberOfForm {
  person_id: Uuid
  name: string
  relation: string
  sex: 'male' | 'female' | 'unknown'
  birth_date: CivilDate | null
  died_on: CivilDate | null
  marital: Adult['marital']
  marital_since: CivilDate | null
  hukou_kind: 'urban' | 'rural' | 'resident' | null
  hukou_division: number | null
  id_cipher: Buffer | null
  phone_cipher: Buffer | null
  is_adopted: boolean
  /** Of the disability certificate that holds today. */
  certificate_id: Uuid | null
  certificate_cipher: Buffer | null
  disability_kind: number | null
  disability_grade: number | null
  disabled_from: CivilDate | null
  /** The applicant's spouse, of a marriage that lasts or that death ended. */
  is_spouse: boolean
  married_on: CivilDate | null
}

export interface RegisterOfForm {
  members: MemberOfForm[]
  children_born: number | null
  children_surviving: number | null
  only_child_certificate: boolean | null
}

/** The members of the applicant's family as the form asks for them, and what the family says of its children. */
export async function readForForm(
  tx: Tx,
  call: Call,
  applicant: Pick<Applicant, 'district' | 'family_id' | 'person_id'>,
): Promise<RegisterOfForm> {
  const members = await sql<MemberOfForm>`
    select p.id as person_id, p.name, p.relation, p.sex, p.birth_date, p.died_on, p.marital, p.marital_since, p.hukou_kind, p.hukou_division,
      p.id_cipher, p.phone_cipher, exists (select from certificate a where a.district = p.district and a.person_id = p.id and a.kind = 'adoption'
        and (a.valid_to is null or a.valid_to > ${call.today}::date)) as is_adopted,
      t.id as certificate_id, t.number_cipher as certificate_cipher, t.disability_kind, t.disability_grade, t.issued_on as disabled_from,
      w.kind is not null as is_spouse, w.valid_from as married_on
    from person p
    left join lateral (select * from certificate t where t.district = p.district and t.person_id = p.id and t.kind = 'disability'
      and (t.valid_to is null or t.valid_to > ${call.today}::date)
      order by (t.valid_to is null) desc, t.issued_on desc nulls last, t.id desc limit 1) t on true
    left join lateral (select * from person_relation r where r.district = p.district and r.kind = 'spouse'
      and (r.valid_to is null or r.valid_to >= p.died_on)
      and ((r.person_id = p.id and r.other_id = ${applicant.person_id}::uuid)
        or (r.other_id = p.id and r.person_id = ${applicant.person_id}::uuid))
      order by r.valid_from nulls last, r.id limit 1) w on true
    where p.district = ${applicant.district}::int and p.family_id = ${applicant.family_id}::uuid
      and (p.member_to is null or (w.kind is not null and p.died_on is not null))
    order by p.birth_date, p.id`.execute(tx)
  const family = await sql<Omit<RegisterOfForm, 'members'>>`
    select f.children_born, f.children_surviving,
      case when exists (select from certificate t where t.district = f.district and t.family_id = f.id and t.kind = 'only_child') then true
      else f.only_child_certificate end as only_child_certificate
    from family f where f.district = ${applicant.district}::int and f.id = ${applicant.family_id}::uuid`.execute(tx)
  const [said] = family.rows
  if (!said) throw new Error('An applicant is of a family.')
  return { members: members.rows, ...said }
}

export interface DeclarationRow {
  version: number
  content_cipher: Buffer
  answer: 'yes' | 'no' | 'unknown'
  submitted_at: Instant
}

/** What was submitted last. */
export async function lastDeclaration(
  tx: Tx,
  claim: { district: number; id: Uuid },
): Promise<DeclarationRow | undefined> {
  const { rows } =
    await sql<DeclarationRow>`select d.version, d.content_cipher, d.answer, d.submitted_at from claim_declaration d
    where d.district = ${claim.district}::int and d.claim_id = ${claim.id}::uuid order by d.version desc limit 1`.execute(
      tx,
    )
  return rows[0]
}

export interface ProofRow {
  proof_id: Uuid
  kind: ProofKind
  content_type: ContentType
  size_bytes: number
  added_at: Instant
}

export async function listProofs(tx: Tx, claim: { district: number; id: Uuid }): Promise<ProofRow[]> {
  const { rows } =
    await sql<ProofRow>`select f.id as proof_id, f.kind, f.content_type, f.size_bytes, f.added_at from claim_proof f
    where f.district = ${claim.district}::int and f.claim_id = ${claim.id}::uuid and f.removed_at is null order by f.added_at, f.id`.execute(
      tx,
    )
  return rows
}

export async function findProofContent(tx: Tx, claim: { district: number; id: Uuid }, proof_id: Uuid) {
  const { rows } = await sql<ProofRow & { content_cipher: Buffer }>`
    select f.id as proof_id, f.kind, f.content_type, f.size_bytes, f.added_at, f.content_cipher from claim_proof f
    where f.district = ${claim.district}::int and f.claim_id = ${claim.id}::uuid and f.id = ${proof_id}::uuid and f.removed_at is null`.execute(
    tx,
  )
  return rows[0]
}

export async function countProofs(tx: Tx, claim: { district: number; id: Uuid }): Promise<number> {
  return (await listProofs(tx, claim)).length
}

/** Keeps the draft (null: it is submitted and gone) under the lock the caller holds. */
export async function keepDraft(
  tx: Tx,
  claim: { district: number; id: Uuid },
  cipher: Buffer | null,
  declared_version?: number,
): Promise<void> {
  await sql`update claim set draft_cipher = ${cipher}::bytea, declared_version = coalesce(${declared_version ?? null}::int, declared_version),
      version = version + 1 where district = ${claim.district}::int and id = ${claim.id}::uuid`.execute(tx)
}

export async function insertDeclaration(
  tx: Tx,
  call: Call,
  claim: { district: number; id: Uuid },
  row: { version: number; content_cipher: Buffer; content_hash: Buffer; answer: 'yes' | 'no' | 'unknown' },
): Promise<void> {
  await tx
    .insertInto('claim_declaration')
    .values({
      district: claim.district,
      claim_id: claim.id,
      ...row,
      submitted_by: call.actor.account_id,
      submitted_at: call.now,
    })
    .execute()
}

export async function insertProof(
  tx: Tx,
  call: Call,
  claim: { district: number; community: number; family_id: Uuid; id: Uuid },
  proof: ProofRow & { sha256: Buffer; content_cipher: Buffer },
): Promise<void> {
  const { proof_id, ...row } = proof
  await tx
    .insertInto('claim_proof')
    .values({
      district: claim.district,
      community: claim.community,
      family_id: claim.family_id,
      claim_id: claim.id,
      id: proof_id,
      ...row,
      added_by: call.actor.account_id,
    })
    .execute()
}

export async function takeProofAway(
  tx: Tx,
  call: Call,
  claim: { district: number; id: Uuid },
  proof_id: Uuid,
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update claim_proof set removed_by = ${call.actor.account_id}::uuid, removed_at = ${call.now}::timestamptz
    where district = ${claim.district}::int and claim_id = ${claim.id}::uuid and id = ${proof_id}::uuid and removed_at is null`.execute(
      tx,
    )
  return numAffectedRows === 1n
}
