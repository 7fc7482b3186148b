import type { CivilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { command } from '../../src/platform/database/transact.ts'
import { runEligibility, type RunAnswer } from '../../src/promises/entitlements/index.ts'
import { refreshCopies } from '../../src/registry/families/index.ts'
import { callOf } from './app.ts'
import type { TestDatabase } from './database.ts'

export const PANLONG = 530_103_000_000

/** A run over Panlong that is applied without having been looked at. */
export function runFor(
  test: TestDatabase,
  officer: Actor,
  as_of: CivilDate,
  policy_codes?: readonly string[],
): Promise<RunAnswer> {
  return runEligibility(test.db, callOf(test, officer), { division: PANLONG, as_of, policy_codes, apply: true })
}

/** Notes a death (or, with null, that it was a mistake) in the register and in the facts that rules ask, with its trace. */
export async function noteDeath(
  test: TestDatabase,
  officer: Actor,
  person: Uuid,
  died_on: CivilDate | null,
): Promise<void> {
  const { rows } = await test.admin.query<{ district: number; family_id: Uuid }>(
    'update person set died_on = $2, version = version + 1 where id = $1 returning district, family_id',
    [person, died_on],
  )
  for (const { district, family_id } of rows) {
    const spec = { name: 'families.update', input: {}, subject: { kind: 'family', id: family_id } }
    const call = callOf(test, officer)
    await command(test.db, call, spec, async (tx) => {
      await refreshCopies(tx, district, [family_id], call.now)
      return { result: null }
    })
  }
}

export interface EntitlementRow {
  id: Uuid
  code: string
  period: string
  state: string
  amount_fen: number
  quantity: number
  unit: string
  family_id: Uuid
  person_id: Uuid | null
  beneficiary_id: Uuid
  policy_version: number
  record_id: Uuid | null
  void_reason: string | null
  void_by: string | null
  version: number
  due_by: string | null
}

/** What is really there, past row security. */
export async function entitlementRows(test: TestDatabase, code?: string): Promise<EntitlementRow[]> {
  const { rows } = await test.admin.query<EntitlementRow>(
    `select e.id, p.code, e.period, e.state, e.amount_fen::int as amount_fen, e.quantity, e.unit, e.family_id, e.person_id, e.beneficiary_id,
       e.policy_version, e.record_id, e.void_reason, e.void_by, e.version, e.due_by::text as due_by
     from entitlement e join policy p on p.id = e.policy_id where $1::text is null or p.code = $1 order by p.code, e.period, e.community, e.id`,
    [code ?? null],
  )
  return rows
}
