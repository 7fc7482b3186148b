import { createReadStream, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import {
  NATION,
  PUBLISHED,
  readChanges,
  readTable,
  type Excerpt,
  type Place,
  type PublishedTable,
} from '../rules/index.ts'
import { mergeStaged } from './merge-staged.ts'

const DATA = new URL('../../../../data/divisions/', import.meta.url)

/** One buffer of the stream to the database. */
const CHUNK_CHARACTERS = 65_536

const COLUMNS =
  'code, tier, level, base_level, parent, parent_level, name, short_name, path_name, pinyin, initials, version'

export interface LoadOptions {
  /** The table to load and its file; the ones of the product, with its list of changes, unless said. */
  readonly table?: PublishedTable
  readonly file?: URL
  /**
   * Only these places with all in them and the path to them, for tests and trials. Such a load closes nothing, and does not count as having
   * loaded the version.
   */
  readonly only?: Excerpt
  /** Called now and then with the number of places sent. */
  readonly onProgress?: (places: number) => void
}

export interface Loaded {
  readonly version: string
  /** Rows sent, the nation included; 0 when the version was there already. */
  readonly places: number
  readonly skipped: boolean
}

/**
 * Brings a published table of divisions into the database, and the list of known changes: the first into an empty table in
 * seconds, a later one by comparison (new places get valid_from, vanished ones valid_to, changed names a `rename` in
 * division_change). One transaction: all or nothing. Does nothing when the version was loaded before.
 *
 * @param url a login that may become nuanxin_owner, as for `migrate`
 */
export async function loadDivisions(url: string, options: LoadOptions = {}): Promise<Loaded> {
  const table = options.table ?? PUBLISHED
  const client = new pg.Client({ connectionString: url, application_name: 'nuanxin divisions' })
  await client.connect()
  try {
    await client.query('set role nuanxin_owner')
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('nuanxin divisions'))")
    if (await isLoaded(client, table.version)) {
      await client.query('rollback')
      return { version: table.version, places: 0, skipped: true }
    }
    const places = await load(client, table, options)
    await client.query('commit')
    await client.query('analyze division')
    return { version: table.version, places, skipped: false }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    await client.end()
  }
}

async function isLoaded(client: pg.Client, version: string): Promise<boolean> {
  const { rowCount } = await client.query('select from division_version where version = $1', [version])
  return rowCount === 1
}

async function load(client: pg.Client, table: PublishedTable, options: LoadOptions): Promise<number> {
  const file = options.file ?? new URL(`divisions-${table.version}.tsv.br`, DATA)
  const whole = options.only === undefined
  const { rows } = await client.query<{ filled: boolean }>('select exists (select from division) as filled')
  const fresh = whole && rows[0]?.filled === false
  let places = 0
  if (fresh) {
    places = await withoutIndexes(client, () => copyInto(client, 'division', file, table.version, options))
  } else {
    await client.query('create temp table staged (like division) on commit drop')
    places = await copyInto(client, 'staged', file, table.version, options)
    await mergeStaged(client, table, whole)
  }
  if (options.table === undefined) await recordChanges(client)
  if (whole) {
    await client.query('insert into division_version (version, table_date, source, places) values ($1, $2, $3, $4)', [
      table.version,
      table.table_date,
      table.source,
      places,
    ])
  }
  return places
}

async function copyInto(
  client: pg.Client,
  target: 'division' | 'staged',
  file: URL,
  version: string,
  options: LoadOptions,
): Promise<number> {
  const { only, onProgress } = options
  let places = 0
  async function* lines(source: AsyncIterable<string>): AsyncGenerator<Buffer> {
    const table = readTable(only)
    let text = ''
    let tail = ''
    const take = (place: Place | undefined) => {
      if (place === undefined) return
      text += copyLine(place, version)
      places += 1
    }
    for await (const chunk of source) {
      const whole = (tail + chunk).split('\n')
      tail = whole.pop() ?? ''
      for (const line of whole) take(table.line(line))
      if (text.length > CHUNK_CHARACTERS) {
        yield Buffer.from(text)
        text = ''
        onProgress?.(places)
      }
    }
    if (tail !== '') take(table.line(tail))
    take(table.end())
    yield Buffer.from(text)
    onProgress?.(places)
  }
  const unpack = createBrotliDecompress()
  unpack.setEncoding('utf8')
  await pipeline(
    createReadStream(file),
    unpack,
    lines,
    client.query(copyFrom(`copy ${target} (${COLUMNS}) from stdin`)),
  )
  return places
}

/** One line of COPY's text format. Names hold neither tabs nor backslashes: scripts/make-divisions.ts lets none in. */
function copyLine(place: Place, version: string): string {
  const parent = place.code === NATION.code ? '\\N\t\\N' : `${place.parent}\t${place.parent_level}`
  return (
    `${place.code}\t${place.tier}\t${place.level}\t${place.base_level}\t${parent}\t${place.name}\t${place.short_name}` +
    `\t${place.path_name}\t${place.pinyin}\t${place.initials}\t${version}\n`
  )
}

/**
 * Runs `fill` on the empty table without its indexes and its own foreign key, and puts them back as the catalog knew them: built
 * once over all rows they cost far less than row by row (whole load 34 s → 12 s). The primary key stays, other tables refer to it.
 */
async function withoutIndexes<T>(client: pg.Client, fill: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ drop: string; restore: string }>(`
    select format('alter table division drop constraint %I', conname) as drop,
      format('alter table division add constraint %I %s', conname, pg_get_constraintdef(oid)) as restore,
      contype::text as kind
    from pg_constraint where conrelid = 'division'::regclass and contype in ('f', 'u')
    union all
    select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 'i'
    from pg_index i where i.indrelid = 'division'::regclass
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
    order by kind`)
  for (const { drop } of rows) await client.query(drop)
  const result = await fill()
  await client.query("set local maintenance_work_mem = '128MB'")
  // Backwards: a foreign key needs the unique key it points to.
  for (const { restore } of rows.toReversed()) await client.query(restore)
  return result
}

async function recordChanges(client: pg.Client): Promise<void> {
  const changes = readChanges(readFileSync(new URL('changes.tsv', DATA), 'utf8'))
  for (const change of changes) {
    await client.query(
      `insert into division_change (old_code, new_code, effective_on, kind, old_name, new_name, document)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [
        change.old_code,
        change.new_code,
        change.effective_on,
        change.kind,
        change.old_name,
        change.new_name,
        change.document,
      ],
    )
  }
}
