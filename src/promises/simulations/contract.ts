import { z } from 'zod'
import { endpoint, type ResponseOf } from '../../kernel/endpoint.ts'
import {
  codeShape,
  codeTextShape,
  cursorShape,
  dateShape,
  instantShape,
  line,
  pageSizeShape,
  uuidShape,
} from '../../kernel/shapes.ts'
import { CAUSES, CHANGES } from './rules/outcome.ts'

const monthShape = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'simulations.month_shape')
const purposeCode = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)
/** Sums of what falls due: below nothing where a change takes more back than falls due. */
const sum = z.int()
const count = z.int().min(0)

const changes = { gained: count, lost: count, more: count, less: count }
const totals = z.object({ ...changes, unknown: count, today_fen: sum, draft_fen: sum, arrears_fen: sum })
const monthLine = z.object({
  month: z.string(),
  today_fen: sum,
  draft_fen: sum,
  today_count: count,
  draft_count: count,
})
const placeLine = z.object({
  ...changes,
  place: codeShape,
  name: z.string().nullable(),
  today_fen: sum,
  draft_fen: sum,
})
const yearOfMoney = z.object({
  year: z.int(),
  left_fen: sum.nullable(),
  open_fen: sum,
  today_fen: sum,
  draft_fen: sum,
  today_short_fen: sum,
  draft_short_fen: sum,
  today_short_from: z.string().nullable(),
  draft_short_from: z.string().nullable(),
})
const policies = z.array(z.object({ id: uuidShape, name_zh: z.string(), name_en: z.string() }))

const about = {
  draft_id: uuidShape,
  division: codeShape,
  division_name: z.string().nullable(),
  month: z.string(),
  months: z.int(),
  purpose: z.string(),
  beneficiary: z.enum(['person', 'family']),
  /** The day whose register was asked. */
  as_of: dateShape,
  policies,
}

const result = z.object({
  ...about,
  totals,
  by_month: z.array(monthLine),
  by_place: z.array(placeLine),
  money: z.array(yearOfMoney),
})

const months = z.coerce.number().int().min(1).max(36)
const asked = z.object({
  draft_id: uuidShape,
  division: codeTextShape.optional(),
  month: monthShape.optional(),
  months: months.default(12),
  purpose: purposeCode.optional(),
})
const askedInBody = z.strictObject({
  draft_id: uuidShape,
  division: codeShape.optional(),
  month: monthShape.optional(),
  months: z.int().min(1).max(36).default(12),
  purpose: purposeCode.optional(),
})

export const simulate = endpoint({
  name: 'simulations.simulate',
  method: 'GET',
  path: '/api/simulations/preview',
  summary:
    'What a draft would mean for a place: who gains and loses, cost by month and street, against the appropriation.',
  query: asked,
  response: result,
})

const person = z.object({
  district: z.int(),
  community: codeShape,
  community_name: z.string().nullable(),
  family_id: uuidShape,
  file: z.string(),
  person_id: uuidShape.nullable(),
  names: z.array(z.string()),
  change: z.enum(CHANGES),
  cause: z.enum(CAUSES),
  month: z.string(),
  today_fen: sum,
  draft_fen: sum,
  today_quantity: count,
  draft_quantity: count,
})

export const listPeople = endpoint({
  name: 'simulations.people',
  method: 'GET',
  path: '/api/simulations/people',
  summary: 'Who would gain, lose, get more or less, with the cause; worked out at once, never stored.',
  query: asked.extend({ change: z.enum(CHANGES), cursor: cursorShape.optional(), limit: pageSizeShape }),
  response: z.object({ items: z.array(person), next_cursor: z.string().nullable() }),
})

export const exportPeople = endpoint({
  name: 'simulations.export',
  method: 'POST',
  path: '/api/simulations/people/export',
  summary: 'The same list as a workbook; the purpose is written into the trail.',
  body: askedInBody.extend({ change: z.enum(CHANGES), reason: line(200) }),
})

export const save = endpoint({
  name: 'simulations.save',
  method: 'POST',
  path: '/api/simulations',
  summary: 'Works the simulation out once more and keeps its figures; never names.',
  body: askedInBody.extend({ name: line(80).pipe(z.string().min(2)) }),
  response: z.object({ simulation_id: uuidShape }),
})

const savedLine = z.object({
  ...about,
  id: uuidShape,
  name: z.string(),
  draft_version: z.int(),
  totals,
  money: z.array(yearOfMoney),
  made_by_name: z.string().nullable(),
  made_at: instantShape,
})

export const listSaved = endpoint({
  name: 'simulations.list',
  method: 'GET',
  path: '/api/simulations',
  summary: 'The saved simulations of a draft, the newest first.',
  query: z.object({ draft_id: uuidShape, cursor: cursorShape.optional(), limit: pageSizeShape }),
  response: z.object({ items: z.array(savedLine), next_cursor: z.string().nullable() }),
})

export const showSaved = endpoint({
  name: 'simulations.show',
  method: 'GET',
  path: '/api/simulations/:simulation_id',
  summary: 'One saved simulation as it was, and what has changed since: the draft, the law beside it, the register.',
  params: z.object({ simulation_id: uuidShape }),
  response: savedLine.extend({
    by_month: z.array(monthLine),
    by_place: z.array(placeLine),
    /** `register` is null where draft or law have changed already, or the months begin in the past: it cannot be compared. */
    changed: z.object({ draft: z.boolean(), law: z.boolean(), register: z.boolean().nullable() }),
  }),
})

export type Simulated = ResponseOf<typeof simulate>
export type SavedSimulation = ResponseOf<typeof showSaved>
export type SavedSimulationLine = ResponseOf<typeof listSaved>['items'][number]
export type SimulatedPerson = ResponseOf<typeof listPeople>['items'][number]
