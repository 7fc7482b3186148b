import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { importRoster } from '../src/registry/imports/index.ts'
import { median, timed } from './load.ts'
import { emptyDistrict } from './over-http.ts'
import { callOf, type Rig, signIn } from './rig.ts'
import { rosterOf } from './roster.ts'
import type { Line } from './table.ts'

/** Every table of the register a roster reaches, parents first. What only an import needs (staged rows, the trail) COPY is spared. */
const TABLES = [
  'family_file_counter',
  'family',
  'person',
  'person_name_gram',
  'identity_claim',
  'certificate',
  'person_relation',
  'decision_contact',
  'contact_preference',
  'family_tag',
  'person_fact',
]

interface Copied {
  ms: number
  rows: number
}

/**
 * The very rows an import left in a district, sent as COPY into a district that has none, with every index, check and foreign key in place
 * and a durable commit: what the database asks for these rows at the least.
 */
async function copyAgain(rig: Rig, from: number, to: number): Promise<Copied> {
  const client = new pg.Client({ connectionString: rig.superuser_url })
  await client.connect()
  const prepared: { into: string; chunks: Buffer[] }[] = []
  let rows = 0
  for (const table of TABLES) {
    const { rows: columns } = await client.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    )
    const names = columns.map(({ name }) => name)
    const moved = names.map((name) => {
      if (name === 'district') return String(to)
      if (name === 'community') return `community % 1000000 + ${to}::bigint * 1000000`
      // Nationwide unique: another person's.
      return name === 'id_hmac' ? `sha256(id_hmac || '\\x${to.toString(16).padStart(6, '0')}'::bytea)` : name
    })
    const chunks: Buffer[] = []
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        rows += chunk.toString('latin1').split('\n').length - 1
        chunks.push(chunk)
        done()
      },
    })
    await pipeline(
      client.query(copyTo(`copy (select ${moved.join(', ')} from ${table} where district = ${from}) to stdout`)),
      sink,
    )
    prepared.push({ into: `copy ${table} (${names.join(', ')}) from stdin`, chunks })
  }
  const ms = await timed(async () => {
    await client.query('begin')
    for (const { into, chunks } of prepared) await pipeline(Readable.from(chunks), client.query(copyFrom(into)))
    await client.query('commit')
  })
  await client.end()
  return { ms, rows }
}

const ROUNDS = 3

/** A roster read, judged, previewed and applied in a district that has no families, against COPY of the same rows into another such. */
export async function importing(rig: Rig, persons: number): Promise<Line> {
  const imports: number[] = []
  const copies: number[] = []
  let written = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const district = await emptyDistrict(rig.superuser_url)
    const { actor } = await signIn(rig, 'district_officer', district)
    const bytes = await rosterOf(rig, actor, persons)
    const ms = await timed(async () => {
      const { applied, faults } = await importRoster(rig.house.db, callOf(rig, actor), {
        bytes,
        file_name: `roster-${round}.xlsx`,
        apply: true,
      })
      if (!applied) throw new Error(`The roster was not applied: ${JSON.stringify(faults.slice(0, 3))}`)
    })
    const next = await emptyDistrict(rig.superuser_url)
    const copied = await copyAgain(rig, actor.district, Math.floor(next / 1_000_000))
    written = copied.rows
    // The first round warms code, caches and the pages of the indexes.
    if (round === 0) continue
    imports.push(ms)
    copies.push(copied.ms)
  }
  const rate = (ms: number) => (persons / ms) * 1_000
  const [a, b] = [median(imports), median(copies)]
  return {
    what: `import a roster of ${persons} rows: read, judged, previewed, applied`,
    ours: `${rate(a).toFixed(0)} rows/s`,
    limit: `COPY of the same ${written} rows of the register ${rate(b).toFixed(0)} rows/s`,
    figure: b / a,
    unit: 'of COPY',
    target: { at_least: 0.2 },
  }
}
