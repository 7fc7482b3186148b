import type { CivilDate } from '../../../kernel/calendar.ts'
import { districtOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { nameGrams, namePinyin } from '../../../kernel/names.ts'
import type { Call } from '../../../platform/call.ts'
import type { FieldCrypto } from '../../../platform/crypto.ts'
import type { DecisionContactDraft, PreferenceDraft, TagDraft } from '../rules/draft.ts'
import { type ReadCertificate, type ReadPerson, tidyPhone } from '../rules/index.ts'

/** How a draft becomes rows: what is sealed, what is hashed, and under which place and purpose. */

/** Where a family's rows hang: every child row carries all three. */
export interface Home {
  district: number
  community: number
  family_id: Uuid
}

export function homeOf(community: number, familyId: Uuid): Home {
  return { district: districtOf(community), community, family_id: familyId }
}

/** Finds a person in the whole country by the number; the one purpose used for claims, certificates of others, and search. */
export function hashOfId(crypto: FieldCrypto, number: string): Buffer {
  return crypto.keyedHash(number, 'person.id')
}

/** Finds a certificate in its district: the hash is of kind and number, so that numbers of two kinds never meet. */
export function hashOfCertificate(crypto: FieldCrypto, kind: string, number: string): Buffer {
  return crypto.keyedHash(number, `certificate.number:${kind}`)
}

/** The last four characters of a number are few: their hash holds within one district only. */
export function hashOfIdLast4(crypto: FieldCrypto, district: number, number: string): Buffer {
  return crypto.keyedHash(number.slice(-4), `person.id_last4:${district}`)
}

export function hashOfPhoneLast4(crypto: FieldCrypto, district: number, phone: string): Buffer {
  return crypto.keyedHash(phone.slice(-4), `person.phone_last4:${district}`)
}

/** The columns that follow from a person's number and phone. */
export function sealedColumns(call: Call, district: number, id: Uuid, person: Pick<ReadPerson, 'id_number' | 'phone'>) {
  const { crypto } = call
  const { id_number: number, phone } = person
  return {
    id_cipher: number === null ? null : crypto.seal(number, `person.id_cipher:${id}`),
    id_hmac: number === null ? null : hashOfId(crypto, number),
    id_last4_hash: number === null ? null : hashOfIdLast4(crypto, district, number),
    ...phoneColumns(call, district, id, phone),
  }
}

export function phoneColumns(call: Call, district: number, id: Uuid, phone: string | null) {
  return {
    phone_cipher: phone === null ? null : call.crypto.seal(phone, `person.phone_cipher:${id}`),
    phone_last4_hash: phone === null ? null : hashOfPhoneLast4(call.crypto, district, phone),
  }
}

/** Where the phone of before is sealed to. */
export const formerPhonePlace = (personId: Uuid) => `person.former_phone_cipher:${personId}`

export function personRow(call: Call, home: Home, id: Uuid, person: ReadPerson, registeredOn: CivilDate) {
  const { draft } = person
  return {
    ...home,
    id,
    name: person.name,
    ...namePinyin(person.name),
    sex: person.sex,
    birth_date: person.birth_date,
    died_on: draft.died_on ?? null,
    relation: draft.relation,
    member_from: draft.member_from ?? registeredOn,
    id_kind: draft.identity.kind,
    ...sealedColumns(call, home.district, id, person),
    hukou_division: draft.hukou_division ?? null,
    hukou_kind: draft.hukou_kind ?? null,
    marital: draft.marital ?? null,
    marital_since: draft.marital_since ?? null,
    ethnicity: draft.ethnicity ?? null,
    education: draft.education ?? null,
    created_at: call.now,
  }
}

/** What the number of a person says of her, alone. */
export function identityColumns(
  call: Call,
  district: number,
  id: Uuid,
  { draft, sex, birth_date, ...person }: ReadPerson,
) {
  const { id_cipher, id_hmac, id_last4_hash } = sealedColumns(call, district, id, person)
  return { id_kind: draft.identity.kind, id_cipher, id_hmac, id_last4_hash, sex, birth_date }
}

/** A child who died is found by nobody who searches: no pieces of the name are kept. */
export function isMourned(person: { relation: string; died_on: string | null | undefined }): boolean {
  return person.relation === 'child' && person.died_on !== null && person.died_on !== undefined
}

export function gramRows({ district, community, family_id }: Home, personId: Uuid, name: string) {
  return nameGrams(name).map((gram) => ({ district, community, family_id, person_id: personId, ...gram }))
}

export function certificateRow(call: Call, home: Home, id: Uuid, personId: Uuid, certificate: ReadCertificate) {
  const { draft, number, disability } = certificate
  return {
    ...home,
    id,
    person_id: personId,
    kind: draft.kind,
    number_cipher: number === null ? null : call.crypto.seal(number, `certificate.number_cipher:${id}`),
    number_hmac: number === null ? null : hashOfCertificate(call.crypto, draft.kind, number),
    disability_kind: disability?.kind ?? null,
    disability_grade: disability?.grade ?? null,
    issued_on: draft.issued_on ?? null,
    valid_to: draft.valid_to ?? null,
    created_at: call.now,
  }
}

export function decisionContactRow(call: Call, home: Home, id: Uuid, contact: DecisionContactDraft, from: CivilDate) {
  return {
    ...home,
    id,
    name: contact.name.trim(),
    relation: contact.relation.trim(),
    roles: [...new Set(contact.roles)],
    phone_cipher:
      contact.phone === undefined
        ? null
        : call.crypto.seal(tidyPhone(contact.phone), `decision_contact.phone_cipher:${id}`),
    document_title: contact.document_title ?? null,
    document_on: contact.document_on ?? null,
    rank: contact.rank ?? 1,
    valid_from: from,
  }
}

export function preferenceRow(home: Home, id: Uuid, preference: PreferenceDraft, from: CivilDate) {
  return {
    ...home,
    id,
    no_home_visit: preference.no_home_visit ?? false,
    no_contact: preference.no_contact ?? false,
    channels: [...new Set(preference.channels ?? [])],
    hours: preference.hours ?? null,
    quiet_days: [...new Set(preference.quiet_days ?? [])].toSorted(),
    wish: preference.wish ?? null,
    valid_from: from,
  }
}

export function tagRow(home: Home, id: Uuid, tag: TagDraft, from: CivilDate) {
  return { ...home, id, tag: tag.tag.trim(), valid_from: tag.valid_from ?? from, valid_to: tag.valid_to ?? null }
}
