import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  fenShape,
  instantShape,
  pageSizeShape,
  periodShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import {
  differenceShape,
  districtShape,
  districtTextShape,
  fingerprintShape,
  policyCode,
  policyCountsShape,
  several,
} from './shapes.ts'

const askedShape = z.object({
  /** The reader's own when absent. */
  division: codeTextShape.optional(),
  /** Today when absent. */
  as_of: dateShape.optional(),
  policy: several(policyCode).optional(),
})

export const previewShape = z.object({
  division: codeShape,
  division_name: z.string().nullable(),
  as_of: dateShape,
  fingerprint: fingerprintShape,
  policies: z.array(policyCountsShape),
})
export type Preview = z.output<typeof previewShape>

const runShape = z.object({
  district: districtShape,
  id: uuidShape,
  division: codeShape,
  division_name: z.string().nullable(),
  as_of: dateShape,
  counts: z.array(policyCountsShape),
  started_by: uuidShape,
  started_by_name: z.string().nullable(),
  applied_at: instantShape,
})
export type Run = z.output<typeof runShape>

const namedShape = z.object({
  district: districtShape,
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  file: z.string(),
  person_id: uuidShape.nullable(),
  names: z.array(z.string()),
  /**
   * Why lost: died, left, conditions, exclusion, instead. Why unknown: facts, rate. Why changed with the same sum: found_anew, because as is known
   * now the conditions were not met on the day on which it was found. Null otherwise: the conditions are all met.
   */
  why: z.string().nullable(),
  amount_before: fenShape.nullable(),
  amount_after: fenShape.nullable(),
  quantity: z.int().nullable(),
})
export type Named = z.output<typeof namedShape>
const namedPage = z.object({ items: z.array(namedShape), next_cursor: z.string().nullable() })

export const previewRun = endpoint({
  name: 'entitlements.preview_eligibility_run',
  method: 'GET',
  path: '/api/eligibility-runs/preview',
  summary:
    'What a run over a place as of a day would do, policy by policy, with sums and a fingerprint. Writes nothing.',
  query: askedShape,
  response: previewShape,
})

export const previewNames = endpoint({
  name: 'entitlements.list_eligibility_preview_names',
  method: 'GET',
  path: '/api/eligibility-runs/preview/names',
  summary: 'The names behind one figure of a preview: who would gain, change, lose, or is unknown, and why.',
  query: z.object({
    division: codeTextShape.optional(),
    as_of: dateShape.optional(),
    policy: policyCode,
    difference: differenceShape,
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: namedPage,
})

export const applyRun = endpoint({
  name: 'entitlements.apply_eligibility_run',
  method: 'POST',
  path: '/api/eligibility-runs',
  summary:
    'Does what the preview with this fingerprint showed; refused (409) with the new figures when it would do something else.',
  body: z.strictObject({
    division: codeShape.optional(),
    as_of: dateShape.optional(),
    policy_codes: z.array(policyCode).min(1).max(100).optional(),
    fingerprint: fingerprintShape,
  }),
  response: previewShape.extend({
    /** Null when there was nothing to do and nothing was written. */
    run_id: uuidShape.nullable(),
    applied: z.boolean(),
  }),
})

export const listRuns = endpoint({
  name: 'entitlements.list_eligibility_runs',
  method: 'GET',
  path: '/api/eligibility-runs',
  summary: 'The runs of the reader’s districts, the newest first.',
  query: z.object({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({ items: z.array(runShape), next_cursor: z.string().nullable() }),
})

const runParams = z.object({ run_id: uuidShape })

export const showRun = endpoint({
  name: 'entitlements.show_eligibility_run',
  method: 'GET',
  path: '/api/eligibility-runs/:run_id',
  summary: 'One run with its counts.',
  params: runParams,
  query: z.object({ district: districtTextShape.optional() }),
  response: runShape,
})

export const runNames = endpoint({
  name: 'entitlements.list_eligibility_run_names',
  method: 'GET',
  path: '/api/eligibility-runs/:run_id/names',
  summary: 'The names behind a figure of a run: who was gained, changed or lost in it.',
  params: runParams,
  query: z.object({
    district: districtTextShape.optional(),
    policy: policyCode,
    period: periodShape.optional(),
    difference: z.enum(['gained', 'changed', 'lost']),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: namedPage,
})
