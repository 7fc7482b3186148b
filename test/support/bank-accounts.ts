import type { Uuid } from '../../src/kernel/ids.ts'
import type { AccountRequest } from '../../src/registry/bank-accounts/index.ts'
import { testId } from './app.ts'
import { cardOf } from './cards.ts'

export { cardOf }

export function accountRequest(person_id: Uuid, n: number, more: Partial<AccountRequest> = {}): AccountRequest {
  return { id: testId(), person_id, kind: 'card', bank_code: 'CCB', number: cardOf(n), reason: '首次登记', ...more }
}
