import pg from 'pg'
import type { Uuid } from '../src/kernel/ids.ts'
import { HEADS, IDS } from './world.ts'

/** Who is owed the promise in money: a round that pays them all has as many lines. */
export interface County {
  district: number
  policy_id: Uuid
  persons: number
}

const DISTRICT = 530_103

const POLICY_ID = '00ffff00-0000-8000-8000-000000000001' as Uuid

/** A promise of the district in money to every bereaved parent, and its rate. */
const POLICY = `
  insert into policy (id, code, division, level, theme, name_zh, name_en, beneficiary, asked, place_asked, care_kind, root_id, state, position)
  values ($1, 'bench_allowance', $2::bigint * 1000000, 'district', 'allowance', '基准扶助金', 'Allowance of the bench', 'person', 'parents', 'residence',
    'assistance_payment', $1, 'active', 9000)`
const VERSION = `
  insert into policy_version (policy_id, version, valid_from, rule, grant_kind, grant_unit, cadence, document_title, confidence, source)
  values ($1, 1, '2020-01-01', '{"combinator":"and","rules":[{"field":"branch","operator":"=","value":"death"},
      {"field":"children_surviving","operator":"=","value":0},{"field":"age","operator":">=","value":49}]}',
    'cash', 'fen', 'half_yearly', '基准', 'to_confirm', '基准')`
const RATE = `
  insert into policy_rate (id, policy_id, division, valid_from, amount_fen, per, confidence, source)
  values ($1, $1, $2::bigint * 1000000, '2020-01-01', 45000, 'month', 'to_confirm', '基准')`

const FAMILIES = `
  insert into family (district, id, community, file_number, branch, children_born, children_surviving, only_child_certificate,
    living_arrangement, hardship, registered_on, created_at)
  select $1::int, bench_id(1, 10000000 + i), c.code, i + 1, 'death', 1, 0, true, 'couple', false, '2018-01-01', now()
  from generate_series(0, $2::int / 2 - 1) i
  join (select code, row_number() over (order by code) - 1 as n, count(*) over () as total from division
    where tier = 'community' and code > $1::bigint * 1000000 and code < ($1::bigint + 1) * 1000000) c on c.n = i % c.total`
const MEMBERS = `
  insert into person (district, id, community, family_id, name, pinyin, initials, sex, birth_date, relation, member_from, id_kind,
    id_cipher, id_hmac, id_last4_hash, hukou_division, hukou_kind, marital, ethnicity, created_at)
  select f.district, bench_id(2, (10000000 + f.file_number) * 4 + s.n), f.community, f.id, '李明华', 'liminghua', 'lmh', s.sex,
    date '1945-01-01' + (f.file_number * 7 % 9000), 'parent', '2018-01-01', 'resident', h || h, sha256(h), h, f.district * 1000000::bigint,
    'urban', '21', '01', now()
  from family f cross join (values (0, 'female'), (1, 'male')) s(n, sex)
  cross join lateral (select sha256(convert_to('county ' || f.file_number || s.sex, 'UTF8')) as h) hashed
  where f.district = $1`
const FACTS = `
  insert into person_fact select facts.* from (select array_agg(id) as ids from family where district = $1) f,
    lateral person_facts_of($1, f.ids) facts`
const ACCOUNTS = `
  insert into bank_account (district, id, community, family_id, person_id, created_at)
  select district, bench_id(40, ('x' || substr(id::text, 25))::bit(48)::bigint), community, family_id, id, now() from person where district = $1`
const ACCOUNT_VERSIONS = `
  insert into bank_account_version (district, id, community, account_id, family_id, person_id, seq, kind, bank_code, holder_name, number_cipher,
    number_hmac, last4, reason, state, requested_by, requested_at, approved_by, approved_at, cooling_days, effective_at)
  select a.district, bench_id(41, ('x' || substr(a.id::text, 25))::bit(48)::bigint), a.community, a.id, a.family_id, a.person_id, 1, 'card', 'ICBC',
    '李明华', h || h, h, '0000', '基准', 'approved', bench_id(0, 1), now() - interval '20 days', bench_id(0, 2), now() - interval '19 days', 7,
    now() - interval '12 days'
  from bank_account a cross join lateral (select sha256(convert_to('account ' || a.id, 'UTF8')) as h) hashed where a.district = $1`

/**
 * A county with as many people as a round of the largest kind pays, each meeting a promise in money and with an account in force. It has
 * a database of its own, set-based and past triggers, so that the other rows do not see its people.
 */
export async function buildCounty(superuserUrl: string, persons: number, say: (text: string) => void): Promise<County> {
  const county = { district: DISTRICT, policy_id: POLICY_ID, persons }
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from policy where id = $1', [POLICY_ID])
    if (rowCount) return county
    say(`a county of ${persons} persons who are owed money`)
    await client.query(`set session_replication_role = replica; set work_mem = '256MB'; set statement_timeout = 0`)
    await client.query(IDS)
    await client.query(FAMILIES, [DISTRICT, persons])
    await client.query(MEMBERS, [DISTRICT])
    await client.query('analyze family; analyze person; set enable_nestloop = off')
    for (const statement of [FACTS, ACCOUNTS, ACCOUNT_VERSIONS]) await client.query(statement, [DISTRICT])
    await client.query(HEADS)
    await client.query(POLICY, [POLICY_ID, DISTRICT])
    await client.query(RATE, [POLICY_ID, DISTRICT])
    await client.query(VERSION, [POLICY_ID])
    await client.query('vacuum (analyze)')
    return county
  } finally {
    await client.end()
  }
}
