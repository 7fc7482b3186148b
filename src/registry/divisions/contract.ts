import { z } from 'zod'
import { TIERS } from '../../kernel/division-code.ts'
import { endpoint } from '../../kernel/endpoint.ts'
import { codeShape, codeTextShape, cursorShape, dateShape, line, pageSizeShape } from '../../kernel/shapes.ts'

export const tierShape = z.enum(TIERS)

/** A place as every screen shows it. `path_name` is the full name: 云南省昆明市盘龙区. */
export const divisionShape = z.object({
  code: codeShape,
  /** The widest tier of the place. */
  tier: tierShape,
  /** Its narrowest: 东莞市 is a city and its own only district. */
  base_tier: tierShape,
  name: z.string(),
  short_name: z.string(),
  path_name: z.string(),
  parent: codeShape.nullable(),
  /** Set when the place is no more. */
  valid_to: dateShape.nullable(),
})
export type Division = z.output<typeof divisionShape>

const codeParam = z.object({ code: codeTextShape })

export const searchDivisions = endpoint({
  name: 'divisions.search',
  method: 'GET',
  path: '/api/divisions',
  summary: 'Finds places by name, pinyin, initials or code, best match first.',
  query: z.object({
    /** Several words: the last is what is looked for, the others are of what it lies in (`盘龙 宝云`). */
    q: line(60),
    within: codeTextShape.default(0),
    tier: tierShape.optional(),
    limit: pageSizeShape,
  }),
  response: z.object({ items: z.array(divisionShape) }),
})

export const showDivision = endpoint({
  name: 'divisions.show',
  method: 'GET',
  path: '/api/divisions/:code',
  summary: 'One place, and all it lies in from the province down.',
  params: codeParam,
  response: z.object({ division: divisionShape, path: z.array(divisionShape) }),
})

export const listChildren = endpoint({
  name: 'divisions.children',
  method: 'GET',
  path: '/api/divisions/:code/children',
  summary: 'The places right below one, in the order of their codes.',
  params: codeParam,
  query: z.object({ cursor: cursorShape.optional(), limit: pageSizeShape }),
  response: z.object({ items: z.array(divisionShape), next: z.string().nullable() }),
})

export const currentDivision = endpoint({
  name: 'divisions.current',
  method: 'GET',
  path: '/api/divisions/:code/current',
  summary: 'What a code, perhaps of a place long gone, stands for on a day: one place, or several to choose from.',
  params: codeParam,
  query: z.object({
    on: dateShape.optional(),
    /** A day on which the code is known to have been right, such as that of a document. */
    since: dateShape.optional(),
  }),
  response: z.object({ on: dateShape, items: z.array(divisionShape) }),
})

export const aliasShape = z.object({
  alias: z.string(),
  community: codeShape,
  community_name: z.string(),
  street_name: z.string(),
})
export type Alias = z.output<typeof aliasShape>

export const listAliases = endpoint({
  name: 'divisions.aliases',
  method: 'GET',
  path: '/api/divisions/:code/aliases',
  summary: 'Other names for the communities of a place, as its association uses them.',
  params: codeParam,
  query: z.object({ cursor: cursorShape.optional(), limit: pageSizeShape }),
  response: z.object({ items: z.array(aliasShape), next: z.string().nullable() }),
})

const aliasBody = z.strictObject({ alias: line(60) })

export const setAlias = endpoint({
  name: 'divisions.set_alias',
  method: 'POST',
  path: '/api/divisions/:code/aliases',
  summary: 'Lets a community be known by one more name in its district; a name in use moves to this community.',
  params: codeParam,
  body: aliasBody,
  response: z.object({ alias: aliasShape }),
})

export const endAlias = endpoint({
  name: 'divisions.end_alias',
  method: 'POST',
  path: '/api/divisions/:code/aliases/end',
  summary: 'Ends one of the other names of a community.',
  params: codeParam,
  body: aliasBody,
  response: z.object({ ended: z.boolean() }),
})
