import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { holderOf } from '../../../promises/entitlements/index.ts'
import type { RoundRow } from './rounds.ts'

/**
 * Lines of a round that is not yet with the bank of which a month is not hers in the whole country: since they were composed her number has been
 * put right or become known, and another registration may hold it, or another of an exclusion group.
 */
export async function linesHeldElsewhere(
  tx: Tx,
  { district, id }: Pick<RoundRow, 'district' | 'id'>,
): Promise<{ line_no: number }[]> {
  const { rows } = await sql<{ line_no: number }>`
    select p.line_no from payment p join person g on g.district = p.district and g.id = p.person_id
    where p.district = ${district}::int and p.round_id = ${id}::uuid and p.state = 'composed'
      and exists (select from payment_claim k where k.district = p.district and k.payment_id = p.id and k.holder <> ${holderOf('g')})
    order by p.line_no limit 100`.execute(tx)
  return rows
}

/** Gives back the months of a payment of which all that was paid for them has come back: they are free to be given again, wherever they are owed. */
export async function releaseCameBack(tx: Tx, district: number, payment_id: Uuid): Promise<void> {
  await sql`
    delete from payment_claim k using payment p join payment q
      on q.district = p.district and q.person_id = p.person_id and q.root_id = p.root_id and q.period = p.period
    where p.district = ${district}::int and p.id = ${payment_id}::uuid and k.district = q.district and k.payment_id = q.id
      and payment_month_is_free(k.district, k.payment_id, k.period)`.execute(tx)
}
