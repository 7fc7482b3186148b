import { z } from 'zod'
import { codeShape, dateShape, instantShape, uuidShape } from '../../../kernel/shapes.ts'
import {
  CERTIFICATE_KINDS,
  CHANNELS,
  CONTACT_ROLES,
  HOURS,
  HUKOU_KINDS,
  LIVING_ARRANGEMENTS,
  MARITAL_CODES,
  PERSON_RELATION_KINDS,
  RELATIONS,
} from '../rules/draft.ts'

/** Names arrive as the reader's role may see them: in full or masked. The branch and the child's fate are in none of these. */

const place = {
  community: codeShape,
  /** Null where the table of divisions does not know the code. */
  community_name: z.string().nullable(),
  street_name: z.string().nullable(),
}

const reference = {
  family_id: uuidShape,
  /** The public reference, `530103-000192`. */
  file: z.string(),
  ...place,
  state: z.enum(['active', 'moved', 'closed']),
  /** The living parents, the elder first; else the other living members. */
  heads: z.array(z.string()),
}

export const foundShape = z.object({
  ...reference,
  person_id: uuidShape,
  name: z.string(),
  relation: z.enum(RELATIONS),
  sex: z.enum(['male', 'female', 'unknown']),
  /** Completed years; null when the birth is not known. */
  age: z.int().nullable(),
  /** She is no member of the file any more: found by the whole number she bore, or by the number of a file that has ended. */
  left: z.boolean(),
})
export type Found = z.output<typeof foundShape>

export const familyLineShape = z.object({
  ...reference,
  members: z.int(),
  living_arrangement: z.enum(LIVING_ARRANGEMENTS),
  tags: z.array(z.string()),
  no_home_visit: z.boolean(),
  no_contact: z.boolean(),
  oldest_age: z.int().nullable(),
})
export type FamilyLine = z.output<typeof familyLineShape>

export const memberShape = z.object({
  person_id: uuidShape,
  name: z.string(),
  relation: z.enum(RELATIONS),
  sex: z.enum(['male', 'female', 'unknown']),
  age: z.int().nullable(),
  /** Null for roles that see masked names. */
  birth_date: dateShape.nullable(),
  hukou_division: codeShape.nullable(),
  hukou_name: z.string().nullable(),
  hukou_kind: z.enum(HUKOU_KINDS).nullable(),
  marital: z.enum(MARITAL_CODES).nullable(),
  ethnicity: z.string().nullable(),
  education: z.string().nullable(),
  id_kind: z.enum(['resident', 'foreign', 'none']),
  has_phone: z.boolean(),
  /** The day she came to the family. */
  member_from: dateShape,
})
export type Member = z.output<typeof memberShape>

export const certificateShape = z.object({
  certificate_id: uuidShape,
  person_id: uuidShape,
  kind: z.enum(CERTIFICATE_KINDS),
  disability_kind: z.int().nullable(),
  disability_grade: z.int().nullable(),
  issued_on: dateShape.nullable(),
  valid_to: dateShape.nullable(),
  has_number: z.boolean(),
})

export const contactShape = z.object({
  contact_id: uuidShape,
  name: z.string(),
  relation: z.string(),
  roles: z.array(z.enum(CONTACT_ROLES)),
  document_title: z.string().nullable(),
  document_on: dateShape.nullable(),
  rank: z.int(),
  has_phone: z.boolean(),
})

export const standingPreferenceShape = z.object({
  no_home_visit: z.boolean(),
  no_contact: z.boolean(),
  channels: z.array(z.enum(CHANNELS)),
  hours: z.enum(HOURS).nullable(),
  quiet_days: z.array(z.string()),
  wish: z.string().nullable(),
  valid_from: dateShape,
})

export const actShape = z.object({
  record_id: uuidShape,
  happened_on: dateShape,
  kind: z.string(),
  theme: z.string(),
  name_zh: z.string(),
  name_en: z.string(),
  outcome: z.enum(['done', 'refused', 'not_reached', 'quiet']),
  channel: z.string().nullable(),
  minutes: z.int(),
  amount_fen: z.int(),
  quantity: z.int(),
  title: z.string().nullable(),
  worker: z.string().nullable(),
  persons: z.int(),
})
export type Act = z.output<typeof actShape>

export const familyFileShape = z.object({
  ...reference,
  district: z.int(),
  version: z.int(),
  living_arrangement: z.enum(LIVING_ARRANGEMENTS),
  hardship: z.boolean().nullable(),
  registered_on: dateShape,
  closed_on: dateShape.nullable(),
  has_address: z.boolean(),
  /** Living members; of an ended file those it had. */
  members: z.array(memberShape),
  /** Those who left a file that goes on, living: of them the number alone can still be put right. */
  left: z.array(memberShape.pick({ person_id: true, name: true, sex: true, birth_date: true, id_kind: true })),
  certificates: z.array(certificateShape),
  relations: z.array(
    z.object({
      relation_id: uuidShape,
      person_id: uuidShape,
      other_id: uuidShape,
      kind: z.enum(PERSON_RELATION_KINDS),
    }),
  ),
  contacts: z.array(contactShape),
  preference: standingPreferenceShape.nullable(),
  tags: z.array(z.object({ tag: z.string(), valid_from: dateShape })),
  /** Days of the coming week to be gentle on; why is never said. */
  gentle_days: z.array(z.object({ date: dateShape, shared: z.boolean(), quiet: z.boolean() })),
  /** The newest 50 acts of care; acts taken back and their counter-records are left out. */
  acts: z.array(actShape),
})
export type FamilyFile = z.output<typeof familyFileShape>

export const departedShape = z.object({
  children_born: z.int().nullable(),
  children_surviving: z.int().nullable(),
  departed: z.array(
    z.object({
      person_id: uuidShape,
      name: z.string(),
      relation: z.enum(RELATIONS),
      sex: z.enum(['male', 'female', 'unknown']),
      birth_date: dateShape.nullable(),
      died_on: dateShape,
      has_id: z.boolean(),
    }),
  ),
})

export const trailEntryShape = z.object({
  seq: z.int(),
  at: instantShape,
  action: z.string(),
  who: z.string().nullable(),
  role: z.string().nullable(),
  reason: z.string().nullable(),
})
