import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { dateShape, fenShape, line, uuidShape } from '../../../kernel/shapes.ts'
import { CHANNELS, OUTCOMES } from '../rules/index.ts'
import { actShape, amountShape, districtShape, filterShape, kindCode, minutesShape, recordedShape } from './shapes.ts'

const recordParams = z.object({ record_id: uuidShape })

export const logAct = endpoint({
  name: 'care_records.log_care_act',
  method: 'POST',
  path: '/api/care-records',
  summary: 'Records one act of care. The same id with the same content is done already.',
  body: actShape,
  response: recordedShape,
})

export const bulkAct = endpoint({
  name: 'care_records.bulk_care_act',
  method: 'POST',
  path: '/api/care-records/bulk',
  summary: 'Records one act of one kind for each of many families, all or none.',
  body: z.strictObject({
    /** Made by the client: the records' ids follow from it, so that the same batch is never recorded twice. */
    batch_id: uuidShape,
    district: districtShape.optional(),
    kind: kindCode,
    happened_on: dateShape,
    families: z
      .array(z.strictObject({ family_id: uuidShape, person_ids: z.array(uuidShape).max(100).optional() }))
      .min(1)
      .max(5_000),
    /** Who was reached: the persons listed, or all living members or parents of each family on that day. */
    reached: z.enum(['listed', 'parents', 'members']).default('listed'),
    /** Whether the figures below are for each family or for each person reached. */
    per: z.enum(['family', 'person']).default('family'),
    outcome: z.enum(OUTCOMES).optional(),
    channel: z.enum(CHANNELS).optional(),
    title: line(120).optional(),
    minutes: minutesShape.optional(),
    amount_fen: amountShape.optional(),
    quantity: z.int().min(0).max(10_000).optional(),
    copies: z.int().min(0).max(10_000).optional(),
  }),
  response: z.object({
    records: z.int(),
    already: z.int(),
    persons: z.int(),
    minutes: z.int(),
    amount_fen: fenShape,
    quantity: z.int(),
  }),
})

export const correctAct = endpoint({
  name: 'care_records.correct_care_act',
  method: 'POST',
  path: '/api/care-records/:record_id/correct',
  summary: 'Takes an act back by a counter-record and, if given, records the right one in its place.',
  params: recordParams,
  body: z.strictObject({
    district: districtShape.optional(),
    counter_id: uuidShape,
    reason: line(300),
    replacement: actShape.optional(),
  }),
  response: z.object({ counter_id: uuidShape, replacement_id: uuidShape.nullable() }),
})

export const openNote = endpoint({
  name: 'care_records.open_care_note',
  method: 'POST',
  path: '/api/care-records/:record_id/note',
  summary: 'Opens the note of an act; who opened it and why (X-Reason) stays in the trail.',
  params: recordParams,
  body: z.strictObject({ district: districtShape.optional() }),
  response: z.object({ note: z.string().nullable(), recorded_at: z.string() }),
})

export const exportActs = endpoint({
  name: 'care_records.export_care_acts',
  method: 'POST',
  path: '/api/care-records/export',
  summary: 'The acts of a filter as xlsx. Asks for what purpose; who took what stays in the trail.',
  body: filterShape.extend({ purpose: line(300) }).strict(),
})
