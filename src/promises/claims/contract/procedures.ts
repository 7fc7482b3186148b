import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, codeTextShape, dateShape, line, uuidShape } from '../../../kernel/shapes.ts'
import { confidenceShape, stepShape, themeShape } from './shapes.ts'

const procedureShape = z.object({
  procedure_id: uuidShape,
  division: codeShape,
  division_name: z.string().nullable(),
  policy_id: uuidShape.nullable(),
  theme: themeShape.nullable(),
  name_zh: z.string(),
  name_en: z.string(),
  valid_from: dateShape,
  valid_to: dateShape.nullable(),
  confidence: confidenceShape,
  source: z.string(),
  shipped: z.boolean(),
  /** Waits for another account's approval. */
  proposed: z.boolean(),
  steps: z.array(stepShape),
})

export const listProcedures = endpoint({
  name: 'listClaimProcedures',
  method: 'GET',
  path: '/api/claim-procedures',
  summary: 'The chains of steps that hold a place, the narrowest first; by default the reader’s own place.',
  query: z.object({ division: codeTextShape.optional() }),
  response: z.object({ items: z.array(procedureShape) }),
})

export const proposeProcedure = endpoint({
  name: 'proposeClaimProcedure',
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

export const approveProcedure = endpoint({
  name: 'approveClaimProcedure',
  method: 'POST',
  path: '/api/claim-procedures/:procedure_id/approval',
  summary: 'Approves a chain another account wrote; the one before it ends on its first day. With the second factor.',
  params: z.object({ procedure_id: uuidShape }),
  response: z.object({ procedure_id: uuidShape, valid_from: dateShape }),
})
