import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'
import { types } from '../src/platform/database/connect.ts'
import { uuidv7 } from '../src/kernel/ids.ts'
import { GRAMS_IN_GIN } from './grams.ts'

/**
 * The limit ours is held against: the same framework and driver with nothing of a product. The token is an HMAC without a session, the scope a
 * predicate written into each statement, no transaction, no row security, no trace, no checks of what comes in or goes out. What it answers is
 * the same content, as the database's own JSON passed through where that is possible; statements are prepared and keep
 * their plans: none of them asks for another with other values.
 */
const SECRET = process.env['BENCH_SECRET'] ?? ''
const pool = new pg.Pool({
  connectionString: process.env['BENCH_URL'] ?? '',
  max: 12,
  types,
  options: '-c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan',
})

/** All that the file of a family shows. */
const FILE = `
  select json_build_object('family_id', f.id, 'district', f.district, 'file_number', f.file_number, 'community', f.community,
    'community_name', (select d.name from division d where d.code = f.community),
    'street_name', (select d.name from division d where d.code = f.community / 1000 * 1000),
    'state', f.state, 'version', f.version, 'living_arrangement', f.living_arrangement, 'hardship', f.hardship,
    'registered_on', f.registered_on, 'closed_on', f.closed_on, 'has_address', f.address_cipher is not null,
    'members', (select json_agg(json_build_object('person_id', p.id, 'name', p.name, 'relation', p.relation, 'sex', p.sex,
        'birth_date', p.birth_date, 'hukou_division', p.hukou_division, 'hukou_name', h.short_name, 'hukou_kind', p.hukou_kind,
        'marital', p.marital, 'ethnicity', p.ethnicity, 'education', p.education, 'id_kind', p.id_kind, 'has_phone', p.phone_cipher is not null)
        order by p.relation = 'parent' desc, p.birth_date)
      from person p left join division h on h.code = p.hukou_division
      where p.district = f.district and p.family_id = f.id and p.died_on is null),
    'certificates', (select json_agg(json_build_object('certificate_id', c.id, 'person_id', c.person_id, 'kind', c.kind,
        'disability_kind', c.disability_kind, 'disability_grade', c.disability_grade, 'issued_on', c.issued_on, 'valid_to', c.valid_to,
        'has_number', c.number_cipher is not null))
      from certificate c where c.district = f.district and c.family_id = f.id),
    'relations', (select json_agg(json_build_object('relation_id', r.id, 'person_id', r.person_id, 'other_id', r.other_id, 'kind', r.kind))
      from person_relation r where r.district = f.district and r.family_id = f.id and r.valid_to is null),
    'contacts', (select json_agg(json_build_object('contact_id', k.id, 'name', k.name, 'relation', k.relation, 'roles', k.roles,
        'document_title', k.document_title, 'document_on', k.document_on, 'rank', k.rank, 'has_phone', k.phone_cipher is not null) order by k.rank)
      from decision_contact k where k.district = f.district and k.family_id = f.id and k.valid_to is null),
    'preference', (select to_json(w) from (select no_home_visit, no_contact, channels, hours, quiet_days, wish, valid_from
        from contact_preference where district = f.district and family_id = f.id and valid_to is null) w),
    'tags', (select json_agg(json_build_object('tag', t.tag, 'valid_from', t.valid_from))
      from family_tag t where t.district = f.district and t.family_id = f.id and t.valid_to is null),
    'acts', (select json_agg(a) from (select r.id as record_id, r.happened_on, r.kind, k.theme, k.name_zh, k.name_en, r.outcome, r.channel,
          r.minutes, r.amount_fen, r.quantity, r.title, u.display_name as worker,
          (select count(*) from care_record_person q where q.district = r.district and q.record_id = r.id) as persons
        from care_record r join care_kind k on k.code = r.kind left join account u on u.id = r.worker_id
        where r.district = f.district and r.family_id = f.id and r.sign = 1
          and not exists (select from care_record b where b.district = r.district and b.corrects_id = r.id)
        order by r.happened_on desc, r.id desc limit 50) a))::text as body
  from family f where f.id = $1 and f.district = $2 and f.community >= $3 and f.community < $4`

/** All that a line of the list shows. */
const LIST = `
  select f.id as family_id, f.district, f.file_number, f.community, f.state, f.living_arrangement, c.name as community_name,
    s.name as street_name, m.heads, m.members, m.oldest_birth, w.no_home_visit, w.no_contact,
    (select json_agg(t.tag) from family_tag t where t.district = f.district and t.family_id = f.id and t.valid_to is null) as tags
  from family f
  left join division c on c.code = f.community left join division s on s.code = f.community / 1000 * 1000
  left join contact_preference w on w.district = f.district and w.family_id = f.id and w.valid_to is null
  cross join lateral (select count(*)::int as members, min(p.birth_date) filter (where p.relation = 'parent') as oldest_birth,
      json_agg(p.name order by p.birth_date) filter (where p.relation = 'parent') as heads
    from person p where p.district = f.district and p.family_id = f.id and p.died_on is null) m
  where f.community >= $1 and f.community < $2 and f.state = 'active' and (f.community, f.id) > ($3, $4) order by f.community, f.id limit 20`

/** The gram query alone: who is meant, and nothing of what a line of the answer shows. */
const GRAM = `
  select p.id as person_id, p.family_id, p.name, p.sex, p.birth_date, p.community
  from person_name_gram g join person p on p.district = g.district and p.id = g.person_id
  where g.gram = $1 and g.community >= $2 and g.community < $3 limit 20`

/** The gram query with all that a line of the answer shows, the first twenty it meets. */
const FIND = `
  select p.id as person_id, p.family_id, p.district, f.file_number, p.community, f.state, p.name, p.relation, p.sex, p.birth_date,
    c.name as community_name, s.name as street_name, m.heads
  from person_name_gram g join person p on p.district = g.district and p.id = g.person_id
  join family f on f.district = p.district and f.id = p.family_id
  left join division c on c.code = p.community left join division s on s.code = p.community / 1000 * 1000
  cross join lateral (select json_agg(h.name order by h.birth_date) as heads from person h
    where h.district = f.district and h.family_id = f.id and h.relation = 'parent' and h.died_on is null) m
  where g.gram = $1 and g.community >= $2 and g.community < $3 limit 20`

const CREATE = `
  insert into care_record (district, id, community, happened_on, kind, family_id, source_room, minutes, households, persons, worker_id,
    recorded_at, recorded_by)
  values ($1, $2, $3, current_date, $4, $5, 'bench', $6, 1, 0, $7, now(), $7)`

interface Token {
  account: string
  lo: number
  hi: number
}

function tokenOf(header: string | undefined): Token {
  const [body = '', mac = ''] = (header ?? '').split('.')
  const right = createHmac('sha256', SECRET).update(body).digest()
  const given = Buffer.from(mac, 'base64url')
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Error('not signed in')
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Token
}

const app = Fastify({ logger: false })
const json = 'application/json; charset=utf-8'

app.get<{ Params: { district: string; id: string } }>('/family/:district/:id', async (request, reply) => {
  const { lo, hi } = tokenOf(request.headers.authorization)
  const { rows } = await pool.query<{ body: string }>({
    name: 'file',
    text: FILE,
    values: [request.params.id, Number(request.params.district), lo, hi],
  })
  return reply.header('content-type', json).send(rows[0]?.body ?? 'null')
})

app.get<{ Querystring: { community?: string; id?: string } }>('/families', async (request, reply) => {
  const { lo, hi } = tokenOf(request.headers.authorization)
  const { community = '0', id = '00000000-0000-0000-0000-000000000000' } = request.query
  const { rows } = await pool.query({ name: 'list', text: LIST, values: [lo, hi, Number(community), id] })
  return reply.header('content-type', json).send(JSON.stringify({ rows }))
})

app.get<{ Querystring: { q: string } }>('/find', async (request, reply) => {
  const { lo, hi } = tokenOf(request.headers.authorization)
  const { rows } = await pool.query({ name: 'find', text: FIND, values: [request.query.q, lo, hi] })
  return reply.header('content-type', json).send(JSON.stringify({ rows }))
})

app.get<{ Querystring: { q: string } }>('/gram', async (request, reply) => {
  const { lo, hi } = tokenOf(request.headers.authorization)
  const { rows } = await pool.query({ name: 'gram', text: GRAM, values: [request.query.q, lo, hi] })
  return reply.header('content-type', json).send(JSON.stringify({ rows }))
})

app.get<{ Querystring: { q: string } }>('/gin', async (request, reply) => {
  const { lo, hi } = tokenOf(request.headers.authorization)
  const { rows } = await pool.query({ name: 'gin', text: GRAMS_IN_GIN, values: [request.query.q, lo, hi] })
  return reply.header('content-type', json).send(JSON.stringify({ rows }))
})

interface Body {
  district: number
  community: number
  family_id: string
  kind: string
  minutes: number
}

app.post<{ Body: Body }>('/records', async (request, reply) => {
  const { account } = tokenOf(request.headers.authorization)
  const { district, community, family_id, kind, minutes } = request.body
  const id = uuidv7(Date.now(), randomBytes(10))
  await pool.query({
    name: 'create',
    text: CREATE,
    values: [district, id, community, kind, family_id, minutes, account],
  })
  return reply.header('content-type', json).send(JSON.stringify({ id }))
})

const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${address}\n`)
