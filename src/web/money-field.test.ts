import { expect, test } from 'vitest'
import { moneyField } from './money-field.ts'

test('a field for an amount holds it, nothing, or a fault at the field; what cannot be read is never nothing', () => {
  const read = (text: string) => {
    const { fen, fault } = moneyField('cash_fen', text, 'zh')
    return fault === undefined ? fen : fault.code
  }
  expect(['', ' ', '0', '300', '１２．５', '1,234.50'].map(read)).toEqual([
    undefined,
    undefined,
    0,
    30_000,
    1_250,
    123_450,
  ])
  expect(['300元', '三百', '-5', '12.345', '9'.repeat(20)].map(read)).toEqual([
    'kernel.amount.format',
    'kernel.amount.format',
    'kernel.amount.format',
    'kernel.amount.below_fen',
    'kernel.amount.too_large',
  ])
  expect(moneyField('cash_fen', '300元', 'en').fault).toEqual({
    place: 'cash_fen',
    code: 'kernel.amount.format',
    detail: 'Write the amount in yuan, as “12.30”',
  })
})
