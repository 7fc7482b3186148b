import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  instantShape,
  pageSizeShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { CHANGE_KINDS, CLAIM_ORIGINS, PROOF_KINDS } from '../rules/index.ts'
import {
  claimLineShape,
  claimParams,
  confidenceShape,
  declarationShape,
  dueShape,
  mineShape,
  pageOf,
  proofShape,
  stateShape,
  stepShape,
  stoodShape,
  versionShape,
} from './shapes.ts'

export const listClaims = endpoint({
  name: 'claims.list_claims',
  method: 'GET',
  path: '/api/claims',
  summary: 'Claims by place: those under way unless a state is asked for.',
  query: z.object({
    division: codeTextShape.optional(),
    state: z.union([stateShape, z.array(stateShape).max(10)]).optional(),
    mine: mineShape,
    due: dueShape,
    /** `yes`: confirmed and in force today. */
    on_roll: z.literal('yes').optional(),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: pageOf(claimLineShape),
})

export const claimsWaiting = endpoint({
  name: 'claims.list_claims_waiting',
  method: 'GET',
  path: '/api/claims/waiting',
  summary: 'What waits for the reader, by step: how many, how many are late, and the first of each.',
  response: z.object({
    steps: z.array(z.object({ state: stateShape, total: z.int(), overdue: z.int(), items: z.array(claimLineShape) })),
    objections: z.int(),
    changes: z.int(),
    /** Claims that came from other districts, and people of a former roll, that wait for the reader’s role. */
    transfers: z.int(),
    taken_over: z.int(),
  }),
})

export const claimsOfFamily = endpoint({
  name: 'claims.list_claims_of_family',
  method: 'GET',
  path: '/api/claims/families/:family_id',
  summary: 'The claims of one family’s members, newest first, and which policies they could declare under.',
  params: z.object({ family_id: uuidShape }),
  response: z.object({
    items: z.array(claimLineShape),
    open_to: z.array(
      z.object({
        person_id: uuidShape,
        name: z.string(),
        policies: z.array(z.object({ policy_id: uuidShape, name_zh: z.string(), name_en: z.string() })),
      }),
    ),
  }),
})

/** The people a declaration names, with what of them may be shown. */
const namesShape = z.array(
  z.object({
    person_id: uuidShape,
    name: z.string(),
    id_masked: z.string().nullable(),
    phone_masked: z.string().nullable(),
    hukou_division: codeShape.nullable(),
    /** The place of the hukou in full, as far as its code says it: 云南省昆明市盘龙区. The address there is the family's to say. */
    hukou_place: z.string().nullable(),
  }),
)

export const prefillClaim = endpoint({
  name: 'claims.prefill_claim',
  method: 'GET',
  path: '/api/claims/form',
  summary: 'The declaration filled in from the register, the chain it will go through. Leaves a trace.',
  query: z.object({ person_id: uuidShape, policy_id: uuidShape }),
  response: z.object({
    content: declarationShape,
    names: namesShape,
    procedure: z.object({
      name_zh: z.string(),
      name_en: z.string(),
      confidence: confidenceShape,
      source: z.string(),
      steps: z.array(stepShape),
    }),
    policy_name_zh: z.string(),
    policy_name_en: z.string(),
    /** What the rule says of this person today; a family may declare whatever it says. */
    answer: z.enum(['yes', 'no', 'unknown']),
  }),
})

export const openClaim = endpoint({
  name: 'claims.open_claim',
  method: 'POST',
  path: '/api/claims',
  summary: 'Begins a declaration as a draft. One open claim for a person under a policy.',
  body: z.object({ id: uuidShape, person_id: uuidShape, policy_id: uuidShape, content: declarationShape }),
  response: stoodShape,
})

export const saveDraft = endpoint({
  name: 'claims.save_claim_draft',
  method: 'PUT',
  path: '/api/claims/:claim_id/draft',
  summary: 'Keeps the declaration as far as it is written.',
  params: claimParams,
  body: z.object({ version: versionShape, content: declarationShape }),
  response: stoodShape,
})

export const submitClaim = endpoint({
  name: 'claims.submit_claim',
  method: 'POST',
  path: '/api/claims/:claim_id/submission',
  summary: 'Submits the declaration with the pledge that it is true; every gap is named at its field.',
  params: claimParams,
  body: z.object({ version: versionShape, content: declarationShape, pledged: z.boolean() }),
  response: stoodShape,
})

export const addProof = endpoint({
  name: 'claims.add_claim_proof',
  method: 'POST',
  path: '/api/claims/:claim_id/proofs',
  summary: 'Attaches a file (PDF, JPEG, PNG by content; 5 MB at most) to a declaration being written. Kept sealed.',
  params: claimParams,
  body: z.object({ kind: z.enum(PROOF_KINDS).default('other') }),
  upload: true,
  response: proofShape,
})

const proofParams = z.object({ claim_id: uuidShape, proof_id: uuidShape })

export const removeProof = endpoint({
  name: 'claims.remove_claim_proof',
  method: 'DELETE',
  path: '/api/claims/:claim_id/proofs/:proof_id',
  summary: 'Takes a file away from a declaration being written.',
  params: proofParams,
  response: z.object({ proof_id: uuidShape }),
})

export const openProof = endpoint({
  name: 'claims.open_claim_proof',
  method: 'GET',
  path: '/api/claims/:claim_id/proofs/:proof_id',
  summary: 'The file itself. Leaves a trace.',
  params: proofParams,
  files: ['application/pdf', 'image/jpeg', 'image/png'],
})

const eventShape = z.object({
  seq: z.int(),
  at: instantShape,
  act: z.string(),
  from_state: z.string(),
  to_state: stateShape,
  by: z.string().nullable(),
  role: z.string(),
  reason: z.string().nullable(),
  opinion: z.enum(['agree', 'disagree']).nullable(),
  text: z.string().nullable(),
  present: z.array(z.string()),
  held_on: dateShape.nullable(),
})

export const showClaim = endpoint({
  name: 'claims.show_claim',
  method: 'GET',
  path: '/api/claims/:claim_id',
  summary:
    'One claim: its chain, where it stands, what happened, its notices and objections. Nothing of the declaration itself.',
  params: claimParams,
  response: claimLineShape.extend({
    origin: z.enum(CLAIM_ORIGINS),
    continues_id: uuidShape.nullable(),
    exit_cause: z.string().nullable(),
    procedure: z.object({
      name_zh: z.string(),
      name_en: z.string(),
      confidence: confidenceShape,
      source: z.string(),
      steps: z.array(stepShape),
    }),
    events: z.array(eventShape),
    proofs: z.array(proofShape),
    notices: z.array(
      z.object({
        notice_id: uuidShape,
        step: z.string(),
        posted_at: instantShape,
        closes_on: dateShape,
        hangs: z.boolean(),
        concluded: z.boolean(),
      }),
    ),
    objections: z.array(
      z.object({
        objection_id: uuidShape,
        channel: z.enum(['link', 'in_person']),
        received_on: dateShape,
        outcome: z.enum(['upheld', 'dismissed', 'moot']).nullable(),
        handled_by: z.string().nullable(),
        version: z.int(),
      }),
    ),
    changes: z.array(
      z.object({
        change_id: uuidShape,
        group_id: uuidShape,
        kind: z.enum(CHANGE_KINDS),
        cause: z.string(),
        happens_on: dateShape,
        state: z.enum(['proposed', 'confirmed', 'rejected']),
        decided_at: instantShape.nullable(),
        decided_by: z.string().nullable(),
        /** Why it was rejected. */
        reason: z.string().nullable(),
      }),
    ),
    /** For who may ask for a change: the promises a change of branch can lead to, and whether the register knows the child's death. */
    other_branch: z
      .object({
        death_known: z.boolean(),
        policies: z.array(z.object({ policy_id: uuidShape, name_zh: z.string(), name_en: z.string() })),
      })
      .nullable(),
    /** What the reader may do now, as the server would decide. */
    may: z.array(
      z.enum([
        'edit',
        'submit',
        'review',
        'post',
        'conclude',
        'return',
        'withdraw',
        'decide',
        'file',
        'object',
        'change',
      ]),
    ),
  }),
})

export const openDeclaration = endpoint({
  name: 'claims.open_claim_declaration',
  method: 'GET',
  path: '/api/claims/:claim_id/declaration',
  summary: 'The declaration as it stands: the draft, else what was submitted last. Leaves a trace.',
  params: claimParams,
  response: z.object({
    content: declarationShape,
    names: namesShape,
    submitted_at: instantShape.nullable(),
    declared_version: z.int(),
    answer: z.enum(['yes', 'no', 'unknown']).nullable(),
  }),
})
