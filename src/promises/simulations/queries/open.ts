import { sql } from 'kysely'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within, withinDistricts } from '../../../platform/database/scope.ts'
import { arrearsWithoutMoney, hasMoney } from '../../../provision/payments/index.ts'
import type { Stage } from '../rules/index.ts'

/**
 * What is due or held of the stage's policies from before its months, in fen: periods that the simulated months do not count
 * themselves, and of these what is in a round, which they count as given. For what is in a round with its money set aside nothing more
 * is needed: that money is no longer in what is left. Arrears in a round without money are owed like the rest of it.
 */
export async function openFrom(tx: Tx, stage: Stage, area: Scope): Promise<number> {
  const entries = [...stage.entries.today, ...stage.entries.draft]
  const ids = [...new Set(entries.flat().map((entry) => entry.policy.id))]
  const before = new Set(stage.entries.today[0]?.map((entry) => `${entry.policy.id} ${entry.period}`))
  const counted = [
    ...new Set(
      [...stage.entries.today.slice(1), ...stage.entries.draft.slice(1)]
        .flat()
        .map((entry) => `${entry.policy.id} ${entry.period}`)
        .filter((name) => !before.has(name)),
    ),
  ]
  const { rows } = await sql<{
    open_fen: number
  }>`select coalesce(sum(e.amount_fen), 0)::bigint as open_fen from entitlement e
    where ${withinDistricts(area, 'e.district')} and ${within(area, 'e.community')} and e.state in ('due', 'held') and e.unit = 'fen'
      and e.policy_id = any(${ids}::uuid[]) and not ${hasMoney('e')}
      and (e.paying_round_id is not null or e.policy_id || ' ' || e.period <> all(${counted}::text[]))`.execute(tx)
  return (rows[0]?.open_fen ?? 0) + (await arrearsWithoutMoney(tx, area, ids))
}
