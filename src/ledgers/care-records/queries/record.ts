import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { findDivision } from '../../../registry/divisions/index.ts'
import { nameFor } from '../../../registry/families/index.ts'
import { type FamilyRef, getFamilyPlace, lastContacts } from './timeline.ts'

export interface RecordHead {
  recorded_by: Uuid
  recorded_at: Instant
  source_room: string
  theme: string
  note_cipher: Uint8Array | null
}

/** Who wrote a record, where it came from, and its sealed note. @throws Refusal not_found out of scope. */
export async function getRecord(tx: Tx, call: Call, district: number, id: Uuid): Promise<RecordHead> {
  const { rows } = await sql<RecordHead>`
    select r.recorded_by, r.recorded_at, r.source_room, k.theme, r.note_cipher
    from care_record r join care_kind k on k.code = r.kind
    where r.district = ${district}::int and r.id = ${id}::uuid and ${within(call.actor.scope, 'r.community')}`.execute(
    tx,
  )
  return rows[0] ?? refuse('not_found', 'care_records.record_not_found', { place: 'record_id' })
}

export interface LogForm {
  district: number
  family_id: Uuid
  community: Code
  community_name: string | null
  names: string[]
  persons: { person_id: Uuid; name: string; parent: boolean }[]
  last: { happened_on: CivilDate; kind: string } | null
  preference: {
    no_contact: boolean
    no_home_visit: boolean
    channels: string[]
    hours: string | null
    quiet_today: boolean
  } | null
  today: CivilDate
}

/** What a worker must have before her on the phone: the living members, the wishes of today, the last contact. */
export async function logFormOf(tx: Tx, call: Call, family: FamilyRef): Promise<LogForm> {
  const community = await getFamilyPlace(tx, call, family)
  const { rows: members } = await sql<{ person_id: Uuid; name: string; parent: boolean }>`
    select id as person_id, name, relation = 'parent' as parent from person
    where district = ${family.district}::int and family_id = ${family.id}::uuid and ${within(call.actor.scope, 'community')}
      and died_on is null and member_from <= ${call.today}::date and (member_to is null or member_to > ${call.today}::date)
    order by relation <> 'parent', birth_date, id`.execute(tx)
  const { rows: wishes } = await sql<NonNullable<LogForm['preference']>>`
    select no_contact, no_home_visit, channels, hours, ${call.today.slice(5)} = any(quiet_days) as quiet_today from contact_preference
    where district = ${family.district}::int and family_id = ${family.id}::uuid and ${within(call.actor.scope, 'community')}
      and valid_from <= ${call.today}::date and (valid_to is null or valid_to > ${call.today}::date)`.execute(tx)
  const [last] = await lastContacts(tx, call, { district: family.district, ids: [family.id] })
  const persons = members.map((member) => ({ ...member, name: nameFor(call.actor.role, member.name) }))
  const parents = persons.filter((person) => person.parent)
  return {
    district: family.district,
    family_id: family.id,
    community,
    community_name: (await findDivision(tx, community))?.name ?? null,
    names: (parents.length > 0 ? parents : persons).map((person) => person.name),
    persons,
    last: last ? { happened_on: last.happened_on, kind: last.kind } : null,
    preference: wishes[0] ?? null,
    today: call.today,
  }
}
