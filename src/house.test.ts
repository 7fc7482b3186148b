import { chmodSync, copyFileSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './house.ts'
import { runVerify } from './command-line/verify.ts'
import { houseJobs, verifyHouse } from './upkeep.ts'
import { systemClock } from './platform/clock.ts'
import { readConfig } from './platform/config.ts'
import { asSystem } from './platform/database/transact.ts'
import { type EmbeddedServer, startEmbedded } from './platform/database/embedded.ts'

// A server of its own, since roles belong to the whole server.

const NATION = { lo: 0, hi: 1_000_000_000_000 }
const PASSWORD = 'of-this-test-alone'
let home: string
let server: EmbeddedServer
let superuser: pg.Client

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'nuanxin-install-'))
  chmodSync(home, 0o711)
  server = await startEmbedded({ folder: join(home, 'pg'), superuser_password: PASSWORD, durable: false })
  superuser = new pg.Client({ connectionString: server.superuser_url })
  await superuser.connect()
})
afterAll(async () => {
  await superuser.end()
  await server.stop()
  rmSync(home, { recursive: true, force: true })
})

afterEach(async () => {
  for (const name of ['nx', 'other']) await superuser.query(`drop database if exists ${name} with (force)`)
  const { rows } = await superuser.query<{ rolname: string }>(
    `select rolname from pg_roles where rolname ~ '^nuanxin_|^installer$'`,
  )
  for (const { rolname } of rows) await superuser.query(`drop owned by ${rolname} cascade`)
  if (rows.length > 0) await superuser.query(`drop role ${rows.map(({ rolname }) => rolname).join(', ')}`)
})

const urlOf = (user: string, database = 'nx') => `postgresql://${user}:${PASSWORD}@127.0.0.1:${server.port}/${database}`

/** The server of the package is behind its branch: what it serves is only tried. */
const TRIED = { NUANXIN_PROFILE: 'evaluation' }

function open(folder: string, url: string, { env = TRIED, say = () => undefined }: Opening = {}): Promise<House> {
  const config = readConfig([], { NUANXIN_DATA: join(home, folder), DATABASE_URL: url, ...env })
  return openHouse({ config, clock: systemClock, log: () => undefined, owner: true, say, pool: 2 })
}

interface Opening {
  env?: NodeJS.ProcessEnv
  say?: (step: string, detail?: string) => void
}

const answers = async (house: House) =>
  asSystem(house.db, NATION, (tx) => tx.selectFrom('account').select('id').execute())

/** Starts, works, stops, starts again and proves itself. */
async function livesOn(url: string): Promise<void> {
  const first = await open('rightful', url)
  await answers(first)
  await first.close()
  const second = await open('rightful', url)
  try {
    await answers(second)
    const { catalog, chains, checks, keys } = await verifyHouse(second)
    expect({ catalog, chains, checks, keys }).toEqual({ catalog: [], chains: [], checks: [], keys: true })
  } finally {
    await second.close()
  }
}

test('a database that is not there yet is made', async () => {
  await livesOn(urlOf('postgres'))
})

test('a database that belongs to the superuser is filled', async () => {
  await superuser.query('create database nx')
  await livesOn(urlOf('postgres'))
})

test('a login that is no superuser, makes roles and owns its database, is enough', async () => {
  await superuser.query(`create role installer login createrole createdb password '${PASSWORD}'`)
  await superuser.query('create database nx owner installer')
  await livesOn(urlOf('installer'))
})

test('and so is one that makes the database itself; what it cannot give to the backup, the backup has from the tables', async () => {
  await superuser.query(`create role installer login createrole createdb password '${PASSWORD}'`)
  const house = await open('rightful', urlOf('installer'))
  const backup = new pg.Client({ connectionString: house.urlFor('backup') })
  await backup.connect()
  const { rows: powers } = await superuser.query(
    `select rolbypassrls as bypass, pg_has_role(oid, 'pg_read_all_data', 'usage') as everything from pg_roles
     where rolname = 'nuanxin_backup'`,
  )
  expect(powers).toEqual([{ bypass: false, everything: false }])
  await asSystem(house.db, NATION, (tx) =>
    tx
      .insertInto('audit_head')
      .values({ district: 530103, seq: 0, hash: Buffer.alloc(32) })
      .execute(),
  )
  const { rows } = await backup.query('select district from audit_head')
  const { rows: closed } = await backup.query(
    `select oid::regclass::text from pg_class where relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace)
       and (relkind in ('r', 'p') and not has_table_privilege(oid, 'select') or relkind = 'S' and not has_sequence_privilege(oid, 'select'))`,
  )
  await backup.end()
  await house.close()
  expect(rows).toEqual([{ district: 530103 }])
  expect(closed).toEqual([])
})

test('a data folder with other keys is refused before anything is changed; the rightful one goes on, also after its backup came back', async () => {
  const rightful = await open('rightful', urlOf('postgres'))
  await expect(open('empty', urlOf('postgres'))).rejects.toMatchObject({
    code: 'start.keys_differ',
    params: { database: 'nx', file: join(home, 'empty', 'secrets.json') },
  })
  const client = new pg.Client({ connectionString: rightful.urlFor('app') })
  await client.connect()
  await client.end()
  await rightful.close()
  mkdirSync(join(home, 'restored'), { recursive: true })
  copyFileSync(join(home, 'rightful', 'secrets.json'), join(home, 'restored', 'secrets.json'))
  // A server that a backup was restored to may have the roles with other passwords.
  await superuser.query(`alter role nuanxin_migrator password 'another'`)
  const restored = await open('restored', urlOf('postgres'))
  await answers(restored)
  await superuserIn('nx', `update key_witness set hash = sha256('other')`)
  expect(await verifyHouse(restored)).toMatchObject({ keys: false })
  await restored.close()
})

test('a server on which another Nuanxin lives is refused, and the other goes on', async () => {
  const first = await open('rightful', urlOf('postgres'))
  await expect(open('second', urlOf('postgres', 'other'))).rejects.toMatchObject({ code: 'start.server_taken' })
  const { rowCount } = await superuser.query(`select from pg_database where datname = 'other'`)
  expect(rowCount).toBe(0)
  const client = new pg.Client({ connectionString: first.urlFor('app') })
  await client.connect()
  await client.end()
  await first.close()
})

test('a trail made anew by the superuser, whole and without a fault in itself, is named by district and position', async () => {
  const house = await open('anchored', urlOf('postgres'))
  const append = (reason: string) =>
    superuserIn(
      'nx',
      `select audit_append(530103, now(), null, null, null, 'families.look', 'done', null, null, '${reason}', '{}', gen_random_uuid())`,
    )
  await append('家访')
  await houseJobs(house)
    .find((job) => job.name === 'anchors')
    ?.work(undefined)
  const said: string[] = []
  const output = { json: false, write: (text: string) => void said.push(text) }
  expect((await verifyHouse(house)).anchors).toEqual({ compared: 1, faults: [] })
  await superuserIn('nx', 'delete from audit_entry; delete from audit_head')
  await append('其他')
  expect((await verifyHouse(house)).chains).toEqual([])
  expect(await runVerify(house, output)).toBe(false)
  await house.close()
  expect(said.join('\n')).toMatch(/^anchor +530103 #1 +hash, changed behind #0$/m)
})

test('a message nobody takes is a fault of a running house after a minute, and of no other', async () => {
  const house = await open('waiting', urlOf('postgres'))
  const waits = (age: string) => `insert into outbox (district, id, topic, dedupe_key, payload, created_at)
    values (530103, gen_random_uuid(), 'families', '${age}', '{}', now() - interval '${age}')`
  const found = async (running: boolean) => (await verifyHouse(house, { running })).checks.map((fault) => fault.check)
  await superuserIn('nx', waits('30 seconds'))
  expect(await found(true)).toEqual([])
  await superuserIn('nx', waits('90 seconds'))
  expect(await found(false)).toEqual([])
  expect(await found(true)).toEqual(['platform/outbox'])
  await superuserIn('nx', 'update outbox set delivered_at = now()')
  expect(await found(true)).toEqual([])
  await house.close()
})

async function superuserIn(database: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres', database) })
  await client.connect()
  await client.query(statement)
  await client.end()
}

test('a server with published holes is refused in production before anything is made on it, and told of where it is tried', async () => {
  const made = async () =>
    (
      await superuser.query(
        `select 1 from pg_roles where rolname ~ '^nuanxin_' union all select 1 from pg_database where datname = 'nx'`,
      )
    ).rowCount
  for (const env of [{}, { NUANXIN_PROFILE: 'production' }, { ...TRIED, NODE_ENV: 'production' }]) {
    await expect(open('rightful', urlOf('postgres'), { env })).rejects.toMatchObject({
      code: 'start.server_old',
      params: { version: '18.4', minimum: '18.6' },
    })
    expect(await made()).toBe(0)
  }
  const said: unknown[] = []
  const house = await open('rightful', urlOf('postgres'), { say: (...words) => void said.push(words) })
  try {
    expect(said).toContainEqual(['database_old', '18.4 < 18.6'])
    expect((await verifyHouse(house)).old_server).toMatchObject({ version: '18.4', minimum: '18.6' })
  } finally {
    await house.close()
  }
})
