import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Tx } from '../../../platform/database/driver.ts'

export interface ChangeRow {
  old_code: Code
  new_code: Code
  effective_on: CivilDate
  kind: 'merge' | 'split' | 'rename' | 'recode'
  old_name: string
  new_name: string
  document: string
}

/** Every change known, oldest first: some thousand rows for the whole country since 1980. */
export async function listChanges(tx: Tx): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select old_code, new_code, effective_on, kind, old_name, new_name, document from division_change
    order by effective_on, old_code, new_code`.execute(tx)
  return rows
}
