import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { holderOf } from './held.ts'

/**
 * Until the transaction ends nobody else of the district composes what is to be paid, looks for what is to come back, or brings claims under other
 * numbers: each sees what the one before has written.
 */
export async function lockClaims(tx: Tx, district: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(68, ${district}::int)`.execute(tx)
}

/** Puts what these persons hold under a number they are not known by under the keys of their registrations. */
export async function releaseUnderOtherNumbers(tx: Tx, district: number, person_ids: readonly Uuid[]): Promise<void> {
  await sql`
    with gone as (
      delete from payment_claim k using person p
      where p.district = ${district}::int and p.id = any(${person_ids}::uuid[]) and k.district = p.district and k.person_id = p.id
        and not k.own and k.holder <> ${holderOf('p')}
      returning k.*
    )
    insert into payment_claim (holder, own, root_id, group_key, period, district, person_id, payment_id, entitlement_id, paid)
    select registration_key(g.district, g.person_id), true, g.root_id, g.group_key, g.period, g.district, g.person_id, g.payment_id, g.entitlement_id, g.paid
    from gone g on conflict on constraint payment_claim_pkey do nothing`.execute(tx)
}

/**
 * Takes under the numbers of the district's people what they were given and hold under the keys of their registrations, as far as nobody holds it:
 * a number has become known, or another registration has given back what it held.
 */
export async function takeFree(tx: Tx, district: number): Promise<void> {
  await sql`
    with waiting as materialized (
      select k.*, p.id_hmac from payment_claim k join person p on p.district = k.district and p.id = k.person_id
      where k.own and k.district = ${district}::int and p.id_hmac is not null
    ), taken as (
      insert into payment_claim (holder, root_id, group_key, period, district, person_id, payment_id, entitlement_id, paid)
      select w.id_hmac, w.root_id, w.group_key, w.period, w.district, w.person_id, w.payment_id, w.entitlement_id, w.paid
      from waiting w order by w.id_hmac, w.held_under, w.period, w.payment_id, w.entitlement_id
      on conflict on constraint payment_claim_pkey do nothing
      returning district, person_id, held_under, period
    )
    delete from payment_claim k using taken t
    where k.own and k.holder = registration_key(t.district, t.person_id) and k.held_under = t.held_under and k.period = t.period`.execute(
    tx,
  )
}
