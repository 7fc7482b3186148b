import { type RawBuilder, sql } from 'kysely'
import { ageOn, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Once } from '../../../platform/database/driver.ts'
import type { Act, FamilyFile, Member } from '../contract/index.ts'
import { fileReference, type HardDayFacts, hardDays, nameFor, seesFullNames } from '../rules/index.ts'
import { placeNames } from '../../divisions/index.ts'
import { familyAt, notMourned, onlyDistrict } from './pieces.ts'

const ACTS_SHOWN = 50
const GENTLE_DAYS_AHEAD = 7

type StoredMember = Omit<Member, 'age'>

/** Somebody the family has or had, as the register knows her. Of a child who died only the days are read; they never leave the server. */
interface Person extends Omit<StoredMember, 'name'> {
  name: string | null
  died_on: CivilDate | null
  member_to: CivilDate | null
}

interface Stored extends Omit<FamilyFile, 'file' | 'heads' | 'members' | 'left' | 'gentle_days' | 'acts'> {
  file_number: number
  acts: ActValues[]
  people: Person[]
}

interface Row {
  file: Stored
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
    read: ([row]) => (row ? shown(call, row.file) : refuse('not_found', 'platform.not_found')),
  }
}

/** Each table is looked at once: who is called, lives or is mourned is told from the people by `shown`, not asked again of the database. */
function fileOf(call: Call, familyId: Uuid): RawBuilder<Row> {
  return sql<Row>`
    with f as materialized (select f.*, ${placeNames('f.community')} from family f where ${familyAt(call.actor.scope, 'f', familyId)})
    select json_build_object(
      'family_id', f.id, 'district', f.district, 'file_number', f.file_number, 'community', f.community,
      'community_name', f.community_name, 'street_name', f.street_name, 'state', f.state,
      'version', f.version, 'living_arrangement', f.living_arrangement, 'hardship', f.hardship, 'registered_on', f.registered_on,
      'closed_on', f.closed_on, 'has_address', f.address_cipher is not null,
      'people', coalesce((
        select json_agg(json_build_object('person_id', m.id, 'name', case when ${notMourned('m')} then m.name end, 'relation', m.relation,
          'sex', m.sex, 'birth_date', m.birth_date, 'hukou_division', m.hukou_division,
          'hukou_name', (select d.name from division d where d.code = m.hukou_division), 'hukou_kind', m.hukou_kind,
          'marital', m.marital, 'ethnicity', m.ethnicity, 'education', m.education, 'id_kind', m.id_kind,
          'has_phone', m.phone_cipher is not null, 'died_on', m.died_on, 'member_from', m.member_from, 'member_to', m.member_to) order by m.birth_date, m.id)
        from person m where m.district = f.district and m.family_id = f.id), '[]'),
      'certificates', coalesce((
        select json_agg(json_build_object('certificate_id', c.id, 'person_id', c.person_id, 'kind', c.kind,
          'disability_kind', c.disability_kind, 'disability_grade', c.disability_grade, 'issued_on', c.issued_on,
          'valid_to', c.valid_to, 'has_number', c.number_cipher is not null) order by c.kind, c.id)
        from certificate c where c.district = f.district and c.family_id = f.id and c.kind <> 'death'), '[]'),
      'relations', coalesce((
        select json_agg(json_build_object('relation_id', r.id, 'person_id', r.person_id, 'other_id', r.other_id, 'kind', r.kind) order by r.id)
        from person_relation r where r.district = f.district and r.family_id = f.id and r.valid_to is null), '[]'),
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
    ) as file
    from f`
}

/** What an act shows. The values travel without their names, which would be half of what is sent, and are put to them again in their order. */
const ACT_VALUES =
  sql.raw(`a.id, a.happened_on, a.kind, k.theme, k.name_zh, k.name_en, a.outcome, a.channel, a.minutes, a.amount_fen,
  a.quantity, a.title, u.display_name, a.persons`)

type ActValues = [
  ...[Act['record_id'], Act['happened_on'], Act['kind'], Act['theme'], Act['name_zh'], Act['name_en'], Act['outcome']],
  ...[Act['channel'], Act['minutes'], Act['amount_fen'], Act['quantity'], Act['title'], Act['worker'], Act['persons']],
]

function actOf(values: ActValues): Act {
  const [record_id, happened_on, kind, theme, name_zh, name_en, outcome, channel, minutes, amount_fen, ...rest] = values
  const [quantity, title, worker, persons] = rest
  return {
    record_id,
    happened_on,
    kind,
    theme,
    name_zh,
    name_en,
    outcome,
    channel,
    minutes,
    amount_fen,
    quantity,
    title,
    worker,
    persons,
  }
}

/** The newest acts that stand: a record taken back and its counter-record cancel each other and are left to the ledger's own page. */
function actsOf() {
  return sql`
    select json_build_array(${ACT_VALUES}) as act
    from care_record a join care_kind k on k.code = a.kind left join account u on u.id = a.worker_id
    where a.district = f.district and a.family_id = f.id and a.sign = 1
      and not exists (select from care_record b where b.district = a.district and b.corrects_id = a.id)
    order by a.happened_on desc, a.id desc limit ${ACTS_SHOWN}`
}

function shown(call: Call, { file_number, people, ...rest }: Stored): FamilyFile {
  const { role } = call.actor
  const full = seesFullNames(role)
  const living = new Map(people.filter((person) => person.died_on === null).map((person) => [person.person_id, person]))
  const members = [...living.values()].filter((person) => person.member_to === null || rest.state !== 'active')
  const parents = members.filter((person) => person.relation === 'parent')
  const current = [...living.values()].filter((person) => person.member_to === null)
  const heads = parents.length > 0 ? parents : current
  return {
    ...rest,
    acts: rest.acts.map(actOf),
    file: fileReference(rest.district, file_number),
    heads: heads.map((person) => nameFor(role, nameOf(person))),
    members: [...parents, ...members.filter((person) => person.relation !== 'parent')].map(
      ({ died_on: _died, member_to: _left, ...member }) => ({
        ...member,
        name: nameFor(role, nameOf(member)),
        age: member.birth_date === null ? null : ageOn(member.birth_date as CivilDate, call.today),
        birth_date: full ? member.birth_date : null,
      }),
    ),
    left: [...living.values()]
      .filter((person) => person.member_to !== null && rest.state === 'active')
      .map(({ person_id, sex, birth_date, id_kind, ...person }) => {
        return { person_id, name: nameFor(role, nameOf(person)), sex, birth_date: full ? birth_date : null, id_kind }
      }),
    // What a disability is and how heavy is for those who work with the family.
    certificates: full ? rest.certificates.filter((one) => living.has(one.person_id)) : [],
    relations: rest.relations.filter((one) => living.has(one.person_id) && living.has(one.other_id)),
    contacts: rest.contacts.map((contact) => ({ ...contact, name: nameFor(role, contact.name) })),
    gentle_days: full ? hardDays(daysOf(people, rest.preference), call.today, GENTLE_DAYS_AHEAD) : [],
  }
}

function nameOf({ name }: Pick<Person, 'name'>): string {
  if (name === null) throw new Error('Only a child who died is read without a name.')
  return name
}

/** What the rule of gentle days asks. */
function daysOf(people: readonly Person[], preference: FamilyFile['preference']): HardDayFacts {
  const days = (dates: readonly (string | null)[]) =>
    dates.flatMap((date) => (date === null ? [] : [date as CivilDate]))
  const mourned = people.filter((person) => person.relation === 'child' && person.died_on !== null)
  const parents = people.filter(
    (person) => person.relation === 'parent' && person.died_on === null && person.member_to === null,
  )
  return {
    mourned: days(mourned.flatMap((child) => [child.birth_date, child.died_on])),
    parents_birthdays: days(parents.map((parent) => parent.birth_date)),
    quiet_days: preference?.quiet_days ?? [],
  }
}
