import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, codeTextShape, cursorShape, dateShape, pageSizeShape, uuidShape } from '../../../kernel/shapes.ts'
import { MODES, PERS, POSTS } from '../rules/index.ts'

const whichShape = z.object({
  division: codeTextShape.optional(),
  limit: pageSizeShape,
  cursor: cursorShape.optional(),
})

const familyShape = {
  family_id: uuidShape,
  district: z.int(),
  file: z.string(),
  community: codeShape,
  community_name: z.string().nullable(),
  street_name: z.string().nullable(),
  heads: z.array(z.string()),
}

export const dueFamilyShape = z.object({
  ...familyShape,
  /** The kind of contact that is due first. */
  mode: z.enum(MODES),
  times: z.int(),
  per: z.enum(PERS),
  due_on: dateShape,
  last_on: dateShape.nullable(),
  last_kind: z.string().nullable(),
  last_kind_zh: z.string().nullable(),
  last_kind_en: z.string().nullable(),
  /** Days since the last contact; since registration where there was none. */
  days: z.int(),
  no_home_visit: z.boolean(),
  hours: z.enum(['morning', 'afternoon', 'evening']).nullable(),
  quiet_today: z.boolean(),
  tags: z.array(z.string()),
})

export const listContactsDue = endpoint({
  name: 'contacts.list_contacts_due',
  method: 'GET',
  path: '/api/contacts/due',
  summary: 'Families whose next contact is due by the narrowest rule of their place, the oldest first.',
  query: whichShape.extend({
    /** Only families whose named contact the reader is. */
    mine: z.enum(['yes']).optional(),
  }),
  response: z.object({ items: z.array(dueFamilyShape), next_cursor: z.string().nullable() }),
})

export const contactRuleShape = z.object({
  division: codeShape,
  division_name: z.string().nullable(),
  mode: z.enum(MODES),
  times: z.int(),
  per: z.enum(PERS),
  days: z.int(),
  document_number: z.string().nullable(),
  source: z.string(),
  confidence: z.enum(['sourced', 'to_confirm']),
  valid_from: dateShape,
})

export const listRules = endpoint({
  name: 'contacts.list_contact_rules',
  method: 'GET',
  path: '/api/contacts/rules',
  summary: 'The rules of contact in force that reach the reader’s jurisdiction, with their documents.',
  response: z.object({ items: z.array(contactRuleShape) }),
})

const namedShape = z.object({
  account_id: uuidShape,
  display_name: z.string(),
  valid_from: dateShape,
  /** She still holds a post that reaches the family. */
  live: z.boolean(),
})

export const contactFamilyShape = z.object({
  ...familyShape,
  street: namedShape.nullable(),
  community_contact: namedShape.nullable(),
})

export const listContactFamilies = endpoint({
  name: 'contacts.list_contact_families',
  method: 'GET',
  path: '/api/contacts/families',
  summary: 'Families with their two named contacts; those that lack one, those of one account, or one family.',
  query: whichShape.extend({
    lacking: z.enum(['street', 'community', 'one']).optional(),
    account_id: uuidShape.optional(),
    family_id: uuidShape.optional(),
  }),
  response: z.object({ items: z.array(contactFamilyShape), next_cursor: z.string().nullable() }),
})

export const coverageRowShape = z.object({
  division: codeShape,
  division_name: z.string().nullable(),
  households: z.int(),
  with_street: z.int(),
  with_community: z.int(),
  with_both: z.int(),
  /** Families who wish no contact are in `households`, not here. */
  due: z.int(),
})

export const coverage = endpoint({
  name: 'contacts.contact_coverage',
  method: 'GET',
  path: '/api/contacts/coverage',
  summary:
    'How many families have both named contacts, and how many are due a contact, by the places below a division.',
  query: z.object({ division: codeTextShape.optional() }),
  response: z.object({ total: coverageRowShape, places: z.array(coverageRowShape) }),
})

export const listContactStaff = endpoint({
  name: 'contacts.list_contact_staff',
  method: 'GET',
  path: '/api/contacts/staff',
  summary: 'Who can be a named contact or walk a round in the reader’s jurisdiction, with how many families she has.',
  response: z.object({
    items: z.array(
      z.object({
        account_id: uuidShape,
        display_name: z.string(),
        role: z.enum(['community_worker', 'street_officer', 'district_officer']),
        division: codeShape,
        division_name: z.string().nullable(),
        families: z.int(),
      }),
    ),
  }),
})

const postShape = z.enum(POSTS)
const idsShape = z.array(uuidShape).min(1).max(5_000)

export const assignContacts = endpoint({
  name: 'contacts.assign_contacts',
  method: 'POST',
  path: '/api/contacts/assign',
  summary: 'Names the contact of families in one of the two posts, from a day on; who was it before ends on that day.',
  body: z
    .strictObject({
      family_ids: idsShape.optional(),
      /** Instead of a list: all active families of the place that have no live contact in this post. */
      division: codeShape.optional(),
      post: postShape,
      account_id: uuidShape,
      from: dateShape,
    })
    .refine((body) => (body.family_ids === undefined) !== (body.division === undefined), {
      message: 'contacts.choose_one_way',
      path: ['family_ids'],
    }),
  response: z.object({ assigned: z.int(), already: z.int() }),
})

export const endContacts = endpoint({
  name: 'contacts.end_contacts',
  method: 'POST',
  path: '/api/contacts/end',
  summary: 'Ends the named contact of families in one post on a day.',
  body: z.strictObject({ family_ids: idsShape, post: postShape, on: dateShape }),
  response: z.object({ ended: z.int() }),
})

export const handOver = endpoint({
  name: 'contacts.hand_over_contacts',
  method: 'POST',
  path: '/api/contacts/hand-over',
  summary: 'Hands all families of one account over to another from a day on, with the open lines of running rounds.',
  body: z
    .strictObject({
      from_account_id: uuidShape,
      to_account_id: uuidShape,
      on: dateShape,
      /** How many the sender saw; another number is refused. */
      expected_families: z.int().min(0).optional(),
    })
    .refine((body) => body.from_account_id !== body.to_account_id, {
      message: 'contacts.same_person',
      path: ['to_account_id'],
    }),
  response: z.object({ families: z.int(), lines: z.int() }),
})
