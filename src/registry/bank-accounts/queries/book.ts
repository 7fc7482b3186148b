import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { FORMER_PHONE_DAYS, notMourned } from '../../families/index.ts'
import { DEFAULT_COOLING_DAYS, type State } from '../rules.ts'

export interface Bank {
  code: string
  name_zh: string
  name_en: string
  clearing_code: string | null
  passbook_min: number
  passbook_max: number
}

export async function listBanks(tx: Tx): Promise<Bank[]> {
  const { rows } = await sql<Bank>`select code, name_zh, name_en, clearing_code, passbook_min, passbook_max
    from bank order by position, code`.execute(tx)
  return rows
}

export interface Payee {
  district: number
  community: number
  family_id: Uuid
  id: Uuid
  name: string
  phone_cipher: Buffer | null
  /** The phone of before, where it was changed shortly ago. */
  former_phone_cipher: Buffer | null
}

/** Living members within reach, by id. */
export async function findPayees(tx: Tx, call: Call, ids: readonly Uuid[]): Promise<Map<Uuid, Payee>> {
  const { rows } = await sql<Payee>`select p.district, p.community, p.family_id, p.id, p.name, p.phone_cipher,
      case when p.phone_changed_at > ${call.now}::timestamptz - ${FORMER_PHONE_DAYS}::int * interval '24 hours'
        then p.former_phone_cipher end as former_phone_cipher
    from person p
    where ${within(call.actor.scope, 'p.community')} and p.id = any(${ids}::uuid[]) and p.died_on is null and p.member_to is null
      and ${notMourned('p')}`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

export interface HeldAccount {
  id: Uuid
  person_id: Uuid
  last_seq: number
  /** A version asked for, or approved and still cooling off. */
  pending: boolean
  /** Keyed hash of the number in effect. */
  number_hmac: Buffer | null
}

/** The accounts of these persons, locked: of two who ask at once the second sees the first one's request. */
export async function lockAccounts(
  tx: Tx,
  district: number,
  person_ids: readonly Uuid[],
  now: Instant,
): Promise<HeldAccount[]> {
  await sql`select from bank_account where district = ${district}::int and person_id = any(${person_ids}::uuid[])
    order by id for no key update`.execute(tx)
  const { rows } = await sql<HeldAccount>`
    select a.id, a.person_id, coalesce(max(v.seq), 0)::int as last_seq,
      coalesce(bool_or(v.state = 'requested' or v.state = 'approved' and v.effective_at > ${now}::timestamptz), false) as pending,
      (array_agg(v.number_hmac) filter (where v.state = 'approved' and v.ended_at is null))[1] as number_hmac
    from bank_account a left join bank_account_version v on v.district = a.district and v.account_id = a.id
    where a.district = ${district}::int and a.person_id = any(${person_ids}::uuid[]) group by a.id, a.person_id`.execute(
    tx,
  )
  return rows
}

/** Which of these numbers (by keyed hash) others have, asked for or in effect, as far as the reader sees. */
export async function holdersOf(
  tx: Tx,
  call: Call,
  district: number,
  hashes: readonly Buffer[],
): Promise<{ number_hmac: Buffer; person_id: Uuid }[]> {
  const { rows } = await sql<{ number_hmac: Buffer; person_id: Uuid }>`
    select distinct v.number_hmac, v.person_id from bank_account_version v
    where v.district = ${district}::int and ${within(call.actor.scope, 'v.community')} and v.number_hmac = any(${hashes}::bytea[])
      and (v.state = 'requested' or v.state = 'approved' and v.ended_at is null)`.execute(tx)
  return rows
}

export interface LockedVersion {
  id: Uuid
  district: number
  community: number
  account_id: Uuid
  family_id: Uuid
  person_id: Uuid
  state: State
  requested_by: Uuid
  effective_at: Instant | null
  shared_reason: string | null
  number_hmac: Buffer
}

/** Versions within reach, locked in the order of their ids. */
export async function lockVersions(tx: Tx, call: Call, ids: readonly Uuid[]): Promise<LockedVersion[]> {
  const { rows } = await sql<LockedVersion>`
    select id, district, community, account_id, family_id, person_id, state, requested_by, effective_at, shared_reason, number_hmac
    from bank_account_version where ${within(call.actor.scope, 'community')} and district = ${call.actor.district}::int
      and id = any(${ids}::uuid[]) order by id for no key update`.execute(tx)
  return rows
}

/** The cooling-off in force on a day: the narrowest association that has said something, else the default. */
export async function coolingDays(tx: Tx, district: number, on: CivilDate): Promise<number> {
  const { rows } = await sql<{ cooling_days: number }>`
    select s.cooling_days from bank_account_setting s
    where s.division = any(array[${codeOfDistrict(district)}::bigint, ${Math.floor(district / 100)}::bigint * 100000000,
        ${Math.floor(district / 10_000)}::bigint * 10000000000]) and s.valid_from <= ${on}::date
    order by s.division desc, s.valid_from desc limit 1`.execute(tx)
  return rows[0]?.cooling_days ?? DEFAULT_COOLING_DAYS
}
