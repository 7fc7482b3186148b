import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Call } from '../../../platform/call.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import { claimsOf } from '../rules/index.ts'
import { namesOf } from './names.ts'

/** What was handed over to a person, or to a household with these parents. */
export interface Handed {
  entitlement_id: Uuid
  policy_id: Uuid
  period: Period
  person_ids: readonly Uuid[]
}

/**
 * Claims in the whole country what was handed over: for each of these persons whose number is known the months of the period, or the one
 * occasion it is. In the order of the key, like the claims of payment rounds.
 * @returns what somebody else holds already, or another entitlement of hers: what must not be given a second time.
 */
export async function claimHanded(tx: Tx, district: number, handed: readonly Handed[]): Promise<Uuid[]> {
  const wanted = handed.flatMap(({ person_ids, period, ...one }) =>
    person_ids.map((person_id) => ({ ...one, person_id, periods: claimsOf(period) })),
  )
  if (wanted.length === 0) return []
  const { rows } = await sql<{ entitlement_id: Uuid }>`
    with wanted as materialized (
      select p.id_hmac, y.root_id, m.period, p.district, p.id as person_id, a.entitlement_id
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) a(entitlement_id uuid, policy_id uuid, person_id uuid, periods jsonb)
        cross join lateral jsonb_array_elements_text(a.periods) m(period)
        join person p on p.district = ${district}::int and p.id = a.person_id join policy y on y.id = a.policy_id
      where p.id_hmac is not null
    ), claims as (
      insert into payment_claim (id_hmac, root_id, period, district, person_id, entitlement_id, paid)
      select w.*, true from wanted w order by w.id_hmac, w.root_id, w.period, w.entitlement_id
      on conflict on constraint payment_claim_pkey do nothing
      returning id_hmac, root_id, period, entitlement_id
    )
    select distinct w.entitlement_id from wanted w
    where not exists (select from claims c where c.id_hmac = w.id_hmac and c.root_id = w.root_id and c.period = w.period
      and c.entitlement_id = w.entitlement_id)`.execute(tx)
  return rows.map((row) => row.entitlement_id)
}

/** What was handed over is taken back. @returns the other persons of the district who bear a number under which something became free */
export async function releaseHanded(tx: Tx, district: number, entitlement_ids: readonly Uuid[]): Promise<Uuid[]> {
  const { rows } = await sql<{ id: Uuid }>`
    with freed as (
      delete from payment_claim k where k.district = ${district}::int and k.entitlement_id = any(${entitlement_ids}::uuid[])
      returning k.id_hmac, k.person_id
    )
    select distinct p.id from person p join freed on freed.id_hmac = p.id_hmac and freed.person_id <> p.id
    where p.district = ${district}::int`.execute(tx)
  return rows.map((row) => row.id)
}

/** Lets go of all that was handed over to these persons, under whatever numbers they were known by then. */
export async function releaseHandedTo(tx: Tx, district: number, person_ids: readonly Uuid[]): Promise<void> {
  await sql`delete from payment_claim k using person p join entitlement e on e.district = p.district and e.family_id = p.family_id
    where p.district = ${district}::int and p.id = any(${person_ids}::uuid[]) and k.district = p.district and k.entitlement_id = e.id
      and k.person_id = p.id`.execute(tx)
}

/** The money that people handed over to each of these persons, or to her household while she was a living parent of it. */
export async function handedTo(tx: Tx, district: number, person_ids: readonly Uuid[]): Promise<Handed[]> {
  const { rows } = await sql<Handed>`
    select e.id as entitlement_id, e.policy_id, e.period, array[p.id]::text[] as person_ids
    from person p join entitlement e on e.district = p.district and e.family_id = p.family_id
      join care_record r on r.district = e.district and r.id = e.record_id and r.source_room <> 'payments'
    where p.district = ${district}::int and p.id = any(${person_ids}::uuid[]) and e.state = 'reached' and e.unit = 'fen'
      and (e.person_id = p.id or e.person_id is null and p.relation = 'parent' and (p.died_on is null or p.died_on >= e.reached_on)
        and p.member_from <= e.reached_on and (p.member_to is null or p.member_to > e.reached_on))
    order by e.id, p.id`.execute(tx)
  return rows
}

/** To whom each of these is owed, as the lists show it: names as the caller's role reads them, and the file. */
export async function beneficiariesOf(
  tx: Tx,
  call: Call,
  entitlement_ids: readonly Uuid[],
): Promise<Map<Uuid, { names: string[]; file: string }>> {
  const { rows } = await sql<{ id: Uuid; names: string[]; file: string }>`
    select e.id, ${namesOf('e')} as names, ${fileOf('f')} as file
    from entitlement e join family f on f.district = e.district and f.id = e.family_id
    where e.district = ${call.actor.district}::int and e.id = any(${entitlement_ids}::uuid[])`.execute(tx)
  const read = (names: readonly string[]) => names.map((name) => nameFor(call.actor.role, name))
  return new Map(rows.map(({ id, names, file }) => [id, { names: read(names), file }]))
}
