import { describe, expect, test } from 'vitest'
import { differingPlaceholders } from '../../kernel/words.ts'
import { checkNumber, luhnHolds, tidyNumber } from './rules.ts'
import { bankAccountsWords } from './words/index.ts'

const bank = { passbook_min: 17, passbook_max: 19 }

describe('a card number', () => {
  test('has a check digit that holds; one digit wrong or two changed places are refused', () => {
    expect(checkNumber('card', '6222021234567890128', bank)).toEqual({ warnings: [] })
    expect(checkNumber('card', '6222021234567890129', bank)).toEqual({ fault: 'card_check_digit' })
    expect(checkNumber('card', '6222021234567891028', bank)).toEqual({ fault: 'card_check_digit' })
  })
  test.each([
    ['622202123456789', 'card_length'],
    ['62220212345678901234', 'card_length'],
    ['6222 0212', 'number_form'],
    ['62220212345678901X', 'number_form'],
    ['', 'number_form'],
  ])('%s is refused: %s', (digits, fault) => {
    expect(checkNumber('card', digits, bank)).toEqual({ fault })
  })
  test('is read as written on the card', () => {
    expect(tidyNumber(' 6222 0212-3456 ７８９０ 128')).toBe('6222021234567890128')
  })
})

describe('a passbook number', () => {
  test.each([
    ['24100000012345678', []],
    ['241000000123', ['passbook_length']],
    ['6222021234567890128', ['passbook_like_card']],
  ])('%s has the warnings %o and is not refused', (digits, warnings) => {
    expect(checkNumber('passbook', digits, bank)).toEqual({ warnings })
  })
})

test('the check digit of every length is found by exactly one digit', () => {
  for (const body of ['621700123456789', '621700123456789012']) {
    const right = Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => luhnHolds(`${body}${digit}`))
    expect(right).toHaveLength(1)
  }
})

test('both languages say the same values', () => {
  expect(differingPlaceholders(bankAccountsWords)).toEqual([])
})
