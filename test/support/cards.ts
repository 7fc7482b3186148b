import { luhnHolds } from '../../src/registry/bank-accounts/rules.ts'

/** A made-up card number whose check digit holds; the same for the same `n`. */
export function cardOf(n: number): string {
  const body = `621700${String(n).padStart(12, '0')}`
  const check = Array.from({ length: 10 }, (_, digit) => `${body}${digit}`).find((one) => luhnHolds(one))
  return check ?? body
}
