import { type RawBuilder, sql } from 'kysely'
import { ageOn, type CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Once } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import type { FindHint, Found } from '../contract/index.ts'
import { fileReference, nameFor, readSearch, type Search } from '../rules/index.ts'
import type { PlaceNames } from '../../divisions/index.ts'
import { notMourned, onlyDistrict } from './pieces.ts'

const SHOWN = 20
/** Of a piece of a name that thousands carry, so many are ranked; whoever is not among them needs more of the name. */
const RANKED_MAX = 2_000
/** Households of one district with the same four last digits of a phone: opened and compared. */
const OPENED_MAX = 200

const PERSON = sql.raw('person p')
const NOT_MOURNED = notMourned('p')
const IS_HOLDER = sql.raw('p.district = g.district and p.id = g.person_id and p.community = g.community')
const PHONE = sql.raw('p.phone_cipher')
const NO_PHONE = sql.raw('null::bytea')
const NOT_NUMBERED = sql.raw('false')
const PRESENT = sql.raw('p.member_to is null')
const LEFT_TOO = sql.raw('true')
const LEFT_LAST = sql.raw('(p.member_to is not null)::int')

interface Row {
  person_id: Uuid
  family_id: Uuid
  district: number
  file_number: number
  community: number
  state: Found['state']
  heads: string[]
  name: string
  relation: Found['relation']
  sex: Found['sex']
  birth_date: CivilDate | null
  phone_cipher: Buffer | null
  /** Found by the number of her card or passport. */
  numbered: boolean
  left: boolean
}

interface People {
  rows: Omit<Found, keyof PlaceNames>[]
  more: boolean
  hint: FindHint | null
}

/**
 * People of the caller's jurisdiction that the search may mean, best match first, at most 20. Who is mourned is not found, nor who left: but
 * by the whole number she bore and by the number of an ended file, since a slip in a number is put right there.
 * @throws Refusal bad_input `families.find_too_short` for less than two characters.
 */
export function peopleFor(call: Call, q: string): Once<Row, People> {
  const search = readSearch(q)
  if (search.kind === 'too_short') refuse('bad_input', 'families.find_too_short', { place: 'query.q' })
  const district = onlyDistrict(call.actor.scope)
  if (search.kind === 'unread') return nobody(search.hint)
  if ((search.kind === 'tail' || search.kind === 'phone') && district === undefined)
    return nobody('families.find_digits_in_district')
  const matching = matchOf(search, call, district ?? 0)
  const limit = search.kind === 'phone' ? OPENED_MAX : SHOWN + 1
  const [rank, next_rank] = matching.rank
  // Ranked by the people alone; families are looked up for those that are shown, in the order they come.
  const query = sql<Row>`
    select p.person_id, p.family_id, p.district, f.file_number, p.community, f.state, p.name, p.relation, p.sex, p.birth_date,
      p.phone_cipher, p.numbered, p.left_on is not null as left, f.heads
    from (
      select p.district, p.id as person_id, p.family_id, p.community, p.name, p.relation, p.sex, p.birth_date, p.member_to as left_on,
        ${search.kind === 'phone' ? PHONE : NO_PHONE} as phone_cipher, ${matching.numbered ?? NOT_NUMBERED} as numbered,
        ${rank} as rank, ${next_rank} as next_rank
      from ${matching.from ?? PERSON}
      where ${within(call.actor.scope, 'p.community')} and ${matching.members ?? PRESENT} and ${NOT_MOURNED} and ${matching.where}
      order by rank, next_rank, p.community, p.id limit ${limit}) p
    join family f on f.district = p.district and f.id = p.family_id
    order by p.rank, p.next_rank, p.community, p.person_id`
  const read = (rows: readonly Row[]): People => {
    const meant =
      search.kind === 'phone' ? rows.filter((row) => row.numbered || phoneOf(call, row) === search.phone) : rows
    const more = meant.length > SHOWN
    return {
      rows: meant.slice(0, SHOWN).map((row) => shown(call, row)),
      more,
      hint: more ? 'families.find_more' : null,
    }
  }
  // A piece of a name goes by the index of grams to at most RANKED_MAX people by key, wherever the reader stands: its plan may be kept.
  return { query, plans: search.kind === 'name' ? 'kept' : 'anew', read }
}

/** An answer without rows that says why. */
function nobody(hint: FindHint): Once<Row, People> {
  return { query: sql<Row>`select where false`, read: () => ({ rows: [], more: false, hint }) }
}

interface Match {
  /** Where the people `p` come from, when it is not the whole register. */
  from?: RawBuilder<unknown>
  where: RawBuilder<unknown>
  /** Who is asked, where it is not the present members alone. */
  members?: RawBuilder<unknown>
  /** Whether the number of her card or passport is meant, where a phone may be meant as well. */
  numbered?: RawBuilder<unknown>
  /** The smaller the better; the second decides between those equal in the first. */
  rank: readonly [RawBuilder<unknown>, RawBuilder<unknown>]
}

const ALIKE = [sql.raw('1'), sql.raw('1')] as const

function matchOf(search: Exclude<Search, { kind: 'too_short' | 'unread' }>, call: Call, district: number): Match {
  const { crypto } = call
  switch (search.kind) {
    case 'file':
      return {
        from: sql`family f join person p on p.district = f.district and p.family_id = f.id`,
        where: sql`f.district = ${search.district}::int and f.file_number = ${search.file_number}::int
          and (f.state <> 'active' or (p.died_on is null and p.member_to is null))`,
        members: LEFT_TOO,
        rank: [sql`p.relation <> 'parent'`, sql`p.birth_date`],
      }
    case 'id':
      return {
        where: sql`p.id_hmac = ${crypto.keyedHash(search.number, 'person.id')}`,
        members: LEFT_TOO,
        rank: [LEFT_LAST, sql.raw('1')],
      }
    case 'tail':
      return {
        where: sql`(p.id_last4_hash = ${crypto.keyedHash(search.last4, `person.id_last4:${district}`)}
          or p.phone_last4_hash = ${crypto.keyedHash(search.last4, `person.phone_last4:${district}`)})`,
        rank: ALIKE,
      }
    case 'phone': {
      const phone = sql`p.phone_last4_hash = ${crypto.keyedHash(search.phone.slice(-4), `person.phone_last4:${district}`)}`
      if (search.number === null) return { where: phone, rank: ALIKE }
      const numbered = sql`coalesce(p.id_hmac = ${crypto.keyedHash(search.number, 'person.id')}, false)`
      return { where: sql`(${phone} or ${numbered})`, numbered, rank: [sql`not ${numbered}`, sql.raw('1')] }
    }
    case 'letters':
      return matchLetters(search, call)
    case 'name':
      return matchName(search.grams, call)
  }
}

/**
 * Whose pinyin or initials begin so, then whose name, written in Latin letters, holds the pieces: two queries that each go by an index of
 * their own, each with no more than is shown. A prefix is a range of text under the collation "C": it stays indexed under row security,
 * which `like` does not.
 */
function matchLetters({ letters, grams }: { letters: string; grams: string[] }, call: Call): Match {
  const end = `${letters}~`
  const read = sql`((p.pinyin >= ${letters} and p.pinyin < ${end}) or (p.initials >= ${letters} and p.initials < ${end}))`
  const findable = sql`${within(call.actor.scope, 'p.community')} and p.member_to is null and ${NOT_MOURNED}`
  const best = sql`order by rank, next_rank, community, person_id limit ${SHOWN + 1}`
  return {
    from: sql`(
      (select p.district, p.community, p.id as person_id, (p.pinyin <> ${letters} and p.initials <> ${letters})::int as rank, p.pinyin as next_rank
        from person p where ${findable} and ${read} ${best})
      union all
      (select p.district, p.community, p.id as person_id, 1 + g.starts_at as rank, lpad(g.name_length::text, 2, '0') collate "C" as next_rank
        from (${holding(grams, call)}) g join person p on ${IS_HOLDER} where ${findable} and not ${read} ${best})) m
      join person p on p.district = m.district and p.id = m.person_id and p.community = m.community`,
    where: sql`true`,
    rank: [sql`m.rank`, sql`m.next_rank`],
  }
}

function matchName(grams: string[], call: Call): Match {
  return {
    from: sql`(${holding(grams, call)}) g join person p on ${IS_HOLDER}`,
    where: sql`true`,
    rank: [sql`g.starts_at`, sql`g.name_length`],
  }
}

/**
 * Who holds the pieces in her name: the piece at the beginning of a name before the same further on, and the shorter name before the
 * longer, so that the exact name is the first.
 */
function holding(grams: string[], call: Call): RawBuilder<unknown> {
  const [gram = ''] = grams
  const scope = within(call.actor.scope, 'g.community')
  // Each person once: a pair stands once for a name, several are grouped.
  const holders =
    grams.length === 1
      ? sql`select g.district, g.community, g.person_id, g.starts_at, g.name_length from person_name_gram g where g.gram = ${gram} and ${scope}`
      : sql`select g.district, g.community, g.person_id, min(g.starts_at) as starts_at, g.name_length from person_name_gram g
          where g.gram = any(${grams}::text[]) and ${scope}
          group by g.district, g.community, g.person_id, g.name_length having count(*) = ${grams.length}`
  return sql`${holders} order by starts_at, name_length, community, person_id limit ${RANKED_MAX}`
}

function phoneOf(call: Call, row: Row): string | undefined {
  return row.phone_cipher ? call.crypto.open(row.phone_cipher, `person.phone_cipher:${row.person_id}`) : undefined
}

function shown(call: Call, row: Row): Omit<Found, keyof PlaceNames> {
  const { role } = call.actor
  return {
    family_id: row.family_id,
    file: fileReference(row.district, row.file_number),
    community: row.community,
    state: row.state,
    heads: row.heads.map((name) => nameFor(role, name)),
    person_id: row.person_id,
    name: nameFor(role, row.name),
    relation: row.relation,
    sex: row.sex,
    age: row.birth_date === null ? null : ageOn(row.birth_date, call.today),
    left: row.left,
  }
}
