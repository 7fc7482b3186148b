import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { familyAt, notMourned } from './pieces.ts'

/** Reads that only stand together with a trace: the route awaits `look` before it answers. */

export type SealedField =
  | { of: 'family'; field: 'address' }
  | { of: 'person'; id: Uuid; field: 'id_number' | 'phone' }
  | { of: 'contact'; id: Uuid; field: 'phone' }
  | { of: 'certificate'; id: Uuid; field: 'number' }

/**
 * One sealed field of a family within reach, opened.
 * @param seesChild whether the reader may see those who are mourned; without it theirs is not found.
 * @throws Refusal not_found when family, part or value is missing or out of reach.
 */
export async function openField(
  tx: Tx,
  call: Call,
  familyId: Uuid,
  sealed: SealedField,
  seesChild: boolean,
): Promise<{ district: number; value: string }> {
  const { rows } = await sealedRow(tx, call, familyId, sealed, seesChild)
  const [row] = rows
  if (!row || row.cipher === null) return refuse('not_found', 'platform.not_found')
  return { district: row.district, value: call.crypto.open(row.cipher, row.place) }
}

function sealedRow(tx: Tx, call: Call, familyId: Uuid, sealed: SealedField, seesChild: boolean) {
  const at = familyAt(call.actor.scope, 'f', familyId)
  type Sealed = { district: number; cipher: Buffer | null; place: string }
  const mourned = seesChild ? sql`` : sql`and ${notMourned('p')}`
  switch (sealed.of) {
    case 'family':
      return sql<Sealed>`select f.district, f.address_cipher as cipher, 'family.address_cipher:' || f.id as place
        from family f where ${at}`.execute(tx)
    case 'person': {
      const column = sealed.field === 'phone' ? 'phone_cipher' : 'id_cipher'
      return sql<Sealed>`select f.district, p.${sql.ref(column)} as cipher, ${`person.${column}:`}::text || p.id::text as place
        from family f join person p on p.district = f.district and p.family_id = f.id
        where ${at} and p.id = ${sealed.id}::uuid ${mourned}`.execute(tx)
    }
    case 'contact':
      return sql<Sealed>`select f.district, k.phone_cipher as cipher, 'decision_contact.phone_cipher:' || k.id as place
        from family f join decision_contact k on k.district = f.district and k.family_id = f.id
        where ${at} and k.id = ${sealed.id}::uuid`.execute(tx)
    case 'certificate':
      return sql<Sealed>`select f.district, c.number_cipher as cipher, 'certificate.number_cipher:' || c.id as place
        from family f join certificate c on c.district = f.district and c.family_id = f.id
        join person p on p.district = c.district and p.id = c.person_id
        where ${at} and c.id = ${sealed.id}::uuid ${mourned}`.execute(tx)
  }
}

export interface Departed {
  district: number
  children_born: number | null
  children_surviving: number | null
  departed: {
    person_id: Uuid
    name: string
    relation: 'parent' | 'child' | 'grandchild' | 'child_in_law' | 'grandparent' | 'other'
    sex: 'male' | 'female' | 'unknown'
    birth_date: CivilDate | null
    died_on: CivilDate
    has_id: boolean
  }[]
}

/** Those of a family who died. */
export async function getDeparted(tx: Tx, call: Call, familyId: Uuid): Promise<Departed> {
  const { rows } = await sql<Departed>`
    select f.district, f.children_born, f.children_surviving, coalesce((
      select json_agg(json_build_object('person_id', p.id, 'name', p.name, 'relation', p.relation, 'sex', p.sex,
        'birth_date', p.birth_date, 'died_on', p.died_on, 'has_id', p.id_cipher is not null) order by p.died_on, p.id)
      from person p where p.district = f.district and p.family_id = f.id and p.died_on is not null), '[]') as departed
    from family f where ${familyAt(call.actor.scope, 'f', familyId)}`.execute(tx)
  return rows[0] ?? refuse('not_found', 'platform.not_found')
}

export interface TrailEntry {
  seq: number
  at: Instant
  action: string
  who: string | null
  role: string | null
  reason: string | null
}

/** Of the acts of care the looks belong to the trail of the family; the acts themselves are its timeline. */
const LOOKS_AT_ACTS = ['care_records.open_note', 'reports.open_act']

/** What a look at a family may be about: the file, one of its people (why she is entitled), an act of care for it (its note). */
function subjectsOf(district: number, familyId: Uuid) {
  return sql`select ${familyId}::uuid
    union all select p.id from person p where p.district = ${district}::int and p.family_id = ${familyId}::uuid
    union all select r.id from care_record r where r.district = ${district}::int and r.family_id = ${familyId}::uuid`
}

/** Who looked at the file of a family within reach or changed it, newest first; `before` is the last number of the page before. */
export async function listTrailOf(
  tx: Tx,
  call: Call,
  familyId: Uuid,
  page: { before: number | undefined; limit: number },
): Promise<TrailEntry[]> {
  const { rows: families } = await sql<{ district: number }>`
    select f.district from family f where ${familyAt(call.actor.scope, 'f', familyId)}`.execute(tx)
  const [family] = families
  if (!family) return refuse('not_found', 'platform.not_found')
  const before = page.before === undefined ? sql`` : sql`and e.seq < ${page.before}::bigint`
  const { rows } = await sql<TrailEntry>`
    select e.seq, e.at, e.action, e.role, e.reason, (select u.display_name from account u where u.id = e.account_id) as who
    from audit_entry e where e.district = ${family.district}::int and e.subject_id = any(array(${subjectsOf(family.district, familyId)}))
      and (e.subject_kind is distinct from 'care_record' or e.action = any(${LOOKS_AT_ACTS}::text[])) ${before}
    order by e.seq desc limit ${page.limit}`.execute(tx)
  return rows
}
