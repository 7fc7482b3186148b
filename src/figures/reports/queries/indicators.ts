import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Indicator } from '../rules.ts'

/** Every indicator in the order of a statement. */
export async function listIndicators(tx: Tx): Promise<Indicator[]> {
  const { rows } = await sql<Indicator>`
    select code, name_zh, name_en, unit, source, kinds, register_key, section, position, origin from indicator order by position, code`.execute(
    tx,
  )
  return rows
}

export async function findIndicator(tx: Tx, code: string): Promise<Indicator | undefined> {
  const { rows } = await sql<Indicator>`
    select code, name_zh, name_en, unit, source, kinds, register_key, section, position, origin from indicator where code = ${code}`.execute(
    tx,
  )
  return rows[0]
}
