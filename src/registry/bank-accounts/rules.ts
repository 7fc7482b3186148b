import { toHalfWidth } from '../../kernel/half-width.ts'

export const KINDS = ['card', 'passbook'] as const
export type Kind = (typeof KINDS)[number]

export const STATES = ['requested', 'approved', 'refused', 'cancelled'] as const
export type State = (typeof STATES)[number]

/** What is odd about a number and may still be right: the requester says why. */
export const WARNINGS = ['passbook_length', 'passbook_like_card', 'holder_differs'] as const
export type Warning = (typeof WARNINGS)[number]

/** Days an account cools off when the association has said nothing else. */
export const DEFAULT_COOLING_DAYS = 3

/** Digits as written on a card: spaces and hyphens between them do not count, full-width digits are digits. */
export function tidyNumber(text: string): string {
  return toHalfWidth(text).replaceAll(/[\s-]/g, '')
}

/** The check digit of bank cards (ISO/IEC 7812-1, Luhn). */
export function luhnHolds(digits: string): boolean {
  let sum = 0
  for (const [i, digit] of Array.from(digits).toReversed().entries()) {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}

export type NumberFault = 'number_form' | 'card_length' | 'card_check_digit'

/**
 * A card number has 16 to 19 digits and its check digit holds, or it is refused. Passbooks follow no common rule: an odd length, or
 * a number that reads like a card's, is a warning.
 */
export function checkNumber(
  kind: Kind,
  digits: string,
  bank: { passbook_min: number; passbook_max: number },
): { fault: NumberFault } | { warnings: Warning[] } {
  if (!/^\d{6,32}$/.test(digits)) return { fault: 'number_form' }
  const card_length = digits.length >= 16 && digits.length <= 19
  if (kind === 'card') {
    if (!card_length) return { fault: 'card_length' }
    return luhnHolds(digits) ? { warnings: [] } : { fault: 'card_check_digit' }
  }
  const warnings: Warning[] = []
  if (digits.length < bank.passbook_min || digits.length > bank.passbook_max) warnings.push('passbook_length')
  if (card_length && digits.startsWith('62') && luhnHolds(digits)) warnings.push('passbook_like_card')
  return { warnings }
}
