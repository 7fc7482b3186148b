import type { Uuid } from '../../src/kernel/ids.ts'
import { testId } from './app.ts'
import type { TestDatabase } from './database.ts'

interface Place {
  district: number
  community: number
  family_id: Uuid
  canary: string
  account_id: Uuid
}

/** One month of a payment of the place's person that is to come back, by a document that bears the place's mark. */
export async function makeRecovery(
  test: TestDatabase,
  { district, community, family_id, canary, account_id }: Place,
  payment_id: Uuid,
): Promise<Record<'recovery_id', Uuid>> {
  const recovery_id = testId()
  const months = [{ from: '2026-12-01', was_fen: 45_000, now_fen: 0, back_fen: 45_000, document_number: `${canary}号` }]
  await test.admin.query(
    `insert into payment_recovery (district, id, community, family_id, payment_id, amount_fen, cause, nth, explanation, found_by, found_at)
     values ($1, $2, $3, $4, $5, 45000, 'died', 1, $6, $7, '2026-11-20')`,
    [district, recovery_id, community, family_id, payment_id, JSON.stringify(months), account_id],
  )
  return { recovery_id }
}
