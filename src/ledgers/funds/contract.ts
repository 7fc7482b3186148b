import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { codeShape, cursorShape, dateShape, line, pageSizeShape, uuidShape } from '../../kernel/shapes.ts'
import { FIGURES, SOURCE_KINDS, TRANSFER_KINDS } from './rules.ts'

const districtShape = z.int().min(0).max(999_999)
const districtText = z.coerce.number().int().min(0).max(999_999).optional()
const yearNumber = z.int().min(2000).max(2100)
const yearText = z.coerce.number().int().min(2000).max(2100)
const amount = z.int().min(1).max(100_000_000_000_000)
const money = z.int()
const purposeCode = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)

const sourceShape = z.object({
  district: districtShape,
  id: uuidShape,
  division: codeShape,
  division_name: z.string(),
  kind: z.enum(SOURCE_KINDS),
  name: z.string(),
})

export const listSources = endpoint({
  name: 'funds.list_sources',
  method: 'GET',
  path: '/api/funds/sources',
  summary: 'Who gives money, and what money may be for.',
  query: z.object({ district: districtText }),
  response: z.object({
    items: z.array(sourceShape),
    purposes: z.array(z.object({ code: z.string(), name_zh: z.string(), name_en: z.string() })),
  }),
})

export const addSource = endpoint({
  name: 'funds.add_source',
  method: 'POST',
  path: '/api/funds/sources',
  summary: 'Writes down a source: a treasury, the lottery fund, donations, an association’s own means.',
  body: z.strictObject({ id: uuidShape, division: codeShape, kind: z.enum(SOURCE_KINDS), name: line(60).min(2) }),
  response: z.object({ source_id: uuidShape }),
})

const STATES = ['entered', 'confirmed', 'withdrawn'] as const

export const appropriationShape = z.object({
  district: districtShape,
  id: uuidShape,
  year: z.int(),
  source_id: uuidShape,
  source_name: z.string(),
  source_kind: z.enum(SOURCE_KINDS),
  purpose: z.string(),
  purpose_zh: z.string(),
  purpose_en: z.string(),
  origin: z.enum(['budget', 'carry_over', 'recovered']),
  document: z.string().nullable(),
  state: z.enum(STATES),
  stated_fen: money,
  appropriated_fen: money,
  reserved_fen: money,
  spent_fen: money,
  carried_out_fen: money,
  available_fen: money,
  created_by: uuidShape,
  created_by_name: z.string(),
  confirmed_by_name: z.string().nullable(),
})

export const listAppropriations = endpoint({
  name: 'funds.list_appropriations',
  method: 'GET',
  path: '/api/funds/appropriations',
  summary: 'Appropriations with what is reserved, spent and left of each.',
  query: z.object({
    district: districtText,
    year: yearText.optional(),
    state: z.enum(STATES).optional(),
    purpose: purposeCode.optional(),
  }),
  response: z.object({ items: z.array(appropriationShape) }),
})

export const enterAppropriation = endpoint({
  name: 'funds.enter_appropriation',
  method: 'POST',
  path: '/api/funds/appropriations',
  summary: 'Enters an appropriation; it counts once another account has confirmed it.',
  body: z.strictObject({
    id: uuidShape,
    year: yearNumber,
    source_id: uuidShape,
    purpose: purposeCode,
    stated_fen: amount,
    document: line(120).optional(),
    origin: z.enum(['budget', 'recovered']).default('budget'),
  }),
  response: z.object({ appropriation_id: uuidShape }),
})

const appropriationParams = z.object({ appropriation_id: uuidShape })

export const confirmAppropriation = endpoint({
  name: 'funds.confirm_appropriation',
  method: 'POST',
  path: '/api/funds/appropriations/:appropriation_id/confirm',
  summary: 'Confirms an appropriation another account entered; asks for the second factor.',
  params: appropriationParams,
  response: z.object({ appropriation_id: uuidShape }),
})

export const withdrawAppropriation = endpoint({
  name: 'funds.withdraw_appropriation',
  method: 'POST',
  path: '/api/funds/appropriations/:appropriation_id/withdraw',
  summary: 'Takes back an entry nobody has confirmed.',
  params: appropriationParams,
  response: z.object({ appropriation_id: uuidShape }),
})

export const bookSpending = endpoint({
  name: 'funds.book_spending',
  method: 'POST',
  path: '/api/funds/spendings',
  summary: 'Books something paid outside a payment round.',
  body: z.strictObject({
    id: uuidShape,
    appropriation_id: uuidShape,
    amount_fen: amount,
    happened_on: dateShape,
    memo: line(300),
  }),
  response: z.object({ transfer_id: uuidShape }),
})

export const reverseTransfer = endpoint({
  name: 'funds.reverse_transfer',
  method: 'POST',
  path: '/api/funds/transfers/:transfer_id/reverse',
  summary:
    'Takes a spending or an appropriation back by moving the same sum the other way, once; asks for the second factor.',
  params: z.object({ transfer_id: uuidShape }),
  body: z.strictObject({ id: uuidShape, reason: line(300) }),
  response: z.object({ transfer_id: uuidShape }),
})

const statementQuery = z.object({ district: districtText, year: yearText })
const figures = {
  carried_in_fen: money,
  appropriated_fen: money,
  reserved_fen: money,
  spent_fen: money,
  carried_out_fen: money,
  available_fen: money,
}

export const getStatement = endpoint({
  name: 'funds.get_statement',
  method: 'GET',
  path: '/api/funds/statement',
  summary: 'The year by source and purpose: brought over, appropriated, reserved, spent, carried over, left.',
  query: statementQuery,
  response: z.object({
    year: z.int(),
    lines: z.array(
      z.object({
        district: districtShape,
        source_id: uuidShape,
        source_name: z.string(),
        source_kind: z.enum(SOURCE_KINDS),
        purpose: z.string(),
        purpose_zh: z.string(),
        purpose_en: z.string(),
        ...figures,
      }),
    ),
    total: z.object(figures),
  }),
})

export const listTransfers = endpoint({
  name: 'funds.list_transfers',
  method: 'GET',
  path: '/api/funds/transfers',
  summary: 'The transfers behind one figure of the statement; their signed amounts add up to it.',
  query: statementQuery.extend({
    figure: z.enum(FIGURES),
    source_id: uuidShape.optional(),
    purpose: purposeCode.optional(),
    limit: pageSizeShape,
    cursor: cursorShape.optional(),
  }),
  response: z.object({
    count: z.int(),
    sum_fen: money,
    items: z.array(
      z.object({
        district: districtShape,
        id: uuidShape,
        happened_on: dateShape,
        kind: z.enum(TRANSFER_KINDS),
        amount_fen: money,
        source_name: z.string(),
        purpose_zh: z.string(),
        purpose_en: z.string(),
        ref_kind: z.string(),
        ref_id: uuidShape,
        memo: z.string().nullable(),
        document: z.string().nullable(),
        posted_by_name: z.string(),
        reversed: z.boolean(),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
})

export const exportStatement = endpoint({
  name: 'funds.export_statement',
  method: 'POST',
  path: '/api/funds/statement/export',
  summary: 'The statement with the transfers behind it, as a workbook.',
  body: z.strictObject({ year: yearNumber, purpose: line(300) }),
})

export const listYears = endpoint({
  name: 'funds.list_years',
  method: 'GET',
  path: '/api/funds/years',
  summary: 'The years of the books and how each stands.',
  query: z.object({ district: districtText }),
  response: z.object({
    items: z.array(
      z.object({
        district: districtShape,
        year: z.int(),
        state: z.enum(['open', 'closing', 'closed']),
        closing_by: uuidShape.nullable(),
        closing_by_name: z.string().nullable(),
        closed_by_name: z.string().nullable(),
      }),
    ),
  }),
})

const yearParams = z.object({ year: yearText })

export const askToClose = endpoint({
  name: 'funds.ask_to_close',
  method: 'POST',
  path: '/api/funds/years/:year/closing',
  summary: 'Asks to close a year: nothing is posted in it from now on.',
  params: yearParams,
  response: z.object({ year: z.int(), state: z.literal('closing') }),
})

export const keepOpen = endpoint({
  name: 'funds.keep_open',
  method: 'DELETE',
  path: '/api/funds/years/:year/closing',
  summary: 'Opens a year again whose closing was asked for.',
  params: yearParams,
  response: z.object({ year: z.int(), state: z.literal('open') }),
})

export const closeYear = endpoint({
  name: 'funds.close_year',
  method: 'POST',
  path: '/api/funds/years/:year/close',
  summary:
    'Closes a year for good, by another account than asked for it; what is left goes over. Asks for the second factor.',
  params: yearParams,
  response: z.object({ year: z.int(), state: z.literal('closed'), carried: z.int() }),
})
