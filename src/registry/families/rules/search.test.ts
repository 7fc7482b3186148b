import { describe, expect, test } from 'vitest'
import { idOf } from '../../../../test/support/families.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import { readSearch } from './index.ts'

describe('what a search may mean', () => {
  const id = idOf(1, civilDate('1950-01-01'), 'female')
  test.each([
    ['王', { kind: 'too_short' }],
    [' w ', { kind: 'too_short' }],
    ['林•', { kind: 'too_short' }],
    ['秀英', { kind: 'name', grams: ['秀英'] }],
    ['王 秀英', { kind: 'name', grams: ['王秀', '秀英'] }],
    ['陳秀英', { kind: 'name', grams: ['陈秀', '秀英'] }],
    ['WXY', { kind: 'letters', letters: 'wxy', grams: ['wx', 'xy'] }],
    ['lü', { kind: 'letters', letters: 'lv', grams: ['lü'] }],
    ['Anna Lee', { kind: 'letters', letters: 'annalee', grams: ['an', 'nn', 'na', 'al', 'le', 'ee'] }],
    ['ee', { kind: 'letters', letters: 'ee', grams: ['ee'] }],
    ['１２３ｘ', { kind: 'tail', last4: '123X' }],
    ['138 0000 0001', { kind: 'phone', phone: '13800000001', number: '13800000001' }],
    ['0871-63123456', { kind: 'phone', phone: '0871-63123456', number: '087163123456' }],
    ['530103-000192', { kind: 'file', district: 530103, file_number: 192 }],
    [id, { kind: 'id', number: id }],
    ['e1234 5678', { kind: 'id', number: 'E12345678' }],
    ['512345678', { kind: 'phone', phone: '512345678', number: '512345678' }],
    ['+86 138-0000-0001', { kind: 'phone', phone: '13800000001', number: null }],
    [`${id.slice(0, 17)}${id.endsWith('0') ? '1' : '0'}`, { kind: 'unread', hint: 'families.find_id_wrong' }],
    ['530103500101001', { kind: 'unread', hint: 'families.find_id_wrong' }],
    ['560811', { kind: 'unread', hint: 'families.find_digits' }],
    ['56', { kind: 'unread', hint: 'families.find_digits' }],
  ])('%s', (typed, meant) => {
    expect(readSearch(typed)).toEqual(meant)
  })
})
