import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { cursorShape, dateShape, instantShape, line, pageSizeShape, uuidShape } from '../../kernel/shapes.ts'
import { KINDS, STATES, WARNINGS } from './rules.ts'

const bankCode = z.string().regex(/^[A-Z]{2,10}$/)

export const listBanks = endpoint({
  name: 'bank_accounts.list_banks',
  method: 'GET',
  path: '/api/bank-accounts/banks',
  summary: 'Banks people are paid through, and how long an approved account cools off today.',
  response: z.object({
    cooling_days: z.int(),
    items: z.array(
      z.object({
        code: z.string(),
        name_zh: z.string(),
        name_en: z.string(),
        passbook_min: z.int(),
        passbook_max: z.int(),
      }),
    ),
  }),
})

const versionShape = z.object({
  version_id: uuidShape,
  family_id: uuidShape,
  person_id: uuidShape,
  person_name: z.string(),
  community_name: z.string().nullable(),
  bank_code: z.string(),
  bank_zh: z.string(),
  bank_en: z.string(),
  branch: z.string().nullable(),
  kind: z.enum(KINDS),
  masked: z.string(),
  holder_name: z.string(),
  state: z.enum(STATES),
  standing: z.enum(['requested', 'cooling', 'active', 'ended', 'refused', 'cancelled']),
  reason: z.string(),
  warnings: z.array(z.enum(WARNINGS)),
  warning_reason: z.string().nullable(),
  shared_with: z.int(),
  shared_reason: z.string().nullable(),
  former_masked: z.string().nullable(),
  requested_by: uuidShape,
  requested_by_name: z.string(),
  requested_at: instantShape,
  approved_by_name: z.string().nullable(),
  approved_at: instantShape.nullable(),
  effective_at: instantShape.nullable(),
  ended_at: instantShape.nullable(),
  stopped_why: z.enum(['refused', 'requester', 'family']).nullable(),
  stop_reason: z.string().nullable(),
  notice: z.enum(['waiting', 'told']).nullable(),
  notice_phone: z.boolean(),
  notice_former_phone: z.boolean(),
})

export const familyAccounts = endpoint({
  name: 'bank_accounts.of_family',
  method: 'GET',
  path: '/api/bank-accounts/families/:family_id',
  summary: 'The accounts of a family with their history; numbers masked.',
  params: z.object({ family_id: uuidShape }),
  response: z.object({
    district: z.int(),
    persons: z.array(z.object({ person_id: uuidShape, name: z.string(), parent: z.boolean() })),
    versions: z.array(versionShape),
  }),
})

const requestShape = z.strictObject({
  id: uuidShape,
  person_id: uuidShape,
  kind: z.enum(KINDS),
  bank_code: bankCode,
  branch: line(80).optional(),
  number: line(60),
  holder_name: line(60).optional(),
  reason: line(300),
  /** Why two people may have the same account. */
  shared_reason: line(300).optional(),
  /** Why an odd number is right all the same. */
  warning_reason: line(300).optional(),
})

export const requestAccount = endpoint({
  name: 'bank_accounts.request',
  method: 'POST',
  path: '/api/bank-accounts/requests',
  summary: 'Asks for an account of a person to be used; another account approves it.',
  body: requestShape,
  response: z.object({ version_id: uuidShape }),
})

export const importAccounts = endpoint({
  name: 'bank_accounts.import',
  method: 'POST',
  path: '/api/bank-accounts/requests/import',
  summary: 'Asks for the accounts of many people at once; all or none.',
  body: z.strictObject({ accounts: z.array(requestShape).min(1).max(2_000) }),
  response: z.object({ version_ids: z.array(uuidShape) }),
})

export const listWaiting = endpoint({
  name: 'bank_accounts.list_waiting',
  method: 'GET',
  path: '/api/bank-accounts/requests',
  summary: 'Requests to approve, approved ones cooling off, families to be told; the oldest first.',
  query: z.object({
    state: z.enum(['requested', 'cooling', 'to_tell']).default('requested'),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: z.object({ total: z.int(), items: z.array(versionShape), next_cursor: z.string().nullable() }),
})

export const listAccounts = endpoint({
  name: 'bank_accounts.list',
  method: 'GET',
  path: '/api/bank-accounts',
  summary: 'The accounts in use within the reader’s place, by community; numbers masked.',
  query: z.object({
    /** Part of a name, its pinyin or initials, a file number, or the last four digits of an account. */
    q: line(40).optional(),
    bank: bankCode.optional(),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: z.object({
    items: z.array(versionShape),
    next_cursor: z.string().nullable(),
    /** Counted to 1,000 at most; only on the first page. */
    total: z.int().nullable(),
    total_or_more: z.boolean(),
  }),
})

export const countAccounts = endpoint({
  name: 'bank_accounts.counts',
  method: 'GET',
  path: '/api/bank-accounts/counts',
  summary:
    'How many requests, cooling-offs, families to tell and accounts in use there are, and how many the reader may decide on.',
  response: z.object({
    requested: z.int(),
    cooling: z.int(),
    to_tell: z.int(),
    active: z.int(),
    /** Requests of others, for those who approve; nobody decides on her own. */
    to_decide: z.int(),
  }),
})

export const accountsOfPerson = endpoint({
  name: 'bank_accounts.of_person',
  method: 'GET',
  path: '/api/bank-accounts/persons/:person_id',
  summary:
    'Every version of one person’s account, the newest first: who asked, who approved, when it held, why it was stopped.',
  params: z.object({ person_id: uuidShape }),
  response: z.object({
    person_id: uuidShape,
    family_id: uuidShape,
    file: z.string(),
    name: z.string(),
    community_name: z.string().nullable(),
    versions: z.array(versionShape),
  }),
})

export const approveAccounts = endpoint({
  name: 'bank_accounts.approve',
  method: 'POST',
  path: '/api/bank-accounts/approvals',
  summary: 'Approves requests of another account; each takes effect after the cooling-off. Asks for the second factor.',
  body: z.strictObject({ version_ids: z.array(uuidShape).min(1).max(2_000) }),
  response: z.object({ approved: z.int(), effective_at: z.string() }),
})

const params = z.object({ version_id: uuidShape })
const response = z.object({ version_id: uuidShape })

export const refuseAccount = endpoint({
  name: 'bank_accounts.refuse',
  method: 'POST',
  path: '/api/bank-accounts/requests/:version_id/refuse',
  summary: 'Says no to a request, with the reason.',
  params,
  body: z.strictObject({ reason: line(300) }),
  response,
})

export const cancelAccount = endpoint({
  name: 'bank_accounts.cancel',
  method: 'POST',
  path: '/api/bank-accounts/requests/:version_id/cancel',
  summary: 'Takes a change back before it is in effect: one’s own request, or on the family’s objection.',
  params,
  body: z.strictObject({ by: z.enum(['requester', 'family']), reason: line(300) }),
  response,
})

export const markTold = endpoint({
  name: 'bank_accounts.told',
  method: 'POST',
  path: '/api/bank-accounts/requests/:version_id/told',
  summary: 'Writes down that the family was told of the change, and how; whoever asked for it does not.',
  params,
  body: z.strictObject({ channel: z.enum(['phone', 'sms', 'letter', 'visit']) }),
  response,
})

export const markAllTold = endpoint({
  name: 'bank_accounts.told_together',
  method: 'POST',
  path: '/api/bank-accounts/tellings',
  summary: 'Writes down that many families were told, as after a list was entered: all or none.',
  body: z.strictObject({
    version_ids: z.array(uuidShape).min(1).max(2_000),
    channel: z.enum(['phone', 'sms', 'letter', 'visit']),
  }),
  response: z.object({ told: z.int() }),
})

export const revealAccount = endpoint({
  name: 'bank_accounts.reveal',
  method: 'POST',
  path: '/api/bank-accounts/requests/:version_id/reveal',
  summary: 'One sealed value in clear; the reason goes into the trail.',
  params,
  body: z.strictObject({ field: z.enum(['number', 'notice_phone', 'notice_former_phone']) }),
  response: z.object({ value: z.string() }),
})

export const setCooling = endpoint({
  name: 'bank_accounts.configure',
  method: 'POST',
  path: '/api/bank-accounts/cooling',
  summary: 'Sets how many days an approved account cools off, from a day on.',
  body: z.strictObject({ cooling_days: z.int().min(1).max(30), valid_from: dateShape }),
  response: z.object({ cooling_days: z.int() }),
})
