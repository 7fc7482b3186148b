import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  cursorShape,
  dateShape,
  instantShape,
  line,
  note,
  pageSizeShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { NOTICE_STATES } from '../rules/index.ts'
import { dueShape, mineShape, pageOf, pressingShape, reasonShape, themeShape, versionShape } from './shapes.ts'

const stepShape = z.enum(NOTICE_STATES)
const noticeParams = z.object({ notice_id: uuidShape })

const noticeShape = z.object({
  notice_id: uuidShape,
  community: codeShape,
  community_name: z.string().nullable(),
  street_name: z.string().nullable(),
  step: stepShape,
  posted_at: instantShape,
  posted_by: z.string().nullable(),
  closes_on: dateShape,
  hangs: z.boolean(),
  concluded: z.boolean(),
  /** Not yet concluded and ending soon, or over. */
  pressing: pressingShape,
  take_down_reason: z.string().nullable(),
  lines: z.int(),
  open_objections: z.int(),
  version: z.int(),
})
export type Notice = z.output<typeof noticeShape>

export const listNotices = endpoint({
  name: 'claims.list_claim_notices',
  method: 'GET',
  path: '/api/claim-notices',
  summary: 'Notices of the reader’s place, the newest first.',
  query: z.object({ mine: mineShape, due: dueShape, limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: pageOf(noticeShape),
})

export const postNotices = endpoint({
  name: 'claims.post_claim_notices',
  method: 'POST',
  path: '/api/claim-notices',
  summary:
    'Posts the claims named: one notice for each community and step, with its day of taking down and its public link.',
  body: z.object({ claim_ids: z.array(uuidShape).min(1).max(500) }),
  response: z.object({
    notices: z.array(z.object({ notice_id: uuidShape, community: codeShape, lines: z.int(), closes_on: dateShape })),
  }),
})

export const showNotice = endpoint({
  name: 'claims.show_claim_notice',
  method: 'GET',
  path: '/api/claim-notices/:notice_id',
  summary: 'One notice as it hangs, its public link while it does, and the claims on it.',
  params: noticeParams,
  response: noticeShape.extend({
    association: z.string(),
    /** Null once it is down. */
    public_path: z.string().nullable(),
    items: z.array(
      z.object({
        line: z.int(),
        claim_id: uuidShape,
        masked_name: z.string(),
        theme: themeShape,
        state: z.string(),
        open_objections: z.int(),
        upheld_objections: z.int(),
      }),
    ),
  }),
})

export const takeDownNotice = endpoint({
  name: 'claims.take_down_claim_notice',
  method: 'POST',
  path: '/api/claim-notices/:notice_id/taking-down',
  summary: 'Takes a notice down before its day, with the reason. Its claims are to be posted anew.',
  params: noticeParams,
  body: z.object({ version: versionShape, reason: reasonShape }),
  response: z.object({ notice_id: uuidShape }),
})

export const concludeNotice = endpoint({
  name: 'claims.conclude_claim_notice',
  method: 'POST',
  path: '/api/claim-notices/:notice_id/conclusion',
  summary: 'After its last day: every claim on it without an open or upheld objection moves on.',
  params: noticeParams,
  response: z.object({ moved: z.int(), waiting: z.int() }),
})

/** 32 characters of base64url: 192 bits of a keyed hash. */
const tokenShape = z.string().max(200)
const tokenParams = z.object({ token: tokenShape })

export const publicNotice = endpoint({
  name: 'claims.public_notice',
  method: 'GET',
  path: '/api/public-notices/:token',
  summary: 'A notice as everybody may see it while it hangs. Unknown, expired and taken down are answered alike.',
  params: tokenParams,
  response: z.object({
    association: z.string(),
    community_name: z.string().nullable(),
    street_name: z.string().nullable(),
    step: stepShape,
    posted_on: dateShape,
    closes_on: dateShape,
    lines: z.array(z.object({ line: z.int(), masked_name: z.string(), theme: themeShape })),
  }),
})

export const publicObjection = endpoint({
  name: 'claims.public_objection',
  method: 'POST',
  path: '/api/public-notices/:token/objections',
  summary: 'An objection to one line of a notice while it hangs. No account; how to answer is optional.',
  params: tokenParams,
  body: z.object({
    id: uuidShape,
    line: z.int().min(1).max(500),
    text: note(1000).min(5),
    name: note(60).default(''),
    contact: note(100).default(''),
  }),
  response: z.object({ received_on: dateShape }),
})

export const recordObjection = endpoint({
  name: 'claims.record_claim_objection',
  method: 'POST',
  path: '/api/claims/:claim_id/objections',
  summary: 'Records an objection brought in person while the notice hung.',
  params: z.object({ claim_id: uuidShape }),
  body: z.object({
    id: uuidShape,
    received_on: dateShape,
    text: note(1000).min(5),
    name: note(60).default(''),
    contact: note(100).default(''),
  }),
  response: z.object({ objection_id: uuidShape }),
})

const objectionParams = z.object({ objection_id: uuidShape })

const objectionLine = z.object({
  objection_id: uuidShape,
  claim_id: uuidShape,
  community: codeShape,
  community_name: z.string().nullable(),
  /** Of the person the claim is about, as the reader may see it. */
  claim_name: z.string(),
  channel: z.enum(['link', 'in_person']),
  received_on: dateShape,
  /** By when it is to be found on. */
  due_on: dateShape,
  outcome: z.enum(['upheld', 'dismissed', 'moot']).nullable(),
  version: z.int(),
})

export const listObjections = endpoint({
  name: 'claims.list_claim_objections',
  method: 'GET',
  path: '/api/claim-objections',
  summary: 'Objections that wait for a finding, the oldest first.',
  query: z.object({ mine: mineShape, due: dueShape, limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: pageOf(objectionLine.extend({ pressing: pressingShape })),
})

export const openObjection = endpoint({
  name: 'claims.open_claim_objection',
  method: 'GET',
  path: '/api/claim-objections/:objection_id',
  summary: 'What was said, by whom if said, and the finding. Leaves a trace.',
  params: objectionParams,
  response: objectionLine.extend({
    text: z.string(),
    name: z.string(),
    contact: z.string(),
    finding: z.string().nullable(),
    handled_by: z.string().nullable(),
    handled_at: instantShape.nullable(),
    may_find: z.boolean(),
  }),
})

export const findOnObjection = endpoint({
  name: 'claims.find_on_claim_objection',
  method: 'POST',
  path: '/api/claim-objections/:objection_id/finding',
  summary: 'The finding of a named person who reviewed none of the claim: upheld or dismissed, with the reason.',
  params: objectionParams,
  body: z.object({ version: versionShape, outcome: z.enum(['upheld', 'dismissed']), finding: line(500).min(5) }),
  response: z.object({ objection_id: uuidShape, open: z.int() }),
})
