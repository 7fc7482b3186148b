import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Kind } from '../rules/index.ts'

/** The kinds of acts in the order of choice; all, or those of the given codes. */
export async function listKinds(tx: Tx, codes?: readonly string[]): Promise<Kind[]> {
  const { rows } = await sql<Kind>`
    select code, theme, name_zh, name_en, units, needs, mechanisms, quick, written_by, position from care_kind
    where ${codes === undefined} or code = any(${codes ?? []}::text[])
    order by position, code`.execute(tx)
  return rows
}
