import { type Selectable, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Tables } from '../../../platform/database/tables.ts'
import { within } from '../../../platform/database/scope.ts'
import type {
  Branch,
  CertificateDraft,
  Channel,
  ContactRole,
  DecisionContactDraft,
  FamilyDraft,
  Hours,
  Identity,
  PersonDraft,
  PersonRelationDraft,
  PreferenceDraft,
  TagDraft,
} from '../rules/draft.ts'
import type { KeptDraft, LeftMember } from '../rules/index.ts'

/** A family of the register in the shape of a draft, numbers and phones opened: for comparing with a roster and for changing it. */
export interface StoredFamily {
  id: Uuid
  district: number
  file_number: number
  version: number
  state: 'active' | 'moved' | 'closed'
  /** Present members, proofs, relations, contacts, preference and tags, each with its id. */
  draft: KeptDraft
}

/**
 * The families of these ids within the caller's scope, in no order, each opened as a draft; in six statements however many there
 * are. `lock` holds their rows until the end of the transaction. Leaves no trace by itself: its callers compare and write, they show nothing.
 */
export async function readStoredFamilies(
  tx: Tx,
  call: Call,
  familyIds: readonly Uuid[],
  options: { lock: boolean } = { lock: false },
): Promise<StoredFamily[]> {
  if (familyIds.length === 0) return []
  const { scope, district } = call.actor
  const ids = [...familyIds]
  const families = await tx
    .selectFrom('family')
    .selectAll()
    .where('district', '=', district)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where(within(scope, 'community'))
    .orderBy('id')
    .$if(options.lock, (query) => query.forUpdate())
    .execute()
  const hung = await readHung(tx, call, ids)
  return families.map((family) => storedFamily(call, family, hung))
}

/** Those who left these families, or with whom they ended: of families that were read before, within the caller's scope. */
export async function readLeftMembers(
  tx: Tx,
  call: Call,
  familyIds: readonly Uuid[],
): Promise<ReadonlyMap<string, LeftMember[]>> {
  if (familyIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('person')
    .selectAll()
    .where('district', '=', call.actor.district)
    .where(sql<boolean>`family_id = any(${[...familyIds]}::uuid[])`)
    .where('member_to', 'is not', null)
    .orderBy('member_from')
    .orderBy('id')
    .execute()
  const left = rows.map((row) => ({
    family_id: row.family_id,
    member: {
      ...personDraft(call, row),
      member_from: row.member_from as CivilDate,
      member_to: row.member_to as CivilDate,
    },
  }))
  return new Map(
    [...byFamily(left)].map(([family_id, members]) => [family_id, members.map(({ member }) => member)] as const),
  )
}

type Hung = Awaited<ReturnType<typeof readHung>>

function storedFamily(call: Call, family: Selectable<Tables['family']>, hung: Hung): StoredFamily {
  const of = <T>(rows: ReadonlyMap<string, T[]>): T[] => rows.get(family.id) ?? []
  const persons = of(hung.persons)
  const index = new Map(persons.map((person, i) => [person.id, i]))
  return {
    id: family.id as Uuid,
    district: family.district,
    file_number: family.file_number,
    version: family.version,
    state: family.state as StoredFamily['state'],
    draft: {
      id: family.id as Uuid,
      community: family.community,
      branch: family.branch as Branch,
      children_born: family.children_born ?? undefined,
      children_surviving: family.children_surviving ?? undefined,
      only_child_certificate: family.only_child_certificate ?? undefined,
      living_arrangement: family.living_arrangement as FamilyDraft['living_arrangement'],
      hardship: family.hardship ?? undefined,
      address: opened(call, family.address_cipher, `family.address_cipher:${family.id}`),
      registered_on: family.registered_on as CivilDate,
      members: persons.map((person) => personDraft(call, person)),
      certificates: of(hung.certificates).flatMap((row) => certificateDraft(call, row, index)),
      relations: of(hung.relations).flatMap((row) => relationDraft(row, index)),
      decision_contacts: of(hung.contacts).map((row) => contactDraft(call, row)),
      preference: of(hung.preferences).map(preferenceDraft)[0],
      tags: of(hung.tags).map((row): TagDraft => ({
        tag: row.tag,
        valid_from: row.valid_from as CivilDate,
        valid_to: (row.valid_to ?? undefined) as CivilDate | undefined,
      })),
    },
  }
}

/** Rows that hang on the families and hold now; their scope is the family's, checked by the statement before and by row security. */
async function readHung(tx: Tx, { actor: { district }, today }: Call, ids: Uuid[]) {
  // One parameter however many ids: the text of the statement, and with it its plan, stays the same.
  const ofFamilies = sql<boolean>`family_id = any(${ids}::uuid[])`
  const persons = tx.selectFrom('person').selectAll().where('district', '=', district).where(ofFamilies)
  const certificates = tx.selectFrom('certificate').selectAll().where('district', '=', district)
  const relations = tx.selectFrom('person_relation').selectAll().where('district', '=', district)
  const contacts = tx.selectFrom('decision_contact').selectAll().where('district', '=', district)
  const preferences = tx.selectFrom('contact_preference').selectAll().where('district', '=', district)
  const tags = tx.selectFrom('family_tag').selectAll().where('district', '=', district)
  const present = sql<boolean>`valid_to is null`
  // A tag alone may say beforehand until when it holds.
  const holding = sql<boolean>`(valid_to is null or valid_to > ${today}::date)`
  return {
    persons: byFamily(await persons.where('member_to', 'is', null).orderBy('member_from').orderBy('id').execute()),
    certificates: byFamily(await certificates.where(ofFamilies).orderBy('id').execute()),
    relations: byFamily(await relations.where(ofFamilies).where(present).orderBy('id').execute()),
    contacts: byFamily(await contacts.where(ofFamilies).where(present).orderBy('rank').orderBy('id').execute()),
    preferences: byFamily(await preferences.where(ofFamilies).where(present).execute()),
    tags: byFamily(await tags.where(ofFamilies).where(holding).orderBy('tag').execute()),
  }
}

function byFamily<T extends { family_id: string }>(rows: readonly T[]): ReadonlyMap<string, T[]> {
  return Map.groupBy(rows, (row) => row.family_id)
}

function opened(call: Call, cipher: Buffer | null, place: string): string | undefined {
  return cipher === null ? undefined : call.crypto.open(cipher, place)
}

function personDraft(call: Call, row: Selectable<Tables['person']>): PersonDraft & { id: Uuid } {
  const number = opened(call, row.id_cipher, `person.id_cipher:${row.id}`)
  return {
    id: row.id as Uuid,
    name: row.name,
    relation: row.relation as PersonDraft['relation'],
    identity: number === undefined ? { kind: 'none' } : ({ kind: row.id_kind, number } as Identity),
    sex: row.sex === 'unknown' ? undefined : (row.sex as PersonDraft['sex']),
    birth_date: (row.birth_date ?? undefined) as CivilDate | undefined,
    phone: opened(call, row.phone_cipher, `person.phone_cipher:${row.id}`),
    hukou_division: row.hukou_division ?? undefined,
    hukou_kind: (row.hukou_kind ?? undefined) as PersonDraft['hukou_kind'],
    marital: (row.marital ?? undefined) as PersonDraft['marital'],
    marital_since: (row.marital_since ?? undefined) as CivilDate | undefined,
    died_on: (row.died_on ?? undefined) as CivilDate | undefined,
    ethnicity: row.ethnicity ?? undefined,
    education: row.education ?? undefined,
    member_from: row.member_from as CivilDate,
  }
}

function certificateDraft(
  call: Call,
  row: Selectable<Tables['certificate']>,
  index: ReadonlyMap<string, number>,
): (CertificateDraft & { id: Uuid })[] {
  const member = index.get(row.person_id)
  if (member === undefined) return []
  return [
    {
      id: row.id as Uuid,
      member,
      kind: row.kind as CertificateDraft['kind'],
      number: opened(call, row.number_cipher, `certificate.number_cipher:${row.id}`),
      issued_on: (row.issued_on ?? undefined) as CivilDate | undefined,
      valid_to: (row.valid_to ?? undefined) as CivilDate | undefined,
    },
  ]
}

function relationDraft(
  row: Selectable<Tables['person_relation']>,
  index: ReadonlyMap<string, number>,
): (PersonRelationDraft & { id: Uuid })[] {
  const [member, other] = [index.get(row.person_id), index.get(row.other_id)]
  if (member === undefined || other === undefined) return []
  const valid_from = (row.valid_from ?? undefined) as CivilDate | undefined
  return [{ id: row.id as Uuid, member, other, kind: row.kind as PersonRelationDraft['kind'], valid_from }]
}

function contactDraft(call: Call, row: Selectable<Tables['decision_contact']>): DecisionContactDraft & { id: Uuid } {
  return {
    id: row.id as Uuid,
    name: row.name,
    relation: row.relation,
    roles: row.roles as ContactRole[],
    phone: opened(call, row.phone_cipher, `decision_contact.phone_cipher:${row.id}`),
    document_title: row.document_title ?? undefined,
    document_on: (row.document_on ?? undefined) as CivilDate | undefined,
    rank: row.rank,
  }
}

function preferenceDraft(row: Selectable<Tables['contact_preference']>): PreferenceDraft {
  return {
    no_home_visit: row.no_home_visit,
    no_contact: row.no_contact,
    channels: row.channels as Channel[],
    hours: (row.hours ?? undefined) as Hours | undefined,
    quiet_days: row.quiet_days,
    wish: row.wish ?? undefined,
  }
}
