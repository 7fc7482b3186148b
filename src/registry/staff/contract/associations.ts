import { z } from 'zod'
import { TIERS } from '../../../kernel/division-code.ts'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, codeTextShape, cursorShape, note, pageSizeShape } from '../../../kernel/shapes.ts'
import { associationNameShape } from './shapes.ts'

export const associationShape = z.object({
  division: codeShape,
  /** The full name of the place it serves. */
  division_name: z.string(),
  tier: z.enum(TIERS),
  name: z.string(),
  /** Accounts that are not closed. */
  accounts: z.int(),
  /** To be sent back with a change of the name. */
  version: z.int(),
})

export const listAssociations = endpoint({
  name: 'staff.list_associations',
  method: 'GET',
  path: '/api/associations',
  summary: 'The associations in one’s area, place by place, with how many accounts each has.',
  query: z.object({
    /** A part of the association’s name or of its place’s. */
    search: note(60).optional(),
    cursor: cursorShape.optional(),
    limit: pageSizeShape,
  }),
  response: z.object({ items: z.array(associationShape), next_cursor: z.string().nullable() }),
})

export const addAssociation = endpoint({
  name: 'staff.add_association',
  method: 'POST',
  path: '/api/associations',
  summary: 'The association of a place in one’s area that has none yet.',
  body: z.strictObject({ division: codeShape, name: associationNameShape }),
  response: associationShape,
})

export const renameAssociation = endpoint({
  name: 'staff.rename_association',
  method: 'POST',
  path: '/api/associations/:division/rename',
  summary: 'Another name for an association, as slips and notices bear it from now on.',
  params: z.object({ division: codeTextShape }),
  body: z.strictObject({ name: associationNameShape, version: z.int32().min(1) }),
  response: associationShape,
})
