import { type RawBuilder, sql } from 'kysely'
import { ageOn, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Once } from '../../../platform/database/driver.ts'
import type { FamilyFile, Member } from '../contract/index.ts'
import { fileReference, type HardDayFacts, hardDays, nameFor, seesFullNames } from '../rules/index.ts'
import { familyAt, headsOf, notMourned, onlyDistrict, placeNames } from './pieces.ts'

const ACTS_SHOWN = 50
const GENTLE_DAYS_AHEAD = 7

type StoredMember = Omit<Member, 'age'>

interface Row {
  file: Omit<FamilyFile, 'members' | 'gentle_days' | 'file'> & { file_number: number; members: StoredMember[] }
  /** What the rule of gentle days asks; it never leaves the server. */
  days: HardDayFacts
}

/**
 * The whole file in one statement as one JSON value: household, living members, proofs, contacts, wishes, tags, the newest 50 acts.
 * @throws Refusal not_found for a family that is missing or out of reach; both answer the same.
 */
export function familyFileOf(call: Call, familyId: Uuid): Once<Row, FamilyFile> {
  return {
    query: fileOf(call, familyId),
    // Within one district every step of it goes by a key: planned once a connection, which is most of what the file costs.
    plans: onlyDistrict(call.actor.scope) === undefined ? 'anew' : 'kept',
    read: ([row]) => (row ? shown(call, row) : refuse('not_found', 'platform.not_found')),
  }
}

function fileOf(call: Call, familyId: Uuid): RawBuilder<Row> {
  return sql<Row>`
    select json_build_object(
      'family_id', f.id, 'district', f.district, 'file_number', f.file_number, 'community', f.community,
      'community_name', f.community_name, 'street_name', f.street_name, 'state', f.state, 'heads', ${headsOf('f')},
      'version', f.version, 'living_arrangement', f.living_arrangement, 'hardship', f.hardship, 'registered_on', f.registered_on,
      'closed_on', f.closed_on, 'has_address', f.address_cipher is not null,
      'members', coalesce((
        select json_agg(json_build_object('person_id', p.id, 'name', p.name, 'relation', p.relation, 'sex', p.sex,
          'birth_date', p.birth_date, 'hukou_division', p.hukou_division,
          'hukou_name', (select d.name from division d where d.code = p.hukou_division), 'hukou_kind', p.hukou_kind,
          'marital', p.marital, 'ethnicity', p.ethnicity, 'education', p.education, 'id_kind', p.id_kind,
          'has_phone', p.phone_cipher is not null) order by (p.relation = 'parent') desc, p.birth_date, p.id)
        from person p where p.district = f.district and p.family_id = f.id and p.died_on is null
          and (p.member_to is null or f.state <> 'active')), '[]'),
      'certificates', coalesce((
        select json_agg(json_build_object('certificate_id', c.id, 'person_id', c.person_id, 'kind', c.kind,
          'disability_kind', c.disability_kind, 'disability_grade', c.disability_grade, 'issued_on', c.issued_on,
          'valid_to', c.valid_to, 'has_number', c.number_cipher is not null) order by c.kind, c.id)
        from certificate c join person p on p.district = c.district and p.id = c.person_id
        where c.district = f.district and c.family_id = f.id and c.kind <> 'death' and p.died_on is null), '[]'),
      'relations', coalesce((
        select json_agg(json_build_object('relation_id', r.id, 'person_id', r.person_id, 'other_id', r.other_id, 'kind', r.kind) order by r.id)
        from person_relation r
        join person p on p.district = r.district and p.id = r.person_id join person o on o.district = r.district and o.id = r.other_id
        where r.district = f.district and r.family_id = f.id and r.valid_to is null and p.died_on is null and o.died_on is null), '[]'),
      'contacts', coalesce((
        select json_agg(json_build_object('contact_id', k.id, 'name', k.name, 'relation', k.relation, 'roles', k.roles,
          'document_title', k.document_title, 'document_on', k.document_on, 'rank', k.rank,
          'has_phone', k.phone_cipher is not null) order by k.rank, k.id)
        from decision_contact k where k.district = f.district and k.family_id = f.id and k.valid_to is null), '[]'),
      'preference', (
        select json_build_object('no_home_visit', w.no_home_visit, 'no_contact', w.no_contact, 'channels', w.channels, 'hours', w.hours,
          'quiet_days', w.quiet_days, 'wish', w.wish, 'valid_from', w.valid_from)
        from contact_preference w where w.district = f.district and w.family_id = f.id and w.valid_to is null),
      'tags', coalesce((
        select json_agg(json_build_object('tag', t.tag, 'valid_from', t.valid_from) order by t.tag)
        from family_tag t where t.district = f.district and t.family_id = f.id and t.valid_from <= ${call.today}::date
          and (t.valid_to is null or t.valid_to > ${call.today}::date)), '[]'),
      'acts', coalesce((select json_agg(acts.act) from (${actsOf()}) acts), '[]')
    ) as file,
    json_build_object(
      'mourned', coalesce((select json_agg(d.day) from person p, lateral (values (p.birth_date), (p.died_on)) d(day)
        where p.district = f.district and p.family_id = f.id and not ${notMourned('p')} and d.day is not null), '[]'),
      'parents_birthdays', coalesce((select json_agg(p.birth_date) from person p
        where p.district = f.district and p.family_id = f.id and p.relation = 'parent' and p.died_on is null and p.member_to is null), '[]'),
      'quiet_days', coalesce((select to_json(w.quiet_days) from contact_preference w
        where w.district = f.district and w.family_id = f.id and w.valid_to is null), '[]')
    ) as days
    from (select f.*, ${placeNames('f.community')} from family f where ${familyAt(call.actor.scope, 'f', familyId)}) f`
}

/** The newest acts that stand: a record taken back and its counter-record cancel each other and are left to the ledger's own page. */
function actsOf() {
  return sql`
    select json_build_object('record_id', a.id, 'happened_on', a.happened_on, 'kind', a.kind, 'theme', k.theme, 'name_zh', k.name_zh,
      'name_en', k.name_en, 'outcome', a.outcome, 'channel', a.channel, 'minutes', a.minutes, 'amount_fen', a.amount_fen,
      'quantity', a.quantity, 'title', a.title,
      'worker', (select u.display_name from account u where u.id = a.worker_id),
      'persons', (select count(*) from care_record_person q where q.district = a.district and q.record_id = a.id)) as act
    from care_record a join care_kind k on k.code = a.kind
    where a.district = f.district and a.family_id = f.id and a.sign = 1
      and not exists (select from care_record b where b.district = a.district and b.corrects_id = a.id)
    order by a.happened_on desc, a.id desc limit ${ACTS_SHOWN}`
}

function shown(call: Call, { file, days }: Row): FamilyFile {
  const { role } = call.actor
  const { file_number, ...rest } = file
  const full = seesFullNames(role)
  return {
    ...rest,
    file: fileReference(file.district, file_number),
    heads: file.heads.map((name) => nameFor(role, name)),
    members: file.members.map((member) => ({
      ...member,
      name: nameFor(role, member.name),
      age: member.birth_date === null ? null : ageOn(member.birth_date as CivilDate, call.today),
      birth_date: full ? member.birth_date : null,
    })),
    // What a disability is and how heavy is for those who work with the family.
    certificates: full ? file.certificates : [],
    contacts: file.contacts.map((contact) => ({ ...contact, name: nameFor(role, contact.name) })),
    gentle_days: full ? hardDays(days, call.today, GENTLE_DAYS_AHEAD) : [],
  }
}
