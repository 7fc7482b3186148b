import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { cursorShape, instantShape, line, pageSizeShape, uuidShape } from '../../../kernel/shapes.ts'
import {
  AMOUNTS_IN,
  ANSWER_FIELDS,
  ENCODINGS,
  FORMATS,
  LINE_FIELDS,
  TEMPLATE_STATES,
  WIDTHS_IN,
} from '../rules/templates.ts'
import { hashTextShape, reasonShape } from './shapes.ts'

const TEMPLATES = '/api/bank-templates'
const ONE = `${TEMPLATES}/:template_id`
const params = z.object({ template_id: uuidShape })

export const templateStateShape = z.enum(TEMPLATE_STATES)
/** What a template is called where a file is written in it. */
export const templateCodeShape = z.string().regex(/^[a-z][a-z0-9_]{1,39}$/, 'payments.template_code_shape')
const bankCodeShape = z.string().regex(/^[A-Z]{2,10}$/)
const columnShape = { header: line(20), width: z.int().min(1).max(200) }
const word = line(20)

const layoutShape = z.object({
  format: z.enum(FORMATS),
  encoding: z.enum(ENCODINGS),
  /** What widths of a fixed-width line count. */
  width_in: z.enum(WIDTHS_IN),
  headed: z.boolean(),
  amount_in: z.enum(AMOUNTS_IN),
  line: z
    .array(z.object({ field: z.enum(LINE_FIELDS), ...columnShape, text: line(60).nullable() }))
    .min(1)
    .max(20),
  answer: z
    .array(z.object({ field: z.enum(ANSWER_FIELDS), ...columnShape }))
    .min(1)
    .max(20),
  paid: z.array(word).min(1).max(10),
  failed: z.array(word).min(1).max(10),
})

const namedShape = z.object({
  code: templateCodeShape,
  /** The bank all whose lines it may be used for; null for any. */
  bank_code: bankCodeShape.nullable(),
  name_zh: line(60).min(2),
  name_en: line(120).min(2),
})

const generalShape = z.object({ version: z.int(), ...namedShape.shape, ...layoutShape.shape })

const templateShape = z.object({
  id: uuidShape,
  district: z.int(),
  ...generalShape.shape,
  bank_zh: z.string().nullable(),
  bank_en: z.string().nullable(),
  state: templateStateShape,
  proposed_by: z.string().nullable(),
  proposed_at: instantShape,
  decided_by: z.string().nullable(),
  decided_at: instantShape.nullable(),
  ended_by: z.string().nullable(),
  ended_at: instantShape.nullable(),
  reason: z.string().nullable(),
  /** Over everything the layout says. */
  sha256: hashTextShape,
  /** Whether the reader proposed it herself, and so does not decide on it. */
  mine: z.boolean(),
})
export type Template = z.output<typeof templateShape>

export const listTemplates = endpoint({
  name: 'payments.list_bank_templates',
  method: 'GET',
  path: TEMPLATES,
  summary:
    'The layouts a file for the bank can have: the general ones, and those of the associations of the area, the newest first.',
  query: z.object({ limit: pageSizeShape, cursor: cursorShape.optional(), state: templateStateShape.optional() }),
  response: z.object({
    general: z.array(generalShape),
    items: z.array(templateShape),
    next_cursor: z.string().nullable(),
  }),
})

export const showTemplate = endpoint({
  name: 'payments.show_bank_template',
  method: 'GET',
  path: ONE,
  summary: "One layout of a bank's files, with its columns and who proposed and decided on it.",
  params,
  response: z.object({
    template: templateShape,
    /** The version in use now, where this one is another. */
    in_use: z.object({ id: uuidShape, version: z.int() }).nullable(),
  }),
})

export const proposeTemplate = endpoint({
  name: 'payments.propose_bank_template',
  method: 'POST',
  path: TEMPLATES,
  summary:
    'Writes down how a bank wants its files; of a code that is there already, the next version. It counts once another account has approved it.',
  body: z.object({ id: uuidShape, district: z.int().min(1), ...namedShape.shape, ...layoutShape.shape }),
  response: z.object({ id: uuidShape, code: z.string(), version: z.int() }),
})

const answerShape = z.object({ id: uuidShape, state: templateStateShape })

export const approveTemplate = endpoint({
  name: 'payments.approve_bank_template',
  method: 'POST',
  path: `${ONE}/approve`,
  summary:
    'Takes a layout into use that another account proposed; the version before it is taken out of use. With the second factor.',
  params,
  response: answerShape,
})

export const returnTemplate = endpoint({
  name: 'payments.return_bank_template',
  method: 'POST',
  path: `${ONE}/return`,
  summary: 'Gives a proposed layout back with the reason.',
  params,
  body: z.object({ reason: reasonShape }),
  response: answerShape,
})

export const withdrawTemplate = endpoint({
  name: 'payments.withdraw_bank_template',
  method: 'POST',
  path: `${ONE}/withdraw`,
  summary: 'Takes a proposed layout back before it is decided on.',
  params,
  response: answerShape,
})

export const retireTemplate = endpoint({
  name: 'payments.retire_bank_template',
  method: 'POST',
  path: `${ONE}/retire`,
  summary: 'Takes a layout out of use with the reason; answers to files written in it are read by it all the same.',
  params,
  body: z.object({ reason: reasonShape }),
  response: answerShape,
})
