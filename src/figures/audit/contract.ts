import { z } from 'zod'
import type { CivilDate } from '../../kernel/calendar.ts'
import { endpoint } from '../../kernel/endpoint.ts'
import { cursorShape, dateShape, line, pageSizeShape, uuidShape } from '../../kernel/shapes.ts'

/** Six digits; 0 is the installation's own chain, which only a nationwide post reaches. */
const districtShape = z.int().min(0).max(999_999)
const districtTextShape = z.coerce.number().pipe(districtShape)
const actionShape = z.string().regex(/^[a-z][a-z_]{0,40}\.[a-z][a-z_]{0,60}$/, 'audit.bad_action')

const filter = {
  action: actionShape.optional(),
  account_id: uuidShape.optional(),
  subject_id: uuidShape.optional(),
  from: dateShape.optional(),
  to: dateShape.optional(),
}

function inOrder<T extends z.ZodType<{ from?: CivilDate | undefined; to?: CivilDate | undefined }>>(shape: T) {
  return shape.refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: 'audit.from_after_to',
    path: ['from'],
  })
}

export const entryShape = z.object({
  district: districtShape,
  /** Its place in the chain of the district, from 1. */
  seq: z.int(),
  at: z.string(),
  account_id: uuidShape.nullable(),
  account_name: z.string().nullable(),
  role_name: z.string().nullable(),
  action: z.string(),
  action_name: z.string(),
  outcome: z.enum(['done', 'refused']),
  subject_kind: z.string().nullable(),
  subject_name: z.string().nullable(),
  subject_id: uuidShape.nullable(),
  reason: z.string().nullable(),
  /** Ids, codes and counts, as they were written. */
  detail: z.record(z.string(), z.unknown()),
  request_id: uuidShape,
})
export type Entry = z.infer<typeof entryShape>

export const listEntries = endpoint({
  name: 'audit.list_audit_entries',
  method: 'GET',
  path: '/api/audit/entries',
  summary:
    'The trail of a district, newest first; without one, of every district of the jurisdiction. Reading it leaves a trace.',
  query: inOrder(
    z.strictObject({
      district: districtTextShape.optional(),
      ...filter,
      cursor: cursorShape.optional(),
      size: pageSizeShape,
    }),
  ),
  response: z.object({ items: z.array(entryShape), next_cursor: z.string().nullable() }),
})

export const listFacets = endpoint({
  name: 'audit.list_audit_facets',
  method: 'GET',
  path: '/api/audit/facets',
  summary: 'What the trail of a district may be filtered by: the actions and the accounts seen in it.',
  query: z.strictObject({ district: districtTextShape.optional() }),
  response: z.object({
    district: districtShape,
    district_name: z.string(),
    actions: z.array(z.object({ action: z.string(), name: z.string() })),
    accounts: z.array(z.object({ account_id: uuidShape, name: z.string() })),
  }),
})

export const getChain = endpoint({
  name: 'audit.get_audit_chain',
  method: 'GET',
  path: '/api/audit/chain',
  summary: 'Recomputes the hash chain of one district: up to which entry it is unbroken.',
  query: z.strictObject({ district: districtTextShape.optional() }),
  response: z.object({
    district: districtShape,
    /** Entries there are, and the last one up to which every link fits; equal when the chain is whole. */
    entries: z.int(),
    unbroken_to: z.int(),
    fault: z.enum(['hash', 'gap', 'head']).nullable(),
  }),
})
export type Chain = z.infer<NonNullable<typeof getChain.response>>

export const exportEntries = endpoint({
  name: 'audit.export_audit_entries',
  method: 'POST',
  path: '/api/audit/export',
  summary: 'The trail as xlsx, filtered as on screen; asks for the purpose and leaves a trace.',
  body: inOrder(z.strictObject({ district: districtShape.optional(), ...filter, purpose: line(100) })),
})
