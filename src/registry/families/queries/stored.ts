import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
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
  TagDraft,
} from '../draft.ts'

/** A family of the register in the shape of a draft, numbers and phones opened: for comparing with a roster and for changing it. */
export interface StoredFamily {
  id: Uuid
  district: number
  file_number: number
  version: number
  state: 'active' | 'moved' | 'closed'
  /** Present members, proofs, relations, contacts, preference and tags, each with its id. */
  draft: StoredDraft
}

export interface StoredDraft extends FamilyDraft {
  members: (PersonDraft & { id: Uuid })[]
  certificates: (CertificateDraft & { id: Uuid })[]
  relations: (PersonRelationDraft & { id: Uuid })[]
  decision_contacts: (DecisionContactDraft & { id: Uuid })[]
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
    .where('id', 'in', ids)
    .where(within(scope, 'community'))
    .orderBy('id')
    .$if(options.lock, (query) => query.forUpdate())
    .execute()
  const hung = await readHung(tx, district, ids)
  return families.map((family) => {
    const of = <T extends { family_id: string }>(rows: readonly T[]) => rows.filter((row) => row.family_id === family.id)
    const persons = of(hung.persons)
    const index = new Map(persons.map((person, i) => [person.id, i]))
    const preference = of(hung.preferences)[0]
    return {
      id: family.id as Uuid,
      district: family.district,
      file_number: family.file_number,
      version: family.version ?? 1,
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
        address: family.address_cipher
          ? call.crypto.open(family.address_cipher, `family.address_cipher:${family.id}`)
          : undefined,
        registered_on: family.registered_on as CivilDate,
        members: persons.map((person) => personDraft(call, person)),
        certificates: of(hung.certificates)
          .filter((row) => index.has(row.person_id))
          .map((row) => certificateDraft(call, row, index)),
        relations: of(hung.relations).flatMap((row) => relationDraft(row, index)),
        decision_contacts: of(hung.contacts).map((row) => contactDraft(call, row)),
        preference: preference
          ? {
              no_home_visit: preference.no_home_visit,
              no_contact: preference.no_contact,
              channels: preference.channels as Channel[],
              hours: (preference.hours ?? undefined) as Hours | undefined,
              quiet_days: preference.quiet_days,
              wish: preference.wish ?? undefined,
            }
          : undefined,
        tags: of(hung.tags).map(
          (row): TagDraft => ({ tag: row.tag, valid_from: row.valid_from as CivilDate, valid_to: undefined }),
        ),
      },
    }
  })
}

/** Rows that hang on the families and hold today; their scope is the family's, checked by the statement before and by row security. */
async function readHung(tx: Tx, district: number, ids: Uuid[]) {
  const of = <T extends 'person' | 'certificate' | 'person_relation' | 'decision_contact' | 'contact_preference' | 'family_tag'>(
    table: T,
  ) => tx.selectFrom(table as 'person').selectAll().where('district', '=', district).where('family_id', 'in', ids)
  const persons = await of('person').where('member_to', 'is', null).orderBy('member_from').orderBy('id').execute()
  const open = (table: 'certificate' | 'person_relation' | 'decision_contact' | 'contact_preference' | 'family_tag') =>
    tx
      .selectFrom(table as 'certificate')
      .selectAll()
      .where('district', '=', district)
      .where('family_id', 'in', ids)
      .orderBy('id')
  return {
    persons,
    certificates: await open('certificate').execute(),
    relations: await tx
      .selectFrom('person_relation')
      .selectAll()
      .where('district', '=', district)
      .where('family_id', 'in', ids)
      .where('valid_to', 'is', null)
      .orderBy('id')
      .execute(),
    contacts: await tx
      .selectFrom('decision_contact')
      .selectAll()
      .where('district', '=', district)
      .where('family_id', 'in', ids)
      .where('valid_to', 'is', null)
      .orderBy('rank')
      .orderBy('id')
      .execute(),
    preferences: await tx
      .selectFrom('contact_preference')
      .selectAll()
      .where('district', '=', district)
      .where('family_id', 'in', ids)
      .where('valid_to', 'is', null)
      .execute(),
    tags: await tx
      .selectFrom('family_tag')
      .selectAll()
      .where('district', '=', district)
      .where('family_id', 'in', ids)
      .where('valid_to', 'is', null)
      .orderBy('tag')
      .execute(),
  }
}
