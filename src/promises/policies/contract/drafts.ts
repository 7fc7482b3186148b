import { z } from 'zod'
import { endpoint, type ResponseOf } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  countShape,
  cursorShape,
  dateShape,
  fenShape,
  instantShape,
  line,
  note,
  pageSizeShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { HUKOU_KINDS } from '../rules/index.ts'
import { asOf, LEVELS, nameShape, policyParam, ruleShape, THEMES } from './policies.ts'

const CADENCES = ['once', 'yearly', 'half_yearly', 'quarterly', 'monthly', 'festival'] as const
const BRANCHES = ['death', 'disability'] as const
const PERS = ['month', 'year', 'occasion'] as const
const GRANT_KINDS = ['cash', 'hours', 'thing', 'service', 'enrolment'] as const

/** 2 to `max` characters in one line. */
const named = (max: number) => line(max).pipe(z.string().min(2, 'policies.too_short'))

const promiseInput = z.strictObject({
  level: z.enum(LEVELS),
  theme: z.enum(THEMES),
  name_zh: named(60),
  name_en: named(120),
  beneficiary: z.enum(['person', 'family']),
  asked: z.enum(['parents', 'members']),
  place_asked: z.enum(['hukou', 'residence']),
  care_kind: line(40),
  replaces_id: uuidShape.nullable(),
})

const rateInput = z.strictObject({
  division: codeShape,
  branch: z.enum(BRANCHES).nullable(),
  hukou_kind: z.enum(HUKOU_KINDS).nullable(),
  valid_from: dateShape,
  valid_to: dateShape.nullable(),
  amount_fen: fenShape.max(100_000_000_00, 'policies.rate_too_high'),
  per: z.enum(PERS),
  document_number: line(80).nullable(),
})

const versionInput = z.strictObject({
  valid_from: asOf,
  valid_to: asOf.nullable(),
  rule: ruleShape,
  grant_kind: z.enum(GRANT_KINDS),
  grant_quantity: z.int().min(1).max(1_000).nullable(),
  grant_unit: z.enum(['fen', 'hour', 'piece', 'session', 'person_time', 'copy']),
  cadence: z.enum(CADENCES),
  /** An edition in the library; its number and title are then taken from there. */
  document_id: uuidShape.nullable(),
  document_edition: z.int().min(1).max(999).nullable(),
  document_number: line(80).nullable(),
  document_title: named(200),
  confidence: z.enum(['sourced', 'to_confirm']),
  source: named(300),
  claim_required: z.boolean(),
  rates: z.array(rateInput).max(60).nullable(),
})

const endInput = z.strictObject({ valid_to: asOf, reason: named(300) })

const groupInput = z.strictObject({
  name_zh: named(60),
  name_en: named(120),
  valid_from: asOf,
  valid_to: asOf.nullable(),
  policy_ids: z.array(uuidShape).max(12),
  ends_group_id: uuidShape.nullable(),
  document_number: line(80).nullable(),
  document_title: named(200),
  source: named(300),
})

export const draftInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('create'), division: codeShape, promise: promiseInput, version: versionInput }),
  z.strictObject({ kind: z.literal('version'), policy_id: uuidShape, version: versionInput }),
  z.strictObject({ kind: z.literal('retire'), policy_id: uuidShape, end: endInput }),
  z.strictObject({ kind: z.literal('group'), division: codeShape, group: groupInput }),
])
export type DraftBody = z.output<typeof draftInput>

const stateShape = z.enum(['writing', 'submitted', 'returned', 'approved', 'withdrawn'])
const draftParam = z.object({ draft_id: uuidShape })
const versionBody = z.strictObject({ version: z.int().min(1) })
const reasonBody = versionBody.extend({ reason: note(500).pipe(z.string().min(2, 'policies.reason_short')) })
const moved = z.object({ draft_id: uuidShape, state: stateShape, version: z.int(), policy_id: uuidShape.nullable() })

const textShape = z.array(z.object({ depth: z.int(), text: z.string() }))
const wordsShape = z.object({ zh: textShape, en: textShape })

const draftLine = z.object({
  id: uuidShape,
  kind: z.enum(['create', 'version', 'retire', 'group']),
  name_zh: z.string(),
  name_en: z.string(),
  division: codeShape,
  division_name: z.string(),
  policy_id: uuidShape.nullable(),
  state: stateShape,
  written_by_name: z.string().nullable(),
  updated_at: instantShape,
})

export const listDrafts = endpoint({
  name: 'policies.drafts',
  method: 'GET',
  path: '/api/policies/drafts',
  summary: 'Policies being written in the caller’s jurisdiction, the latest first.',
  query: z.object({ state: stateShape.optional(), cursor: cursorShape.optional(), limit: pageSizeShape }),
  response: z.object({ items: z.array(draftLine), next: z.string().nullable() }),
})

const changeShape = z.object({
  /** Which of the version's parts: a key of the words `page`. */
  what: z.enum(['rule', 'grant', 'cadence', 'document', 'confidence', 'claim_required', 'rates']),
  removed: z.array(z.string()),
  added: z.array(z.string()),
})
export const changesShape = z.array(changeShape)

export const showDraft = endpoint({
  name: 'policies.show_draft',
  method: 'GET',
  path: '/api/policies/drafts/:draft_id',
  summary:
    'One draft: what it says in both languages, what it changes, what it warns of, and what the caller may do with it.',
  params: draftParam,
  response: draftLine.extend({
    version: z.int(),
    content: draftInput,
    decision_reason: z.string().nullable(),
    decided_by_name: z.string().nullable(),
    /** What those are called that the content names: whose place it takes, of which a group is, which group it follows. */
    named: z.object({ policies: z.array(nameShape), group: nameShape.nullable() }),
    rule_words: wordsShape.nullable(),
    changes: changesShape,
    warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
    may: z.object({ edit: z.boolean(), submit: z.boolean(), decide: z.boolean(), withdraw: z.boolean() }),
    steps: z.array(
      z.object({
        act: z.enum(['write', 'submit', 'return', 'approve', 'withdraw']),
        by_name: z.string().nullable(),
        at: instantShape,
        reason: z.string().nullable(),
      }),
    ),
  }),
})

export const writeDraft = endpoint({
  name: 'policies.write_draft',
  method: 'POST',
  path: '/api/policies/drafts',
  summary:
    'Writes a new policy, version, end or exclusion group; it counts for nobody until another account approves it.',
  body: draftInput,
  response: moved,
})

export const rewriteDraft = endpoint({
  name: 'policies.rewrite_draft',
  method: 'PUT',
  path: '/api/policies/drafts/:draft_id',
  summary: 'Changes a draft of one’s own that is being written or was returned.',
  params: draftParam,
  body: versionBody.extend({ content: draftInput }),
  response: moved,
})

const act = <B extends z.ZodType>(name: string, verb: string, summary: string, body: B) =>
  endpoint({
    name: `policies.${name}_draft`,
    method: 'POST',
    path: `/api/policies/drafts/:draft_id/${verb}`,
    summary,
    params: draftParam,
    body,
    response: moved,
  })

export const submitDraft = act('submit', 'submission', 'Hands a draft of one’s own to the approver.', versionBody)
export const returnDraft = act(
  'return',
  'return',
  'Gives a submitted draft back to its writer, with the reason.',
  reasonBody,
)
export const approveDraft = act(
  'approve',
  'approval',
  'Approves what another account wrote; from its first day it counts.',
  versionBody,
)
export const withdrawDraft = act('withdraw', 'withdrawal', 'Takes a draft of one’s own back for good.', versionBody)

export const previewRule = endpoint({
  name: 'policies.preview_rule',
  method: 'POST',
  path: '/api/policies/rule-preview',
  summary: 'A rule being built: in words in both languages, and how many in one’s own area meet it on a day.',
  body: z.strictObject({
    division: codeShape,
    beneficiary: z.enum(['person', 'family']),
    asked: z.enum(['parents', 'members']),
    place_asked: z.enum(['hukou', 'residence']),
    rule: ruleShape,
    as_of: asOf.optional(),
  }),
  response: z.object({
    as_of: dateShape,
    words: wordsShape,
    counts: z.object({ yes: countShape, no: countShape, unknown: countShape }),
  }),
})

export const listPolicyChanges = endpoint({
  name: 'policies.changes',
  method: 'GET',
  path: '/api/policies/:policy_id/changes',
  summary: 'The versions of a policy, the newest first, each with what changed against the one before, in words.',
  params: policyParam,
  response: z.object({
    items: z.array(
      z.object({
        version: z.int(),
        valid_from: dateShape,
        valid_to: dateShape.nullable(),
        origin: z.enum(['shipped', 'approved']),
        written_by_name: z.string().nullable(),
        approved_by_name: z.string().nullable(),
        approved_at: instantShape.nullable(),
        document_id: uuidShape.nullable(),
        document_edition: z.int().nullable(),
        document_title: z.string(),
        changes: changesShape,
      }),
    ),
  }),
})

export const policiesOfDocument = endpoint({
  name: 'policies.of_document',
  method: 'GET',
  path: '/api/policies/of-document/:document_id',
  summary: 'The versions of policies that rest on a document of the library.',
  params: z.object({ document_id: uuidShape }),
  response: z.object({
    items: z.array(
      z.object({
        policy_id: uuidShape,
        name_zh: z.string(),
        name_en: z.string(),
        division_name: z.string(),
        version: z.int(),
        document_edition: z.int(),
        valid_from: dateShape,
        valid_to: dateShape.nullable(),
      }),
    ),
  }),
})

export const listGroups = endpoint({
  name: 'policies.groups',
  method: 'GET',
  path: '/api/policies/groups',
  summary: 'The groups of policies of which a person gets only the highest, that count in a place on a day.',
  query: z.object({ place: codeTextShape.optional(), as_of: asOf.optional() }),
  response: z.object({
    items: z.array(
      z.object({
        id: uuidShape,
        division: codeShape,
        division_name: z.string(),
        name_zh: z.string(),
        name_en: z.string(),
        valid_from: dateShape,
        valid_to: dateShape.nullable(),
        document_number: z.string().nullable(),
        document_title: z.string(),
        policies: z.array(z.object({ id: uuidShape, name_zh: z.string(), name_en: z.string() })),
      }),
    ),
  }),
})

export type DraftShown = ResponseOf<typeof showDraft>
export type DraftLine = ResponseOf<typeof listDrafts>['items'][number]
export type PolicyChanges = ResponseOf<typeof listPolicyChanges>['items'][number]
export type VersionChange = z.output<typeof changeShape>
