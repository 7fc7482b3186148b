import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { civilDate } from '../src/kernel/calendar.ts'
import { makeIdNumber } from '../src/kernel/id-number.ts'
import type { Actor } from '../src/platform/call.ts'
import { readIn } from '../src/platform/database/transact.ts'
import { writeWorkbook } from '../src/platform/exchange/write-xlsx.ts'
import { rollupOf } from '../src/ledgers/care-records/index.ts'
import { eligibleQuery } from '../src/promises/policies/index.ts'
import { importRoster } from '../src/registry/imports/index.ts'
import { inTurn, median, timed } from './load.ts'
import { nameParts } from './names.ts'
import { callOf, type Rig } from './rig.ts'
import { twentyRules } from './rules.ts'
import type { Line } from './table.ts'

/** Twenty rules over every person of the country, counted: the compiled predicates against hand-written statements. */
export async function eligibility(rig: Rig, nation: Actor): Promise<Line> {
  const call = callOf(rig, nation)
  const { policies, statements } = twentyRules(call.today)
  const ours = () =>
    readIn(rig.house.db, call, async (tx) => {
      const counts: number[] = []
      for (const policy of policies) {
        const query = eligibleQuery(policy, nation.scope, call.today, 'yes')
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from (${query}) e`.execute(tx)
        counts.push(rows[0]?.n ?? Number.NaN)
      }
      return counts
    })
  const written = () =>
    readIn(rig.house.db, call, async (tx) => {
      const counts: number[] = []
      for (const statement of statements)
        counts.push(((await sql`${statement}`.execute(tx)) as { rows: { n: number }[] }).rows[0]?.n ?? Number.NaN)
      return counts
    })
  const [mine, theirs] = [await ours(), await written()]
  if (mine.join() !== theirs.join())
    throw new Error(`The rules and the statements differ: ${mine.join()} / ${theirs.join()}`)
  const [a = Number.NaN, b = Number.NaN] = await inTurn(5, [() => timed(ours), () => timed(written)])
  return {
    what: `20 rules over all persons, counted (${mine.reduce((sum, n) => sum + n, 0)} hits)`,
    ours: `${a.toFixed(0)} ms`,
    limit: `hand-written ${b.toFixed(0)} ms`,
    figure: a / b,
    unit: 'times hand-written',
    target: { at_most: 1.5 },
  }
}

const UNITS = [
  'records',
  'not_done',
  'household_times',
  'person_times',
  'sessions',
  'minutes',
  'amount_fen',
  'quantity',
  'copies',
  'views',
] as const

/** The same figures as the roll-up's, by kind and month, counted from the records themselves. */
const counted = (scope: Actor['scope'], year: number) => sql<
  Record<(typeof UNITS)[number] | 'kind' | 'month', unknown>
>`
  select r.kind, to_char(r.happened_on, 'YYYY-MM') as month, sum(r.sign) as records,
    coalesce(sum(r.sign) filter (where r.outcome <> 'done'), 0) as not_done,
    sum(r.sign * r.households) filter (where r.outcome = 'done') as household_times,
    sum(r.sign * (r.persons + r.headcount)) filter (where r.outcome = 'done') as person_times,
    coalesce(sum(r.sign) filter (where r.outcome = 'done' and k.code is not null), 0) as sessions,
    sum(r.sign * r.minutes) filter (where r.outcome = 'done') as minutes,
    sum(r.sign * r.amount_fen) filter (where r.outcome = 'done')::bigint as amount_fen,
    sum(r.sign * r.quantity) filter (where r.outcome = 'done') as quantity,
    sum(r.sign * r.copies) filter (where r.outcome = 'done') as copies, sum(r.sign * r.views) filter (where r.outcome = 'done') as views
  from care_record r left join care_kind k on k.code = r.kind and 'session' = any(k.units)
  where r.community >= ${scope.lo}::bigint and r.community < ${scope.hi}::bigint
    and r.happened_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date group by 1, 2`

/** Figures of a year by kind and month: from the roll-up, and the same ones from the records; the bench stops where they differ. */
export async function report(rig: Rig, where: string, reader: Actor): Promise<Line> {
  const call = callOf(rig, reader)
  const year = Number(call.today.slice(0, 4)) - 1
  const asked = { division: reader.division, from_month: `${year}-01`, to_month: `${year}-12` }
  const rolled = () => readIn(rig.house.db, call, (tx) => rollupOf(tx, call, asked, ['kind', 'month']))
  const scanned = () => readIn(rig.house.db, call, async (tx) => (await counted(reader.scope, year).execute(tx)).rows)
  const text = (rows: readonly object[]) =>
    rows
      .map((row) => ['kind', 'month', ...UNITS].map((name) => String(Reflect.get(row, name))).join())
      .toSorted()
      .join('\n')
  if (text(await rolled()) !== text(await scanned())) throw new Error('The roll-up and the records differ.')
  const [a = Number.NaN, b = Number.NaN] = await inTurn(7, [() => timed(rolled), () => timed(scanned)])
  return {
    what: `a year of care by kind and month, ${where}`,
    ours: `${a.toFixed(1)} ms`,
    limit: `scan of records ${b.toFixed(1)} ms`,
    figure: b / a,
    unit: 'times the scan',
    target: { at_least: 10 },
  }
}

const HEADERS = [
  '家庭编号',
  '社区',
  '姓名',
  '与户主关系',
  '身份证号',
  '性别',
  '出生日期',
  '离世日期',
  '现住址',
  '家庭类别',
]

/** A roster of households of three with right numbers, as an officer would send it. */
async function rosterOf(rig: Rig, district: Actor, persons: number, salt: number): Promise<Uint8Array> {
  const { rows } = await readIn(rig.house.db, callOf(rig, district), (tx) =>
    sql<{
      name: string
    }>`select min(d.name) as name from division d where d.code > ${district.scope.lo}::bigint and d.code < ${district.scope.hi}::bigint
      and d.tier = 'community' group by d.short_name having count(*) = 1 order by 1`.execute(tx),
  )
  const { surnames, given } = nameParts()
  const name = (n: number, surname: number) =>
    `${surnames[surname % surnames.length]?.character}${given[n % given.length]?.character}${given[(n * 7) % given.length]?.character}`
  const lines: string[][] = []
  for (let n = 0; lines.length < persons; n++) {
    const number = `B${salt}-${n}`
    const place = rows[n % rows.length]?.name ?? ''
    const born = (year: number) =>
      civilDate(`${year + (n % 12)}-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`)
    const id = (sex: 0 | 1, birth: ReturnType<typeof civilDate>) =>
      makeIdNumber(530_103 + salt, birth, (Math.floor(n / 84) % 499) * 2 + sex)
    const [father, mother] = [born(1945), born(1947)]
    lines.push([number, place, name(n, n), '户主', id(1, father), '男', father, '', `路${n}号`, '甲类'])
    lines.push([number, place, name(n + 3, n + 5), '配偶', id(0, mother), '女', mother, '', '', ''])
    lines.push([number, place, name(n + 9, n), '儿子', '', '男', born(1975), '2009-08-30', '', ''])
  }
  return writeWorkbook({
    sheets: [
      {
        name: '花名册',
        columns: HEADERS.map((header, index) => ({ key: String(index), header, kind: 'text' as const })),
        rows: lines.map((line) => Object.fromEntries(line.map((value, index) => [String(index), value]))),
      },
    ],
  })
}

/** As many people as the roster, from the table itself, sent back as COPY under new ids with every index in place; rolled back. */
async function copyPeople(rig: Rig, persons: number): Promise<number> {
  const client = new pg.Client({ connectionString: rig.superuser_url })
  await client.connect()
  await client.query('set session_replication_role = replica')
  const chunks: Buffer[] = []
  const columns = (
    await client.query<{ names: string }>(
      `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute where attrelid = 'person'::regclass
       and attnum > 0 and not attisdropped`,
    )
  ).rows[0]?.names
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  const fresh = (columns ?? '')
    .split(', ')
    .map((column) => (column === 'id' ? 'gen_random_uuid()' : column === 'id_hmac' ? 'sha256(id_hmac)' : column))
    .join(', ')
  await pipeline(
    client.query(copyTo(`copy (select ${fresh} from person order by md5(id::text) limit ${persons}) to stdout`)),
    sink,
  )
  await client.query('begin')
  const ms = await timed(() =>
    pipeline(Readable.from(chunks), client.query(copyFrom(`copy person (${columns}) from stdin`))),
  )
  await client.query('rollback')
  await client.end()
  return ms
}

/** A roster read, judged, previewed and applied, against the same number of rows copied into the table of people. */
export async function importing(rig: Rig, district: Actor, persons: number): Promise<Line> {
  const imports: number[] = []
  const copies: number[] = []
  for (const salt of [1, 2]) {
    const bytes = await rosterOf(rig, district, persons, salt)
    imports.push(
      await timed(async () => {
        const { applied, faults } = await importRoster(rig.house.db, callOf(rig, district), {
          bytes,
          file_name: `roster-${salt}.xlsx`,
          apply: true,
        })
        if (!applied) throw new Error(`The roster was not applied: ${JSON.stringify(faults.slice(0, 3))}`)
      }),
    )
    copies.push(await copyPeople(rig, persons))
  }
  const rate = (ms: number) => (persons / ms) * 1_000
  const [a, b] = [median(imports), median(copies)]
  return {
    what: `import a roster of ${persons} rows: read, judged, previewed, applied`,
    ours: `${rate(a).toFixed(0)} rows/s`,
    limit: `COPY into person ${rate(b).toFixed(0)} rows/s`,
    figure: b / a,
    unit: 'of COPY',
    target: { at_least: 0.2 },
  }
}
