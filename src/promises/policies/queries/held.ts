import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Tx } from '../../../platform/database/driver.ts'

export interface HeldOf {
  policy_id: Uuid
  /** What she was paid of it for the period, or the bank is paying her just now; null: nothing. */
  paid_fen: number | null
  /** What a run of a later day of the period found that she is owed of it; null: nothing. */
  due_fen: number | null
  /** Whether a claim of hers under it is in force. */
  claimed: boolean
}

/** What somebody (a person or a family) holds of policies for a period, beside the rules: what decides in a run before any amount. */
export async function heldOf(
  tx: Tx,
  who: { district: number; person_id: Uuid; beneficiary_id: Uuid },
  { policy_ids, period, on }: { policy_ids: readonly Uuid[]; period: Period; on: CivilDate },
): Promise<HeldOf[]> {
  const { rows } = await sql<HeldOf>`
    select a.id as policy_id,
      (select e.amount_fen::bigint from entitlement e where e.district = ${who.district}::int and e.policy_id = a.id and e.period = ${period}
        and e.beneficiary_id = ${who.beneficiary_id}::uuid and (e.state = 'reached' or e.paying_round_id is not null)) as paid_fen,
      (select e.amount_fen::bigint from entitlement e where e.district = ${who.district}::int and e.policy_id = a.id and e.period = ${period}
        and e.beneficiary_id = ${who.beneficiary_id}::uuid and e.state = 'due' and coalesce(e.found_again_on, e.due_from) > ${on}::date) as due_fen,
      exists (select from claimed k where k.district = ${who.district}::int and k.person_id = ${who.person_id}::uuid and k.policy_id = a.id
        and k.valid_from <= ${on}::date and (k.valid_to is null or k.valid_to > ${on}::date)) as claimed
    from unnest(${policy_ids}::uuid[]) a(id)`.execute(tx)
  return rows
}
