import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Kind } from '../rules/index.ts'

/** The kinds of acts in the order of choice; all, or those of the given codes. */
export async function listKinds(tx: Tx, codes?: readonly string[]): Promise<Kind[]> {
  const { rows } = await sql<Kind>`
    select code, theme, name_zh, name_en, units, needs, mechanisms, quick, position from care_kind
    where ${codes === undefined} or code = any(${codes ?? []}::text[])
    order by position, code`.execute(tx)
  return rows
}

export interface FrameRow {
  code: string
  parent: string | null
  name_zh: string
  name_en: string
  kinds: string[]
}

/** The headings under which the association of this division groups its acts; empty when it has none of its own. */
export async function listFrame(tx: Tx, division: number): Promise<FrameRow[]> {
  const { rows } = await sql<FrameRow>`
    select code, parent, name_zh, name_en, kinds from care_frame where division = ${division}::bigint order by position, code`.execute(
    tx,
  )
  return rows
}
