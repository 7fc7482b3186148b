import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { refusalOfZod } from './problem.ts'

const shape = z.strictObject({
  reason: z.string().trim().min(1).max(5),
  pin: z.string().min(4).optional(),
  kind: z.enum(['a', 'b']),
  on: z.custom<string>((value) => value === '2026-11-22', 'platform.input_date'),
  ids: z.array(z.string()).min(1),
  sum: z.number().min(10),
  cash_fen: z.int().min(100).max(100_000_000),
  member: z.object({ name: z.string().min(2, 'families.name_needed') }),
})

const good = { reason: 'why', kind: 'a', on: '2026-11-22', ids: ['1'], sum: 10, cash_fen: 100, member: { name: 'ab' } }

function codes(input: object) {
  const { error } = shape.safeParse(input)
  return error ? refusalOfZod('body', error, input).issues.map(({ place, code }) => `${place} ${code}`) : []
}

describe('what the server says of a value it cannot take', () => {
  test.for([
    ['an empty text is needed', { reason: '' }, 'reason platform.input_required'],
    ['blanks are an empty text', { reason: '  ' }, 'reason platform.input_required'],
    ['a missing text is needed', { reason: undefined }, 'reason platform.input_required'],
    ['nothing chosen is needed', { kind: '' }, 'kind platform.input_required'],
    ['an empty date is needed', { on: '' }, 'on platform.input_required'],
    ['a wrong date is wrong', { on: '2026-13-01' }, 'on platform.input_date'],
    ['a short text is short', { pin: '12' }, 'pin platform.input_too_short'],
    ['a long text is long', { reason: 'because' }, 'reason platform.input_too_long'],
    ['an empty list has too few', { ids: [] }, 'ids platform.input_too_few'],
    ['a small number is small', { sum: 9 }, 'sum platform.input_too_small'],
    ['too little money is too little', { cash_fen: 99 }, 'cash_fen platform.input_amount_too_small'],
    ['a wrong choice is wrong', { kind: 'c' }, 'kind platform.input_invalid_value'],
    ['a room that has its own words keeps them', { member: { name: '' } }, 'member.name families.name_needed'],
  ] as const)('%s', ([, change, code]) => {
    expect(codes({ ...good, ...change })).toEqual([code])
  })

  test('an amount travels in fen, and its limit is told in yuan', () => {
    const { error } = shape.safeParse({ ...good, cash_fen: 100_000_001 })
    expect(error && refusalOfZod('body', error, {}).issues).toMatchObject([
      { place: 'cash_fen', params: { maximum: '1,000,000.00' } },
    ])
  })

  test('a good value is no fault', () => {
    expect(codes(good)).toEqual([])
  })
})
