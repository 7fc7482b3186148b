import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows, jsonRows, updateRows } from '../../../platform/database/rows.ts'
import type { StoredFamily } from '../queries/stored.ts'
import {
  type FamilyChange,
  FORMER_PHONE_DAYS,
  type KeptDraft,
  type MendedMember,
  numberOf,
  type ReadFamily,
  type ReadPerson,
  placeInChange,
} from '../rules/index.ts'
import { releaseNumbers, writeNumbered } from './certificate-numbers.ts'
import { clearNumbers } from './numbers.ts'
import {
  certificateRow,
  decisionContactRow,
  formerPhonePlace,
  gramRows,
  type Home,
  homeOf,
  identityColumns,
  isMourned,
  personRow,
  preferenceRow,
  tagRow,
} from './rows.ts'

/** One family before and after, read and without faults. */
export interface Difference {
  stored: StoredFamily
  change: FamilyChange
  draft: KeptDraft
  read: ReadFamily
  /** Of those who left: whose number is put right. */
  mended: readonly MendedMember[]
}

/** Writes what differs between the families as stored and as they shall be; each table once, however many families. */
export async function writeDifferences(
  tx: Tx,
  call: Call,
  district: number,
  differences: readonly Difference[],
): Promise<void> {
  await writePersons(tx, call, district, differences)
  await writeCertificates(tx, call, district, differences)
  await writeRelations(tx, call, district, differences)
  await writeContacts(tx, call, district, differences)
  await writePreferences(tx, call, district, differences)
  await writeTags(tx, call, district, differences)
}

const home = ({ stored, draft }: Difference): Home => homeOf(draft.community, stored.id)
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The members of a family with what the rules read of them, and whether they are new or changed. */
function membersOf(difference: Difference) {
  const before = new Map(difference.stored.draft.members.map((member) => [member.id, member]))
  return difference.draft.members.flatMap((member, i) => {
    const read: ReadPerson | undefined = difference.read.members[i]
    if (!read) return []
    const old = before.get(member.id)
    return [{ id: member.id, read, old, changed: old !== undefined && !same(old, member) }]
  })
}

async function writePersons(tx: Tx, call: Call, district: number, differences: readonly Difference[]): Promise<void> {
  const people = differences.flatMap((one) =>
    membersOf(one).map((member) => ({
      ...member,
      row: personRow(call, home(one), member.id, member.read, one.draft.registered_on),
    })),
  )
  const added = people.filter((person) => !person.old)
  const changed = people.filter((person) => person.changed)
  const ends = differences.flatMap(({ change }) => change.end_members ?? [])
  // Who leaves, and whose number becomes another one, bears none before anybody takes it: numbers that stood at each other's members move at once.
  await updateRows(
    tx,
    'person',
    ends.map(({ person_id, member_to }) => ({ district, id: person_id, member_to })),
  )
  await clearNumbers(
    tx,
    district,
    changed.filter(({ read, old }) => read.id_number !== numberOf(old)).map(({ id }) => id),
  )
  await insertRows(
    tx,
    'person',
    added.map(({ row, read }) => ({ ...row, member_from: read.draft.member_from ?? call.today })),
  )
  await keepFormerPhones(tx, call, district, changed)
  await updateRows(
    tx,
    'person',
    changed.map(({ row: { family_id: _family, community: _community, created_at: _created, ...columns } }) => columns),
  )
  await updateRows(
    tx,
    'person',
    differences.flatMap(({ mended }) =>
      mended.map(({ before: { id }, read }) => ({ district, id, ...identityColumns(call, district, id, read) })),
    ),
  )
  await releaseNumbers(
    tx,
    district,
    ends.map(({ person_id }) => person_id),
  )
  await writeGrams(
    tx,
    district,
    [...added, ...changed].map(({ row }) => row),
  )
}

/**
 * Keeps the phone of before. Of several changes shortly after each other, and over a time without any phone, it stays the one of before
 * them all: the number nobody who is at work on the file has put in.
 */
async function keepFormerPhones(
  tx: Tx,
  call: Call,
  district: number,
  changed: readonly { id: Uuid; read: ReadPerson; old: { phone?: string | undefined } | undefined }[],
): Promise<void> {
  const rows = changed
    .map(({ id, read, old }) => ({ id, before: old?.phone ?? null, now: read.phone }))
    .filter(({ before, now }) => before !== now)
    .map(({ id, before }) => ({
      id,
      former_phone_cipher: before === null ? null : call.crypto.seal(before, formerPhonePlace(id)),
    }))
  if (rows.length === 0) return
  await sql`update person p set phone_changed_at = ${call.now}::timestamptz,
      former_phone_cipher = case when p.former_phone_cipher is not null
        and p.phone_changed_at > ${call.now}::timestamptz - ${FORMER_PHONE_DAYS}::int * interval '24 hours'
        then p.former_phone_cipher else coalesce(r.former_phone_cipher, p.former_phone_cipher) end
    from json_populate_recordset(null::person, ${jsonRows(rows)}::json) r
    where p.district = ${district}::int and p.id = r.id`.execute(tx)
}

async function writeGrams(
  tx: Tx,
  district: number,
  people: readonly (Home & { id: Uuid; name: string; relation: string; died_on: string | null })[],
): Promise<void> {
  if (people.length === 0) return
  const ids = people.map((person) => person.id)
  await sql`delete from person_name_gram where district = ${district}::int and person_id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await insertRows(
    tx,
    'person_name_gram',
    people.filter((person) => !isMourned(person)).flatMap((person) => gramRows(person, person.id, person.name)),
  )
}

async function writeCertificates(
  tx: Tx,
  call: Call,
  district: number,
  differences: readonly Difference[],
): Promise<void> {
  const rows = differences.flatMap((one, index) => {
    const before = new Map(one.stored.draft.certificates.map((certificate) => [certificate.id, certificate]))
    return one.draft.certificates.flatMap((certificate, i) => {
      const read = one.read.certificates[i]
      const person = one.draft.members[certificate.member]
      if (!read || !person) return []
      const { member: _now, ...now } = certificate
      const { member: _then, ...then } = before.get(certificate.id) ?? { member: 0 }
      const row = certificateRow(call, home(one), certificate.id, person.id, read)
      const { place } = placeInChange({ place: `certificates.${i}.number`, code: '' }, one.draft, one.change)
      const said = differences.length === 1 ? place : `${index}.${place}`
      return [{ row, place: said, isNew: !before.has(certificate.id), changed: !same(now, then) }]
    })
  })
  const certificates = rows.filter((one) => one.isNew || one.changed)
  await writeNumbered(tx, call, certificates, async () => {
    // Numbers that stood in each other's rows are put right: for a moment nobody bears them.
    const changing = certificates.filter((one) => !one.isNew).map(({ row }) => row.id)
    await sql`update certificate set number_hmac = null where district = ${district}::int and id = any(${changing}::uuid[])`.execute(
      tx,
    )
    await insertRows(
      tx,
      'certificate',
      certificates.filter((one) => one.isNew).map((one) => one.row),
    )
    await updateRows(
      tx,
      'certificate',
      certificates
        .filter((one) => !one.isNew)
        .map(({ row: { family_id: _family, community: _community, created_at: _created, ...columns } }) => columns),
    )
  })
}

async function writeRelations(tx: Tx, call: Call, district: number, differences: readonly Difference[]): Promise<void> {
  const added = differences.flatMap((one) =>
    one.draft.relations
      .slice(one.draft.relations.length - (one.change.add_relations ?? []).length)
      .flatMap((relation) => {
        const [person, other] = [one.draft.members[relation.member], one.draft.members[relation.other]]
        if (!person || !other) return []
        const { id, kind, valid_from } = relation
        return [
          { ...home(one), id, person_id: person.id, other_id: other.id, kind, valid_from: valid_from ?? call.today },
        ]
      }),
  )
  await insertRows(tx, 'person_relation', added)
  const ends = differences.flatMap(({ change }) => change.end_relations ?? [])
  await updateRows(
    tx,
    'person_relation',
    ends.map(({ relation_id, valid_to }) => ({ district, id: relation_id, valid_to })),
    { versioned: false },
  )
}

async function writeContacts(tx: Tx, call: Call, district: number, differences: readonly Difference[]): Promise<void> {
  const rows = differences.flatMap((one) => {
    const before = new Map(one.stored.draft.decision_contacts.map((contact) => [contact.id, contact]))
    return one.draft.decision_contacts.map((contact) => ({
      row: decisionContactRow(call, home(one), contact.id, contact, call.today),
      isNew: !before.has(contact.id),
      changed: !same(contact, before.get(contact.id)),
    }))
  })
  await insertRows(
    tx,
    'decision_contact',
    rows.filter((one) => one.isNew).map((one) => one.row),
  )
  await updateRows(
    tx,
    'decision_contact',
    rows
      .filter((one) => !one.isNew && one.changed)
      .map(({ row: { family_id: _family, community: _community, valid_from: _from, ...columns } }) => columns),
  )
  const ends = differences.flatMap(({ change }) => change.end_contacts ?? [])
  await updateRows(
    tx,
    'decision_contact',
    ends.map(({ contact_id }) => ({ district, id: contact_id, valid_to: call.today })),
  )
}

async function writePreferences(
  tx: Tx,
  call: Call,
  district: number,
  differences: readonly Difference[],
): Promise<void> {
  const said = differences.filter(({ change }) => change.preference !== undefined)
  if (said.length === 0) return
  const ids = said.map(({ stored }) => stored.id)
  // What was said earlier the same day ends as it began: an empty span, kept as history.
  await sql`update contact_preference set valid_to = greatest(${call.today}::date, valid_from), version = version + 1
    where district = ${district}::int and family_id = any(${ids}::uuid[]) and valid_to is null`.execute(tx)
  await insertRows(
    tx,
    'contact_preference',
    said.flatMap((one) =>
      one.change.preference ? [preferenceRow(home(one), call.newId(), one.change.preference, call.today)] : [],
    ),
  )
}

async function writeTags(tx: Tx, call: Call, district: number, differences: readonly Difference[]): Promise<void> {
  const ends = differences.flatMap(({ stored, change }) =>
    (change.end_tags ?? []).map(({ tag }) => ({ family_id: stored.id, tag })),
  )
  if (ends.length > 0)
    await sql`update family_tag t set valid_to = greatest(${call.today}::date, t.valid_from)
      from jsonb_populate_recordset(null::family_tag, ${jsonRows(ends)}::jsonb) e
      where t.district = ${district}::int and t.family_id = e.family_id and t.tag = e.tag
        and (t.valid_to is null or t.valid_to > ${call.today}::date)`.execute(tx)
  await insertRows(
    tx,
    'family_tag',
    differences.flatMap((one) =>
      (one.change.add_tags ?? []).map((tag) => tagRow(home(one), call.newId(), tag, call.today as CivilDate)),
    ),
  )
}
