import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodRange } from '../../../kernel/period-days.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Call } from '../../../platform/call.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import { claimsOf } from '../rules/index.ts'
import { FOUND } from './groups.ts'
import { holderOf } from './held.ts'
import { namesOf } from './names.ts'

/** What was handed over to a person, or to a household with these parents. */
export interface Handed {
  entitlement_id: Uuid
  period: Period
  person_ids: readonly Uuid[]
}

/** What must not be given a second time; `of_group` where only another of an exclusion group stands against it. */
export interface HeldAlready {
  entitlement_id: Uuid
  of_group: boolean
}

/**
 * Claims in the whole country what was handed over, as of a day: for each of these persons the months of the period, or the one occasion it is,
 * and its place in exclusion groups. In the order of the key, like the claims of payment rounds. What somebody else holds already is held under the
 * key of the registration with `anyway`, for what was given nevertheless.
 * @returns what somebody else holds already, or another entitlement of hers.
 */
export async function claimHanded(
  tx: Tx,
  { district, on, anyway = false }: { district: number; on: CivilDate; anyway?: boolean },
  handed: readonly Handed[],
): Promise<HeldAlready[]> {
  const wanted = handed.flatMap(({ person_ids, period, entitlement_id }) => {
    const periods = claimsOf(period)
    const { to_exclusive } = periodRange(period)
    return person_ids.map((person_id) => ({ entitlement_id, person_id, periods, to_exclusive }))
  })
  if (wanted.length === 0) return []
  const { rows } = await sql<HeldAlready>`
    with wanted as materialized (
      select ${holderOf('p')} as holder, p.id_hmac is null as own, y.root_id, u.group_key, coalesce(u.group_key, y.root_id) as held_under, m.period,
        p.district, p.id as person_id, a.entitlement_id
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) a(entitlement_id uuid, person_id uuid, periods jsonb, to_exclusive date)
        join person p on p.district = ${district}::int and p.id = a.person_id
        join entitlement e on e.district = ${district}::int and e.id = a.entitlement_id join policy y on y.id = e.policy_id
        left join person_fact f on f.district = p.district and f.person_id = p.id
        cross join lateral (select null::uuid as group_key union all
          select group_keys(y.id, case y.place_asked when 'hukou' then f.hukou_division else e.community end, ${FOUND},
            greatest(${FOUND}, least(${on}::date, a.to_exclusive - 1)))) u
        cross join lateral jsonb_array_elements_text(a.periods) m(period)
    ), claims as (
      insert into payment_claim (holder, own, root_id, group_key, period, district, person_id, entitlement_id, paid)
      select w.holder, w.own, w.root_id, w.group_key, w.period, w.district, w.person_id, w.entitlement_id, true
      from wanted w order by w.holder, w.held_under, w.period, w.entitlement_id
      on conflict on constraint payment_claim_pkey do nothing
      returning holder, held_under, period, entitlement_id
    ), held as (
      select w.* from wanted w
      where not exists (select from claims c where c.holder = w.holder and c.held_under = w.held_under and c.period = w.period
        and c.entitlement_id = w.entitlement_id)
    ), besides as (
      insert into payment_claim (holder, own, root_id, group_key, period, district, person_id, entitlement_id, paid)
      select registration_key(h.district, h.person_id), true, h.root_id, h.group_key, h.period, h.district, h.person_id, h.entitlement_id, true
      from held h where ${anyway}::boolean and not h.own
      on conflict on constraint payment_claim_pkey do nothing
    )
    select h.entitlement_id, bool_and(h.group_key is not null) as of_group from held h group by h.entitlement_id`.execute(
    tx,
  )
  return rows
}

/** What was handed over is taken back: nobody holds it any more. */
export async function releaseHanded(tx: Tx, district: number, entitlement_ids: readonly Uuid[]): Promise<void> {
  await sql`delete from payment_claim k
    where k.district = ${district}::int and k.entitlement_id = any(${entitlement_ids}::uuid[])`.execute(tx)
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
