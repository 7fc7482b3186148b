import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'

/** Copies the names by which these families are called from their members into `family.heads`, where they differ. */
export async function refreshHeads(tx: Tx, district: number, familyIds: readonly Uuid[]): Promise<void> {
  await sql`update family f set heads = fresh.heads from family_heads_of(${district}::int, ${familyIds}::uuid[]) fresh
    where f.district = ${district}::int and f.id = fresh.family_id and f.heads <> fresh.heads`.execute(tx)
}
