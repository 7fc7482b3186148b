import type { CivilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { testId } from './app.ts'
import type { TestDatabase } from './database.ts'

export interface TestFamily {
  district: number
  community: number
  id: Uuid
  /** Two living parents, in the order of birth. */
  parents: [Uuid, Uuid]
  /** The child, who died on 2015-05-20. */
  child: Uuid
  names: [string, string]
}

const SURNAMES = '王李张刘陈杨赵黄周吴'
const GIVEN = '兰芳秀英桂华玉珍建国'

const nameOf = (n: number, turn: number) =>
  `${SURNAMES[(n + turn * 3) % 10]}${GIVEN[(n * 7 + turn) % 10]}${GIVEN[Math.floor(n / 10 + turn) % 10]}`

/**
 * Synthetic families straight into the register, past its rules: for rooms that need somebody to care for. Each has two parents
 * who are members from 2010-01-01, and a child who died.
 */
export async function makeFamilies(
  test: TestDatabase,
  community: number,
  count: number,
  registered: CivilDate = '2010-01-01' as CivilDate,
): Promise<TestFamily[]> {
  const district = Math.floor(community / 1_000_000)
  const { rows } = await test.admin.query<{ last: number }>(
    'select coalesce(max(file_number), 0)::int as last from family where district = $1',
    [district],
  )
  const from = rows[0]?.last ?? 0
  const families = Array.from({ length: count }, (_, i): TestFamily & { n: number } => ({
    n: from + i + 1,
    district,
    community,
    id: testId(),
    parents: [testId(), testId()],
    child: testId(),
    names: [nameOf(from + i, 0), nameOf(from + i, 1)],
  }))
  await test.admin.query(
    `insert into family (district, id, community, file_number, branch, children_born, children_surviving, registered_on, created_at)
     select $1, a.id, $2, a.n, 'death', 1, 0, $3, now() from unnest($4::uuid[], $5::int[]) a(id, n)`,
    [district, community, registered, families.map((f) => f.id), families.map((f) => f.n)],
  )
  const persons = families.flatMap((f) => [
    {
      id: f.parents[0],
      family: f.id,
      name: f.names[0],
      sex: 'male',
      birth: '1950-03-01',
      died: null,
      relation: 'parent',
    },
    {
      id: f.parents[1],
      family: f.id,
      name: f.names[1],
      sex: 'female',
      birth: '1952-09-15',
      died: null,
      relation: 'parent',
    },
    {
      id: f.child,
      family: f.id,
      name: `${f.names[0].slice(0, 1)}小`,
      sex: 'male',
      birth: '1980-02-02',
      died: '2015-05-20',
      relation: 'child',
    },
  ])
  await test.admin.query(
    `insert into person (district, id, community, family_id, name, pinyin, initials, sex, birth_date, died_on, relation, member_from, id_kind, created_at)
     select $1, a.id, $2, a.family, a.name, 'x', 'x', a.sex, a.birth, a.died, a.relation, $3, 'none', now()
     from jsonb_to_recordset($4::jsonb) a(id uuid, family uuid, name text, sex text, birth date, died date, relation text)`,
    [district, community, registered, JSON.stringify(persons)],
  )
  return families.map(({ n: _n, ...family }) => family)
}
