import { z } from 'zod'
import { codeShape, dateShape, line, note, uuidShape } from '../../../kernel/shapes.ts'
import {
  BRANCHES,
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

const LIST_MAX = 40
const list = <T extends z.ZodType>(of: T) => z.array(of).max(LIST_MAX)
const memberIndex = z.int().min(0).max(LIST_MAX)
const children = z.int().min(0).max(20)
const twoDigits = z.string().regex(/^\d{2}$/, 'platform.input_invalid_format')

export const identityShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resident'), number: line(40) }),
  z.strictObject({ kind: z.literal('foreign'), number: line(40) }),
  z.strictObject({ kind: z.literal('none') }),
])

const personFields = {
  name: line(60),
  relation: z.enum(RELATIONS),
  identity: identityShape,
  sex: z.enum(['male', 'female']),
  birth_date: dateShape,
  phone: line(40),
  hukou_division: codeShape,
  hukou_kind: z.enum(HUKOU_KINDS),
  marital: z.enum(MARITAL_CODES),
  marital_since: dateShape,
  died_on: dateShape,
  ethnicity: twoDigits,
  education: twoDigits,
}

export const personDraftShape = z.strictObject({
  ...z.object(personFields).partial().required({ name: true, relation: true, identity: true }).shape,
  id: uuidShape.optional(),
  member_from: dateShape.optional(),
})

const certificateFields = { number: line(60), issued_on: dateShape, valid_to: dateShape }
const certificateBase = {
  ...z.object(certificateFields).partial().shape,
  id: uuidShape.optional(),
  kind: z.enum(CERTIFICATE_KINDS),
}
const relationBase = { id: uuidShape.optional(), kind: z.enum(PERSON_RELATION_KINDS), valid_from: dateShape.optional() }

const contactFields = {
  name: line(60),
  relation: line(40),
  roles: z.array(z.enum(CONTACT_ROLES)).min(1).max(CONTACT_ROLES.length),
  phone: line(40),
  document_title: line(100),
  document_on: dateShape,
  rank: z.int().min(1).max(20),
}

export const contactDraftShape = z.strictObject({
  ...z.object(contactFields).partial().required({ name: true, relation: true, roles: true }).shape,
  id: uuidShape.optional(),
})

export const preferenceShape = z.strictObject({
  no_home_visit: z.boolean().optional(),
  no_contact: z.boolean().optional(),
  channels: z.array(z.enum(CHANNELS)).max(CHANNELS.length).optional(),
  hours: z.enum(HOURS).optional(),
  quiet_days: z
    .array(z.string().regex(/^\d{2}-\d{2}$/, 'families.quiet_day_format'))
    .max(30)
    .optional(),
  wish: note(300).optional(),
})

export const tagDraftShape = z.strictObject({
  tag: line(30),
  valid_from: dateShape.optional(),
  valid_to: dateShape.optional(),
})

const familyFields = {
  branch: z.enum(BRANCHES),
  children_born: children,
  children_surviving: children,
  only_child_certificate: z.boolean(),
  living_arrangement: z.enum(LIVING_ARRANGEMENTS),
  hardship: z.boolean(),
  address: line(200),
}

export const familyDraftShape = z.strictObject({
  ...z.object(familyFields).partial().required({ branch: true, living_arrangement: true }).shape,
  id: uuidShape.optional(),
  community: codeShape,
  registered_on: dateShape,
  members: list(personDraftShape),
  certificates: list(z.strictObject({ ...certificateBase, member: memberIndex })).default([]),
  relations: list(z.strictObject({ ...relationBase, member: memberIndex, other: memberIndex })).default([]),
  decision_contacts: list(contactDraftShape).default([]),
  preference: preferenceShape.optional(),
  tags: list(tagDraftShape).default([]),
})

/** Every field may be absent (leave it) or null (take it away), but for those that are always there. */
function settable<T extends z.ZodRawShape, K extends keyof T>(fields: T, always: readonly K[]) {
  const kept = new Set<PropertyKey>(always)
  const entries = Object.entries(fields).map(([name, field]) => {
    const shape = field as z.ZodType
    return [name, kept.has(name) ? shape.optional() : shape.nullable().optional()]
  })
  return z.strictObject(
    Object.fromEntries(entries) as {
      [P in keyof T]: P extends K ? z.ZodOptional<T[P]> : z.ZodOptional<z.ZodNullable<T[P]>>
    },
  )
}

export const familyChangeShape = z.strictObject({
  set: settable(familyFields, ['branch', 'living_arrangement']).optional(),
  members: list(
    z.strictObject({ person_id: uuidShape, set: settable(personFields, ['name', 'relation', 'identity']) }),
  ).optional(),
  add_members: list(personDraftShape).optional(),
  end_members: list(z.strictObject({ person_id: uuidShape, member_to: dateShape })).optional(),
  certificates: list(z.strictObject({ certificate_id: uuidShape, set: settable(certificateFields, []) })).optional(),
  add_certificates: list(z.strictObject({ ...certificateBase, person_id: uuidShape })).optional(),
  add_relations: list(z.strictObject({ ...relationBase, person_id: uuidShape, other_id: uuidShape })).optional(),
  end_relations: list(z.strictObject({ relation_id: uuidShape, valid_to: dateShape })).optional(),
  contacts: list(
    z.strictObject({ contact_id: uuidShape, set: settable(contactFields, ['name', 'relation', 'roles']) }),
  ).optional(),
  add_contacts: list(contactDraftShape).optional(),
  end_contacts: list(z.strictObject({ contact_id: uuidShape })).optional(),
  preference: preferenceShape.optional(),
  add_tags: list(tagDraftShape).optional(),
  end_tags: list(z.strictObject({ tag: line(30) })).optional(),
})
