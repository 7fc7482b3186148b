import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Procedure, Step } from '../rules/index.ts'

export type ProcedureRow = Procedure & {
  division_name: string | null
  theme: 'allowance' | 'festival' | 'living' | 'health' | 'insurance' | 'travel' | 'safety' | null
  name_zh: string
  name_en: string
  confidence: 'sourced' | 'to_confirm'
  source: string
  shipped: boolean
  created_by: Uuid | null
  approved_at: string | null
  steps: Step[]
}

const COLUMNS = sql`r.id, r.division, (select d.name from division d where d.code = r.division) as division_name, r.policy_id, r.theme, r.name_zh,
  r.name_en, r.valid_from, r.valid_to, r.confidence, r.source, r.shipped, r.created_by, r.approved_at,
  (select jsonb_agg(jsonb_build_object('kind', s.kind, 'role', s.role, 'deadline_days', s.deadline_days, 'deadline_on', s.deadline_on,
    'notice_days', s.notice_days, 'confidence', s.confidence) order by s.position) from claim_step s where s.procedure_id = r.id) as steps`

/** The chains whose place holds `place`, proposals included, the narrowest place first. */
export async function proceduresAround(tx: Tx, ancestors: readonly number[]): Promise<ProcedureRow[]> {
  const { rows } =
    await sql<ProcedureRow>`select ${COLUMNS} from claim_procedure r where r.division = any(${ancestors}::bigint[])
    order by array_position(${ancestors}::bigint[], r.division), r.valid_from desc, r.id`.execute(tx)
  return rows
}

export async function findProcedure(tx: Tx, id: Uuid): Promise<ProcedureRow | undefined> {
  const { rows } = await sql<ProcedureRow>`select ${COLUMNS} from claim_procedure r where r.id = ${id}::uuid`.execute(
    tx,
  )
  return rows[0]
}

/** The steps of several chains. */
export async function stepsOf(tx: Tx, ids: readonly Uuid[]): Promise<Map<Uuid, Step[]>> {
  const { rows } =
    await sql<ProcedureRow>`select ${COLUMNS} from claim_procedure r where r.id = any(${[...new Set(ids)]}::uuid[])`.execute(
      tx,
    )
  return new Map(rows.map((row) => [row.id, row.steps]))
}
