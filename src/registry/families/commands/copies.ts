import type { Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { refreshFacts } from './facts.ts'
import { refreshHeads } from './heads.ts'

/**
 * Brings what is copied from the register to what it says now: by whom these families are called, and what rules may ask of their members.
 * Every command that changes a family or a member calls it before it commits.
 */
export async function refreshCopies(tx: Tx, district: number, familyIds: readonly Uuid[], at: Instant): Promise<void> {
  if (familyIds.length === 0) return
  await Promise.all([refreshHeads(tx, district, familyIds), refreshFacts(tx, district, familyIds, at)])
}
