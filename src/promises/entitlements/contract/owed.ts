import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { cursorShape, dateShape, fenShape, line, note, pageSizeShape, uuidShape } from '../../../kernel/shapes.ts'
import { CHANNELS } from '../../../ledgers/care-records/rules/index.ts'
import {
  districtTextShape,
  entitlementShape,
  filterShape,
  policyCode,
  stateShape,
  sumShape,
  unitShape,
} from './shapes.ts'

export const listOwed = endpoint({
  name: 'entitlements.list_entitlements',
  method: 'GET',
  path: '/api/entitlements',
  summary: 'What is owed, by place: due and held unless other states are asked for.',
  query: filterShape.extend({ limit: pageSizeShape, cursor: cursorShape.optional() }),
  response: z.object({
    items: z.array(entitlementShape),
    next_cursor: z.string().nullable(),
    /** How many the filter means, counted to 1,000 at most; only on the first page. */
    total: z.int().nullable(),
    total_or_more: z.boolean(),
  }),
})

const policySumShape = sumShape.extend({
  policy_code: policyCode,
  policy_name_zh: z.string(),
  policy_name_en: z.string(),
  unit: unitShape,
  state: stateShape,
  overdue: z.int(),
  by_round: z.boolean(),
})

export const sumOwed = endpoint({
  name: 'entitlements.sum_entitlements',
  method: 'GET',
  path: '/api/entitlements/sums',
  summary: 'The same filter in figures: households, persons, money and pieces, in all and for each policy and state.',
  query: filterShape,
  response: z.object({ total: sumShape, by_policy: z.array(policySumShape) }),
})

export const ofFamily = endpoint({
  name: 'entitlements.list_entitlements_of_family',
  method: 'GET',
  path: '/api/entitlements/families/:family_id',
  summary: 'What one family and its members are owed and have received, newest period first.',
  params: z.object({ family_id: uuidShape }),
  query: z.object({ district: districtTextShape.optional() }),
  response: z.object({ items: z.array(entitlementShape) }),
})

const idsShape = z.array(uuidShape).min(1).max(5_000)
/** Which ones an act is about: those named, or all a filter means, of which the sender saw how many and how much. */
const chosenFields = {
  entitlement_ids: idsShape.optional(),
  // A misspelt filter would mean more than was seen.
  filter: filterShape.strict().optional(),
  expected: z.strictObject({ rows: z.int().min(0), amount_fen: fenShape }).optional(),
}

function chosenOneWay<T extends z.ZodType<{ entitlement_ids?: unknown; filter?: unknown; expected?: unknown }>>(
  shape: T,
) {
  return shape
    .refine((body) => (body.entitlement_ids === undefined) !== (body.filter === undefined), {
      message: 'entitlements.choose_one_way',
      path: ['entitlement_ids'],
    })
    .refine((body) => body.filter === undefined || body.expected !== undefined, {
      message: 'entitlements.expected_needed',
      path: ['expected'],
    })
}

export const reach = endpoint({
  name: 'entitlements.reach_entitlements',
  method: 'POST',
  path: '/api/entitlements/reach',
  summary: 'Marks what is due as reached: one care record for each beneficiary and policy. All or none.',
  body: chosenOneWay(
    z.strictObject({
      ...chosenFields,
      happened_on: dateShape.optional(),
      channel: z.enum(CHANNELS).optional(),
      note: note(500).optional(),
      /** For acts that say more than the promise, such as the premium of an insurance. */
      amount_fen_each: fenShape.max(100_000_000).optional(),
      quantity_each: z.int().min(0).max(10_000).optional(),
      minutes_each: z.int().min(0).max(10_000).optional(),
    }),
  ),
  response: z.object({ reached: sumShape, records: z.int() }),
})

const movedShape = z.object({ moved: z.int() })

export const hold = endpoint({
  name: 'entitlements.hold_entitlements',
  method: 'POST',
  path: '/api/entitlements/hold',
  summary: 'Holds what is due, with a reason and a day of review.',
  body: z.strictObject({ entitlement_ids: idsShape, reason: line(200), review_on: dateShape }),
  response: movedShape,
})

export const release = endpoint({
  name: 'entitlements.release_entitlements',
  method: 'POST',
  path: '/api/entitlements/release',
  summary: 'Makes what was held due again.',
  body: z.strictObject({ entitlement_ids: idsShape }),
  response: movedShape,
})

export const makeVoid = endpoint({
  name: 'entitlements.void_entitlements',
  method: 'POST',
  path: '/api/entitlements/void',
  summary: 'Ends what is due or held without its being reached, with a reason. No run brings it back.',
  body: z.strictObject({ entitlement_ids: idsShape, reason: line(200) }),
  response: movedShape,
})

export const restore = endpoint({
  name: 'entitlements.restore_entitlements',
  method: 'POST',
  path: '/api/entitlements/restore',
  summary: 'Undoes a void that a person made: due again.',
  body: z.strictObject({ entitlement_ids: idsShape }),
  response: movedShape,
})

export const undoReach = endpoint({
  name: 'entitlements.undo_reached_entitlements',
  method: 'POST',
  path: '/api/entitlements/undo-reach',
  summary: 'Takes the care record back by a counter-record; everything it had reached is due again.',
  body: z.strictObject({ record_id: uuidShape, reason: line(300) }),
  response: z.object({ counter_id: uuidShape, moved: z.int() }),
})

export const exportOwed = endpoint({
  name: 'entitlements.export_entitlements',
  method: 'POST',
  path: '/api/entitlements/export',
  summary: 'The list as xlsx; the purpose stays in the trail.',
  body: z.strictObject({ filter: filterShape.strict().default({}), purpose: line(200) }),
})
