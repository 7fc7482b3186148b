import pg from 'pg'
import { nameParts } from './names.ts'

export interface Scale {
  name: 'S' | 'M'
  districts: number
  families: number
  /** Records of care for each family, over three years. */
  records_each: number
}

export const SCALES: Readonly<Record<Scale['name'], Scale>> = {
  S: { name: 'S', districts: 1, families: 357, records_each: 20 },
  M: { name: 'M', districts: 273, families: 100_000, records_each: 20 },
}

/** How many rows there are of each sort, read back from the database. */
export type Sizes = Record<'families' | 'persons' | 'records' | 'entitlements' | 'districts', number>

/** Kunming and its district Panlong are always among the places: the benches ask about them. */
const PICK = `
  create table bench_place as
  with district as (
    select code, row_number() over (order by code / 100000000 <> 5301, code <> 530103000000, md5(code::text)) as rank
    from division where tier = 'district' and exists (select from division c where c.code > division.code
      and c.code < division.code + 1000000 and c.tier = 'community'))
  select row_number() over (order by c.code) - 1 as n, c.code as community, (c.code / 1000000)::int as district
  from division c join district d on d.code = c.code / 1000000 * 1000000 and d.rank <= $1
  where c.tier = 'community'`

const EMPTY = `
  drop table if exists bench_place; drop function if exists bench_id;
  truncate family, identity_claim, eligibility_run, care_rollup, family_file_counter cascade`

/** The id of the n-th row of a kind. */
export const IDS = `
  create function bench_id(kind int, n bigint) returns uuid language sql immutable as $$
    select (substr(lpad(to_hex(n), 12, '0'), 1, 8) || '-' || substr(lpad(to_hex(n), 12, '0'), 9, 4) || '-7' || lpad(to_hex(kind), 3, '0')
      || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid
  $$`

const FAMILIES = `
  insert into family (district, id, community, file_number, branch, children_born, children_surviving, only_child_certificate,
    living_arrangement, hardship, registered_on, created_at)
  select p.district, bench_id(1, i), p.community, row_number() over (partition by p.district order by i)::int,
    case when i % 5 < 3 then 'death' else 'disability' end, 1, case when i % 5 < 3 then 0 else 1 end, true,
    case when i % 4 = 0 then 'alone' else 'couple' end, i % 7 = 0, '2018-01-01', now()
  from generate_series(0, $1::bigint - 1) i
  join bench_place p on p.n = i * (select count(*) from bench_place) / $1::bigint`

/** The mother, in three of four families the father, in two of five the child with a disability. */
const PERSONS = `
  insert into person (district, id, community, family_id, name, pinyin, initials, sex, birth_date, relation, member_from, id_kind,
    id_cipher, id_hmac, id_last4_hash, phone_cipher, phone_last4_hash, hukou_division, hukou_kind, marital, ethnicity, created_at)
  select f.district, bench_id(2, m.n), f.community, f.id, s[1] || a[1] || b[1], s[2] || a[2] || b[2], s[3] || a[3] || b[3], m.sex,
    m.born, m.relation, '2018-01-01', 'resident', h || h, h, h, h || h, sha256(h), f.district * 1000000::bigint,
    case when m.n % 3 = 0 then 'rural' else 'urban' end, case when m.relation = 'child' then '10' else '21' end, '01', now()
  from (select *, ('x' || substr(id::text, 25))::bit(48)::bigint as n from family) f
  cross join lateral (values
    (f.n * 4, 'female', 'parent', date '1940-01-01' + (f.n * 7 % 10950)::int, true),
    (f.n * 4 + 1, 'male', 'parent', date '1938-01-01' + (f.n * 11 % 10950)::int, f.n % 4 < 3),
    (f.n * 4 + 2, 'male', 'child', date '1975-01-01' + (f.n * 13 % 5000)::int, f.branch = 'disability')
  ) m(n, sex, relation, born, there)
  cross join lateral (select sha256(convert_to('bench person ' || m.n, 'UTF8')) as h) hashed
  cross join lateral (select
    array[($1::text[])[1 + abs(hashtext('s' || m.n)) % cardinality($1::text[])], ($2::text[])[1 + abs(hashtext('s' || m.n)) % cardinality($1::text[])],
      left(($2::text[])[1 + abs(hashtext('s' || m.n)) % cardinality($1::text[])], 1)] as s,
    array[($3::text[])[1 + abs(hashtext('a' || m.n)) % cardinality($3::text[])], ($4::text[])[1 + abs(hashtext('a' || m.n)) % cardinality($3::text[])],
      left(($4::text[])[1 + abs(hashtext('a' || m.n)) % cardinality($3::text[])], 1)] as a,
    array[($3::text[])[1 + abs(hashtext('b' || m.n)) % cardinality($3::text[])], ($4::text[])[1 + abs(hashtext('b' || m.n)) % cardinality($3::text[])],
      left(($4::text[])[1 + abs(hashtext('b' || m.n)) % cardinality($3::text[])], 1)] as b) spelled
  where m.there`

const GRAMS = `
  insert into person_name_gram (district, community, gram, starts_at, name_length, person_id, family_id)
  select p.district, p.community, substr(p.name, i, 2), min(i), length(p.name), p.id, p.family_id
  from person p, generate_series(1, 2) i group by p.district, p.id, substr(p.name, i, 2)`

const PROOFS = [
  `insert into identity_claim (id_hmac, district, person_id, claimed_at) select id_hmac, district, id, now() from person`,
  `insert into certificate (district, id, community, family_id, person_id, kind, issued_on, created_at)
   select district, bench_id(3, ('x' || substr(id::text, 25))::bit(48)::bigint), community, family_id, id, 'only_child', '1985-01-01', now()
   from person where sex = 'female' and relation = 'parent'`,
  `insert into certificate (district, id, community, family_id, person_id, kind, disability_kind, disability_grade, issued_on, created_at)
   select district, bench_id(4, ('x' || substr(id::text, 25))::bit(48)::bigint), community, family_id, id, 'disability', 4,
     1 + abs(hashtext(id::text)) % 4, '2010-01-01', now() from person where relation = 'child'`,
  `insert into person_relation (district, id, community, family_id, person_id, other_id, kind, valid_from)
   select w.district, bench_id(5, ('x' || substr(w.id::text, 25))::bit(48)::bigint), w.community, w.family_id, w.id, h.id, 'spouse', '1970-01-01'
   from person w join person h on h.district = w.district and h.family_id = w.family_id and h.sex = 'male' and h.relation = 'parent'
   where w.sex = 'female' and w.relation = 'parent'`,
  `insert into decision_contact (district, id, community, family_id, name, relation, roles, valid_from)
   select district, bench_id(6, ('x' || substr(id::text, 25))::bit(48)::bigint), community, id, '李明', '外甥', '{call_first}', '2018-01-01'
   from family where file_number % 2 = 0`,
  `insert into contact_preference (district, id, community, family_id, no_home_visit, channels, valid_from)
   select district, bench_id(7, ('x' || substr(id::text, 25))::bit(48)::bigint), community, id, false, '{phone}', '2018-01-01'
   from family where file_number % 20 = 0`,
  `insert into family_tag (district, id, community, family_id, tag, valid_from)
   select district, bench_id(8, ('x' || substr(id::text, 25))::bit(48)::bigint), community, id, '高龄独居', '2018-01-01'
   from family where file_number % 10 = 0`,
]

const FACTS = `
  insert into person_fact select facts.* from (select district, array_agg(id) as ids from family group by district) f,
    lateral person_facts_of(f.district, f.ids) facts`

/** By whom each family is called, by the product's own definition. */
export const HEADS = `
  update family f set heads = now.heads from (select district, array_agg(id) as ids from family group by district) d,
    lateral family_heads_of(d.district, d.ids) now where f.district = d.district and f.id = now.family_id`

/** Ten kinds, one record each every seven or eight weeks, reaching the mother. */
const RECORDS = `
  insert into care_record (district, id, community, happened_on, kind, family_id, source_room, outcome, channel, minutes, amount_fen,
    households, persons, worker_id, recorded_at, recorded_by)
  select f.district, bench_id(16, f.n * 64 + i), f.community, current_date - (f.n * 3 + i * 1095 / $1)::int % 1095,
    k.kind, f.id, 'care-records', 'done', 'visit', 30, case when k.kind = 'condolence_cash' then 30000 else 0 end, 1, 1,
    bench_id(0, 1), now(), bench_id(0, 1)
  from (select *, ('x' || substr(id::text, 25))::bit(48)::bigint as n from family) f
  cross join generate_series(0, $1::int - 1) i
  join (values (0, 'phone'), (1, 'visit_daily'), (2, 'visit_festival'), (3, 'message'), (4, 'heat_goods'), (5, 'condolence_cash'),
    (6, 'needs_survey'), (7, 'visit_birthday'), (8, 'other_goods'), (9, 'referral')) k(n, kind) on k.n = (f.n + i) % 10`

const REACHED = `
  insert into care_record_person (district, record_id, person_id, community, family_id, happened_on, kind, sign, outcome)
  select r.district, r.id, bench_id(2, ('x' || substr(r.family_id::text, 25))::bit(48)::bigint * 4), r.community, r.family_id, r.happened_on, r.kind, 1, 'done'
  from care_record r`

/** Written as the rows come about in life: month by month, and within a month as each district first does something of a kind. */
const ROLLUP = `
  insert into care_rollup (district, month, kind, records, not_done, household_times, person_times, sessions, minutes, amount_fen, quantity,
    copies, views)
  select district, to_char(happened_on, 'YYYY-MM'), kind, count(*), 0, sum(households), sum(persons), 0, sum(minutes), sum(amount_fen), 0, 0, 0
  from care_record group by 1, 2, 3 order by 2, md5(district::text || kind)`

/** Three promises owed by period for each family's mother: what lists and files show. */
const ENTITLEMENTS = `
  insert into entitlement (district, id, community, family_id, person_id, beneficiary_id, policy_id, policy_version, period, amount_fen,
    quantity, unit, due_from, due_by, run_id, created_at)
  select p.district, bench_id(32, ('x' || substr(p.id::text, 25))::bit(48)::bigint * 4 + y), p.community, p.family_id, p.id, p.id, v.policy_id,
    v.version, (2023 + y)::text, 0, 1, v.grant_unit, make_date(2023 + y, 1, 1), make_date(2023 + y, 12, 31), bench_id(33, p.district), now()
  from person p cross join generate_series(0, 2) y
  cross join (select policy_id, version, grant_unit from policy_version where grant_unit <> 'fen' order by policy_id limit 1) v
  where p.sex = 'female' and p.relation = 'parent'`

const COUNTERS =
  'insert into family_file_counter (district, last_number) select district, max(file_number) from family group by 1'

const RUNS = `
  insert into eligibility_run (district, id, division, as_of, counts, fingerprint, started_by, applied_at)
  select distinct district, bench_id(33, district), district * 1000000::bigint, current_date, '[]'::jsonb, sha256('bench'), bench_id(0, 1), now()
  from family`

/**
 * Fills an installed database with synthetic families, people, proofs, records, their roll-up and what is owed: set-based and past triggers
 * and foreign keys, as a superuser. Plain indexes of the two largest tables are rebuilt after their rows.
 */
export async function buildWorld(superuserUrl: string, scale: Scale, say: (text: string) => void): Promise<Sizes> {
  const client = new pg.Client({ connectionString: superuserUrl, application_name: 'nuanxin bench' })
  await client.connect()
  try {
    await client.query(`set session_replication_role = replica; set work_mem = '256MB'; set maintenance_work_mem = '512MB';
      set max_parallel_maintenance_workers = 1; set statement_timeout = 0; set enable_nestloop = on`)
    // A folder that was kept has its data already: each stage is taken once.
    const stage = async (last: string, work: () => Promise<void>) => {
      const { rowCount } = await client.query(`select from ${last} limit 1`)
      if (!rowCount) await work()
    }
    await stage('family_tag', () => people(client, scale, say))
    await stage('person_fact', async () => {
      say('facts')
      // Of a table that was empty a moment ago the planner thinks little: see inBulk.
      await client.query('set enable_nestloop = off')
      await client.query(FACTS)
      await client.query(HEADS)
      await client.query('set enable_nestloop = on')
    })
    await stage('care_record_person', async () => {
      say('records of care')
      await withoutIndexes(client, 'care_record', [RECORDS.replaceAll('$1', String(scale.records_each))])
      await withoutIndexes(client, 'care_record_person', [REACHED])
    })
    await stage('entitlement', async () => {
      say('roll-up and what is owed')
      for (const statement of [ROLLUP, RUNS, COUNTERS, ENTITLEMENTS]) await client.query(statement)
      say('vacuum')
      await client.query('vacuum (analyze)')
      await client.query('checkpoint')
    })
    return await sizesOf(client)
  } finally {
    await client.end()
  }
}

async function people(client: pg.Client, scale: Scale, say: (text: string) => void): Promise<void> {
  say('families and people')
  await client.query(EMPTY)
  await client.query(IDS)
  await client.query(PICK.replace('$1', String(scale.districts)))
  await client.query('create unique index on bench_place (n); analyze bench_place')
  const { surnames, given } = nameParts()
  await client.query(FAMILIES, [scale.families])
  await client.query(PERSONS, [
    surnames.map((part) => part.character),
    surnames.map((part) => part.pinyin),
    given.map((part) => part.character),
    given.map((part) => part.pinyin),
  ])
  await client.query('analyze family; analyze person')
  await withoutIndexes(client, 'person_name_gram', [GRAMS])
  for (const statement of PROOFS) await client.query(statement)
  await client.query('analyze')
}

async function withoutIndexes(client: pg.Client, table: string, statements: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  for (const statement of statements) await client.query(statement)
  for (const { definition } of rows) await client.query(definition)
}

async function sizesOf(client: pg.Client): Promise<Sizes> {
  const { rows } =
    await client.query<Sizes>(`select (select count(*)::int from family) as families, (select count(*)::int from person) as persons,
    (select count(*)::int from care_record) as records, (select count(*)::int from entitlement) as entitlements,
    (select count(distinct district)::int from family) as districts`)
  const [sizes] = rows
  if (!sizes) throw new Error('Counting answers one row.')
  return sizes
}
