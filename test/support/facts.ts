import type { CivilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { testId } from './app.ts'
import type { TestDatabase } from './database.ts'

/** What rules know of one parent, as a test says it: a mother of Panlong, born 1965, whose only child died in 2012. */
export interface TestFacts {
  family_id?: Uuid
  community?: number
  birth_date?: string
  sex?: string
  died_on?: string | null
  relation?: string
  hukou_division?: number | null
  hukou_kind?: string | null
  marital?: string | null
  marital_since?: string | null
  has_only_child_certificate?: boolean | null
  children_born?: number | null
  children_surviving?: number | null
  branch?: 'death' | 'disability'
  child_died_on?: string | null
  child_birth_date?: string | null
  child_disabled_from?: string | null
  child_disabled_to?: string | null
  child_disability_grade?: number | null
  spouse_birth_date?: string | null
  spouse_sex?: string | null
  spouse_died_on?: string | null
  living_alone?: boolean | null
  living_arrangement?: string | null
  hardship?: boolean | null
  member_from?: string
  member_to?: string | null
}

const MOTHER = {
  community: 530103006001,
  birth_date: '1965-03-05',
  sex: 'female',
  died_on: null,
  relation: 'parent',
  hukou_division: 530103000000,
  hukou_kind: 'urban',
  marital: '21',
  marital_since: null,
  has_only_child_certificate: true,
  children_born: 1,
  children_surviving: 0,
  branch: 'death',
  child_died_on: '2012-06-01',
  child_birth_date: '1990-08-20',
  child_disabled_from: null,
  child_disabled_to: null,
  child_disability_grade: null,
  spouse_birth_date: '1963-01-10',
  spouse_sex: 'male',
  spouse_died_on: null,
  living_alone: false,
  living_arrangement: 'couple',
  hardship: false,
  member_from: '2013-01-01',
  member_to: null,
} satisfies TestFacts

/**
 * The check that people of `insertPerson` break: their facts are said, not read from a register that would hold children and certificates
 * for them. To be named when the database is dropped; every other invariant is still asked.
 */
export const SAID_FACTS = 'families/facts'

/** The next file number of the district, as the register takes it. */
async function nextFile(test: TestDatabase, district: number): Promise<number | undefined> {
  const { rows } = await test.admin.query<{ last_number: number }>(
    `insert into family_file_counter (district, last_number) values ($1, 1)
     on conflict (district) do update set last_number = family_file_counter.last_number + 1 returning last_number`,
    [district],
  )
  return rows[0]?.last_number
}

/** Writes a family (once), a person and her facts, past the rooms: for tests of what is decided on facts. */
export async function insertPerson(test: TestDatabase, facts: TestFacts = {}) {
  const row = { ...MOTHER, ...facts }
  const person_id = testId()
  const family_id = facts.family_id ?? testId()
  const district = Math.floor(row.community / 1_000_000)
  const { admin } = test
  await admin.query('begin')
  await admin.query(
    `insert into family (district, id, community, file_number, branch, registered_on, created_at)
     values ($1, $2, $3, $4, $5, $6, now()) on conflict do nothing`,
    [district, family_id, row.community, await nextFile(test, district), row.branch, row.member_from],
  )
  await admin.query(
    `insert into person (district, id, community, family_id, name, pinyin, initials, sex, birth_date, died_on, relation, member_from, member_to,
       id_kind, created_at) values ($1, $2, $3, $4, '某某', 'moumou', 'mm', $5, $6, $7, $8, $9, $10, 'none', now())`,
    [
      district,
      person_id,
      row.community,
      family_id,
      row.sex,
      row.birth_date,
      row.died_on,
      row.relation,
      row.member_from,
      row.member_to,
    ],
  )
  await admin.query(
    `insert into person_name_gram (district, community, gram, starts_at, name_length, person_id, family_id) values ($1, $2, '某某', 1, 2, $3, $4)`,
    [district, row.community, person_id, family_id],
  )
  const whole = { ...row, district, person_id, family_id }
  await admin.query('insert into person_fact select * from jsonb_populate_record(null::person_fact, $1::jsonb)', [
    JSON.stringify(whole),
  ])
  await copyHeads(test, person_id)
  await admin.query('commit')
  return { person_id, family_id, member_from: row.member_from as CivilDate }
}

/** Other facts of somebody who is there, in the register and in the copy that rules ask. */
export async function changePerson(test: TestDatabase, person_id: Uuid, facts: TestFacts): Promise<void> {
  const both = Object.entries(facts).filter(([column]) => column === 'died_on' || column === 'member_to')
  for (const [table, key, changes] of [
    ['person_fact', 'person_id', Object.entries(facts)],
    ['person', 'id', both],
  ] as const) {
    if (changes.length === 0) continue
    const sets = changes.map(([column], i) => `${column} = $${i + 2}`).join(', ')
    const values = changes.map(([, value]) => value)
    await test.admin.query(`update ${table} set ${sets} where ${key} = $1`, [person_id, ...values])
  }
  await copyHeads(test, person_id)
}

/** By whom her family is called, copied as every command copies it. */
async function copyHeads({ admin }: TestDatabase, person_id: Uuid): Promise<void> {
  await admin.query(
    `update family f set heads = now.heads from person p, lateral family_heads_of(p.district, array[p.family_id]) now
     where p.id = $1 and f.district = p.district and f.id = now.family_id`,
    [person_id],
  )
}
