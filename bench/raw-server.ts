import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'
import { types } from '../src/platform/database/connect.ts'
import { uuidv7 } from '../src/kernel/ids.ts'

/**
 * The limit ours is held against: the same framework and driver with nothing of a product. The token is an HMAC without a session, the scope a
 * predicate written into each statement, no transaction, no row security, no trace, no checks of what comes in or goes out.
 */
const SECRET = process.env['BENCH_SECRET'] ?? ''
const pool = new pg.Pool({
  connectionString: process.env['BENCH_URL'] ?? '',
  max: 12,
  types,
  options: '-c timezone=UTC -c jit=off -c plan_cache_mode=force_custom_plan',
})

const FILE = `
  select json_build_object('family_id', f.id, 'community', f.community, 'file_number', f.file_number, 'living_arrangement', f.living_arrangement,
    'members', (select json_agg(json_build_object('person_id', p.id, 'name', p.name, 'relation', p.relation, 'sex', p.sex,
        'birth_date', p.birth_date, 'marital', p.marital)) from person p where p.district = f.district and p.family_id = f.id),
    'acts', (select json_agg(a) from (select r.id, r.happened_on, r.kind, r.outcome, r.channel, r.minutes, r.amount_fen, r.title from care_record r
        where r.district = f.district and r.family_id = f.id order by r.happened_on desc, r.id desc limit 50) a),
    'entitlements', (select json_agg(e) from (select e.id, e.policy_id, e.period, e.state, e.amount_fen from entitlement e
        where e.district = f.district and e.family_id = f.id) e))::text as body
  from family f where f.id = $1 and f.district = $2 and f.community >= $3 and f.community < $4`

const LIST = `
  select f.id as family_id, f.district, f.file_number, f.community, f.state, f.living_arrangement, s.name as community_name,
    (select json_agg(p.name) from person p where p.district = f.district and p.family_id = f.id and p.relation = 'parent') as heads
  from family f left join division s on s.code = f.community
  where f.community >= $1 and f.community < $2 and f.state = 'active' and (f.community, f.id) > ($3, $4) order by f.community, f.id limit 20`

const FIND = `
  select p.id as person_id, p.family_id, p.name, p.sex, p.birth_date, p.community
  from person_name_gram g join person p on p.district = g.district and p.id = g.person_id
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
