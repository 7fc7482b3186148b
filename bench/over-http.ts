import pg from 'pg'
import { newId } from '../src/platform/ids.ts'
import { type Ask, type Client, inTurn, load, type Measured, median, send, timed } from './load.ts'
import type { Line } from './table.ts'

/** By number and not by time: on a busy machine a server would be measured while it still compiles what it does often. */
const WARM_REQUESTS = 5_000
const ROUND_REQUESTS = 2_000
const ROUNDS = 5

/** Milliseconds of the processor taken so far. */
export interface Spent {
  server: number
  database: number
}

export interface Both {
  ours: Client
  raw: Client
  spent: { ours(): Spent; raw(): Spent }
}

interface Family {
  district: number
  id: string
  community: number
}

/** Families to ask for, as many as fit in no cache of ours: none is kept. */
export async function someFamilies(superuserUrl: string, lo: number, hi: number): Promise<Family[]> {
  const client = new pg.Client({ connectionString: superuserUrl, types: { getTypeParser: () => String } })
  await client.connect()
  const { rows } = await client.query<Record<string, string>>(
    'select district, id, community from family where community >= $1 and community < $2 order by md5(id::text) limit 2000',
    [lo, hi],
  )
  await client.end()
  return rows.map((row) => ({
    district: Number(row['district']),
    id: row['id'] ?? '',
    community: Number(row['community']),
  }))
}

/** The districts of a city that have families. */
export async function districtsOf(superuserUrl: string, city: number): Promise<number[]> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  const { rows } = await client.query<{ district: number }>(
    'select distinct district from family where community >= $1 and community < $1 + 100000000::bigint order by 1',
    [city],
  )
  await client.end()
  return rows.map((row) => row.district * 1_000_000)
}

/** A district without families: the sealed fields of the bench's people are noise that nobody can open, and an import opens who is there. */
export async function emptyDistrict(superuserUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  const { rows } = await client.query<{ code: string }>(
    `select d.code from division d where d.tier = 'district' and (select count(*) from division c where c.code > d.code
       and c.code < d.code + 1000000 and c.tier = 'community') > 50
     and not exists (select from family f where f.district = d.code / 1000000) order by d.code limit 1`,
  )
  await client.end()
  return Number(rows[0]?.code)
}

function taking<T>(things: readonly T[]): () => T {
  let next = 0
  return () => {
    const thing = things[next % things.length]
    next += 1
    if (thing === undefined) throw new Error('There is nothing to ask for.')
    return thing
  }
}

interface Round extends Measured, Spent {}

/** Rounds of ours and of raw in turn: requests a second, and what one request takes of the processor in the server and in the database. */
async function compare(
  among: Both | readonly Both[],
  ours: () => Ask,
  raw: () => Ask,
): Promise<Record<'ours' | 'raw', Round>> {
  const [both] = [among].flat()
  if (!both) throw new Error('There is nobody to ask.')
  const rounds = { ours: [] as Round[], raw: [] as Round[] }
  const round = (side: 'ours' | 'raw', next: () => Ask) => async () => {
    const requests = rounds[side].length === 0 ? WARM_REQUESTS : ROUND_REQUESTS
    const before = both.spent[side]()
    const measured = await load(both[side], next, requests)
    const after = both.spent[side]()
    const each = (part: keyof Spent) => (after[part] - before[part]) / measured.requests
    rounds[side].push({ ...measured, server: each('server'), database: each('database') })
    return measured.per_second
  }
  await inTurn(ROUNDS, [round('ours', ours), round('raw', raw)])
  return { ours: middleOf(rounds.ours.slice(1)), raw: middleOf(rounds.raw.slice(1)) }
}

/** The median of each figure; the first round, which warms caches and plans, is left out by the caller. */
function middleOf(rounds: readonly Round[]): Round {
  const of = (name: keyof Round) => median(rounds.map((round) => round[name]))
  const [requests, per_second] = [of('requests'), of('per_second')]
  return {
    requests,
    per_second,
    p50_ms: of('p50_ms'),
    p99_ms: of('p99_ms'),
    server: of('server'),
    database: of('database'),
  }
}

const work = ({ server, database }: Round) => server + database

/**
 * The figure is of the processor's time a request takes, server and database together: how many requests a machine answers when it has
 * nothing else to do, whoever shares it while it is measured.
 */
function throughput(what: string, { ours, raw }: Awaited<ReturnType<typeof compare>>, least: number): Line {
  const show = (round: Round) => {
    const waited = `p50 ${round.p50_ms.toFixed(1)} ms, p99 ${round.p99_ms.toFixed(0)} ms`
    return `${round.server.toFixed(2)} + ${round.database.toFixed(2)} ms; ${round.per_second.toFixed(0)}/s, ${waited}`
  }
  return {
    what,
    ours: show(ours),
    limit: `raw ${show(raw)}`,
    figure: work(raw) / work(ours),
    unit: 'of raw',
    target: { at_least: least },
  }
}

export async function familyPage(both: Both, families: readonly Family[]): Promise<Line> {
  const [a, b] = [taking(families), taking(families)]
  const found = await compare(
    both,
    () => ({ path: `/api/families/${a().id}` }),
    () => {
      const { district, id } = b()
      return { path: `/family/${district}/${id}` }
    },
  )
  return throughput('family page', found, 0.5)
}

interface Page {
  rows: { community: number; family_id: string }[]
  next: string | null
}

/** Ours and raw walk through the same city page by page; then one page at a time, the first against the five hundredth. */
export async function familyList(both: Both): Promise<Line[]> {
  const cursors: (string | null)[] = [null]
  while (cursors.length < 600) {
    const cursor = cursors.at(-1)
    const page = JSON.parse(await send(both.ours, { path: listPath(cursor ?? null) })) as Page
    if (page.next === null) break
    cursors.push(page.next)
  }
  const keys: Page['rows'] = []
  while (keys.length < cursors.length - 1) {
    const last = keys.at(-1)
    const page = JSON.parse(await send(both.raw, { path: rawListPath(last) })) as Page
    const end = page.rows.at(-1)
    if (!end) break
    keys.push(end)
  }
  const [a, b] = [taking(cursors), taking(keys)]
  const found = await compare(
    both,
    () => ({ path: listPath(a()) }),
    () => ({ path: rawListPath(b()) }),
  )
  const deep = Math.min(499, cursors.length - 2)
  const single = (cursor: string | null) => async () => {
    const times: number[] = []
    for (let i = 0; i < 60; i++) times.push(await timed(() => send(both.ours, { path: listPath(cursor) })))
    return times.toSorted((x, y) => x - y)[30] ?? Number.NaN
  }
  const [first = Number.NaN, far = Number.NaN] = await inTurn(ROUNDS, [single(null), single(cursors[deep] ?? null)])
  return [
    throughput('list of 20 families of a wide place', found, 0.5),
    {
      what: `page ${deep + 1} against page 1 of the same list`,
      ours: `${far.toFixed(1)} ms`,
      limit: `page 1 ${first.toFixed(1)} ms`,
      figure: far / first,
      unit: 'of page 1',
      target: { at_most: 1.2 },
    },
  ]
}

const listPath = (cursor: string | null) =>
  `/api/families?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
const rawListPath = (last: Page['rows'][number] | undefined) =>
  last ? `/families?community=${last.community}&id=${last.family_id}` : '/families'

/**
 * Against the gram query that answers the same lines; and beside it, without a target, against the ones that answer ids and names alone: in a
 * GIN index, and the first twenty in no order that have the piece in a plain one. Against SQL alone: `gramsAlone`.
 */
export async function nameSearch(both: Both, pieces: readonly string[]): Promise<Line[]> {
  const against = async (path: 'gin' | 'find' | 'gram', unit: string): Promise<Line> => {
    const [a, b] = [taking(pieces), taking(pieces)]
    const found = await compare(
      both,
      () => ({ path: `/api/families/find?q=${encodeURIComponent(a())}` }),
      () => ({ path: `/${path}?q=${encodeURIComponent(b())}` }),
    )
    const times = work(found.ours) / work(found.raw)
    const { target: _none, ...line } = throughput('two characters of a name, the whole nation', found, 0)
    return { ...line, figure: times, unit, ...(path === 'find' ? { target: { at_most: 3 } } : {}) }
  }
  return [
    await against('gin', 'times the gram query over HTTP, ids and names alone'),
    await against('find', 'times the gram query of the same lines'),
    await against('gram', 'times a gram query in no order'),
  ]
}

/** A worker of one district and the families she records for. */
export interface Desk extends Both {
  families: readonly Family[]
}

/**
 * Records of many districts of a city, each by an officer of its own, in turn: acts of one district share one audit chain and are
 * written one after the other, those of different districts are not.
 */
export async function createRecord(desks: readonly Desk[]): Promise<Line> {
  const [a, b] = [taking(desks), taking(desks)]
  const families = new Map(desks.map((desk) => [desk, [taking(desk.families), taking(desk.families)] as const]))
  const familyOf = (desk: Desk, side: 0 | 1): Family => {
    const next = families.get(desk)?.[side]
    if (!next) throw new Error('A desk has families.')
    return next()
  }
  const found = await compare(
    desks,
    () => {
      const desk = a()
      const { id } = familyOf(desk, 0)
      const body = { id: newId(), family_id: id, kind: 'phone', minutes: 10 }
      return { method: 'POST', path: '/api/care-records', body, client: desk.ours }
    },
    () => {
      const desk = b()
      const { district, id, community } = familyOf(desk, 1)
      const body = { district, community, family_id: id, kind: 'phone', minutes: 10 }
      return { method: 'POST', path: '/records', body, client: desk.raw }
    },
  )
  return throughput('create one care record', found, 0.25)
}

/** One person at her desk in one district, nobody else: the median of single requests. */
export async function oneDistrict(ours: Client, familyId: string): Promise<Line[]> {
  const asks: [string, string][] = [
    ['eligibility run of a district (preview), end to end', '/api/eligibility-runs/preview'],
    ['family page of a district', `/api/families/${familyId}`],
    ['list of a district', '/api/families?limit=20'],
    ['statement of a district, one year', `/api/reports/statement?${lastYear()}`],
  ]
  const lines: Line[] = []
  for (const [what, path] of asks) {
    const times: number[] = []
    for (let i = 0; i < 12; i++) times.push(await timed(() => send(ours, { path })))
    const middle = times.slice(2).toSorted((x, y) => x - y)[5] ?? Number.NaN
    lines.push({
      what,
      ours: `${middle.toFixed(0)} ms`,
      limit: '',
      figure: middle,
      unit: 'ms',
      target: { at_most: 100 },
    })
  }
  return lines
}

function lastYear(): string {
  const year = new Date().getUTCFullYear() - 1
  return `from=${year}-01-01&to=${year}-12-31`
}
