import type { Uuid } from '../../src/kernel/ids.ts'
import { luhnHolds } from '../../src/registry/bank-accounts/rules.ts'
import type { AccountRequest } from '../../src/registry/bank-accounts/index.ts'
import { testId } from './app.ts'

/** A made-up card number whose check digit holds; the same for the same `n`. */
export function cardOf(n: number): string {
  const body = `621700${String(n).padStart(12, '0')}`
  const check = Array.from({ length: 10 }, (_, digit) => `${body}${digit}`).find((one) => luhnHolds(one))
  return check ?? body
}

export function accountRequest(person_id: Uuid, n: number, more: Partial<AccountRequest> = {}): AccountRequest {
  return { id: testId(), person_id, kind: 'card', bank_code: 'CCB', number: cardOf(n), reason: '首次登记', ...more }
}
