import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { nameFor } from '../../../registry/families/rules/index.ts'

export interface ActRow {
  district: number
  record_id: Uuid
  kind: string
  name_zh: string
  name_en: string
  title: string | null
  happened_on: CivilDate
  place: Code
  place_name: string | null
  outcome: 'done' | 'refused' | 'not_reached' | 'quiet'
  family_id: Uuid | null
  minutes: number
  amount_fen: number
  quantity: number
  copies: number
  views: number
  headcount: number
  worker_name: string | null
  recorded_at: Instant
  corrected: boolean
}

/** One act; counter-records are not acts. Undefined out of scope. */
export async function findAct(tx: Tx, call: Call, district: number, id: Uuid): Promise<ActRow | undefined> {
  const { rows } = await sql<ActRow>`
    select r.district, r.id as record_id, r.kind, k.name_zh, k.name_en, r.title, r.happened_on, r.community as place,
      (select d.name from division d where d.code = r.community) as place_name, r.outcome, r.family_id,
      r.minutes, r.amount_fen, r.quantity, r.copies, r.views, r.headcount,
      (select a.display_name from account a where a.id = r.worker_id) as worker_name, r.recorded_at,
      exists (select from care_record c where c.district = r.district and c.corrects_id = r.id) as corrected
    from care_record r join care_kind k on k.code = r.kind
    where r.district = ${district}::int and r.id = ${id}::uuid and r.sign = 1 and ${within(call.actor.scope, 'r.community')}`.execute(
    tx,
  )
  return rows[0]
}

interface ActPerson {
  person_id: Uuid
  name: string
  family_id: Uuid
  community_name: string | null
}

/** The people of the register one act reached who live in the reader's scope, by place; names as her role may see them. */
export async function listActPersons(tx: Tx, call: Call, district: number, id: Uuid): Promise<ActPerson[]> {
  const { rows } = await sql<ActPerson>`
    select p.person_id, q.name, p.family_id, (select d.name from division d where d.code = p.community) as community_name
    from care_record_person p join person q on q.district = p.district and q.id = p.person_id
    where p.district = ${district}::int and p.record_id = ${id}::uuid and ${within(call.actor.scope, 'p.community')}
    order by p.community, p.person_id`.execute(tx)
  return rows.map((row) => ({ ...row, name: nameFor(call.actor.role, row.name) }))
}
