import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, codeTextShape, dateShape, instantShape, line, uuidShape } from '../../../kernel/shapes.ts'
import { PROCEDURE_STATES } from '../rules/index.ts'
import { confidenceShape, reasonShape, stepShape, themeShape } from './shapes.ts'

const procedureStateShape = z.enum(PROCEDURE_STATES)

const procedureShape = z.object({
  procedure_id: uuidShape,
  division: codeShape,
  division_name: z.string().nullable(),
  policy_id: uuidShape.nullable(),
  policy_name_zh: z.string().nullable(),
  policy_name_en: z.string().nullable(),
  theme: themeShape.nullable(),
  name_zh: z.string(),
  name_en: z.string(),
  valid_from: dateShape,
  valid_to: dateShape.nullable(),
  confidence: confidenceShape,
  source: z.string(),
  shipped: z.boolean(),
  state: procedureStateShape,
  /** Who proposed it; null for what came with the product. */
  proposed_by: z.string().nullable(),
  proposed_at: instantShape,
  /** Who approved it or sent it back. */
  decided_by: z.string().nullable(),
  decided_at: instantShape.nullable(),
  /** Why it was sent back. */
  reason: z.string().nullable(),
  /** Whether the reader proposed it herself, and so does not decide on it. */
  own: z.boolean(),
  steps: z.array(stepShape),
})

export const listProcedures = endpoint({
  name: 'claims.list_claim_procedures',
  method: 'GET',
  path: '/api/claim-procedures',
  summary:
    'The chains of steps that hold a place, the narrowest first, after what is proposed for it; by default the reader’s own place.',
  query: z.object({ division: codeTextShape.optional(), state: procedureStateShape.optional() }),
  response: z.object({ items: z.array(procedureShape) }),
})

export const proposeProcedure = endpoint({
  name: 'claims.propose_claim_procedure',
  method: 'POST',
  path: '/api/claim-procedures',
  summary: 'Writes a chain for a place within reach. It counts once another account has approved it.',
  body: z.object({
    id: uuidShape,
    division: codeShape,
    policy_id: uuidShape.nullable().default(null),
    theme: themeShape.nullable().default(null),
    name_zh: line(60).min(2),
    name_en: line(120).min(2),
    valid_from: dateShape,
    source: line(300).min(2),
    steps: z.array(stepShape).min(4).max(8),
  }),
  response: z.object({ procedure_id: uuidShape }),
})

const params = z.object({ procedure_id: uuidShape })

export const approveProcedure = endpoint({
  name: 'claims.approve_claim_procedure',
  method: 'POST',
  path: '/api/claim-procedures/:procedure_id/approval',
  summary: 'Approves a chain another account wrote; the one before it ends on its first day. With the second factor.',
  params,
  response: z.object({ procedure_id: uuidShape, valid_from: dateShape }),
})

export const returnProcedure = endpoint({
  name: 'claims.return_claim_procedure',
  method: 'POST',
  path: '/api/claim-procedures/:procedure_id/return',
  summary: 'Sends a chain back to whoever proposed it, with the reason; she can propose another.',
  params,
  body: z.object({ reason: reasonShape }),
  response: z.object({ procedure_id: uuidShape, state: procedureStateShape }),
})

export const withdrawProcedure = endpoint({
  name: 'claims.withdraw_claim_procedure',
  method: 'POST',
  path: '/api/claim-procedures/:procedure_id/withdrawal',
  summary: 'Takes back a chain one proposed, while it waits or after it was sent back.',
  params,
  response: z.object({ procedure_id: uuidShape, state: procedureStateShape }),
})
