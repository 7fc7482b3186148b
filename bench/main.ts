import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { clientOf } from './load.ts'
import { demonstration } from './demonstration.ts'
import { importing } from './import.ts'
import { eligibility, report } from './in-database.ts'
import {
  createRecord,
  type Desk,
  districtsOf,
  familyList,
  familyPage,
  nameSearch,
  oneDistrict,
  someFamilies,
} from './over-http.ts'
import { gramsAlone, withGrams } from './grams.ts'
import { nameParts } from './names.ts'
import { processorOf, processorOfDatabase } from './processor.ts'
import { composing } from './payments.ts'
import { openRig, residentMb, type Rig, type Running, signIn, startOurs, startRaw } from './rig.ts'
import { simulation } from './simulation.ts'
import { standing } from './standing.ts'
import { type Line, passes, printTable } from './table.ts'
import { buildWorld, SCALES, type Scale } from './world.ts'

const PORT = 18_471
const IDLE_SECONDS = 60
const NAMES = [
  'page',
  'list',
  'search',
  'create',
  'eligibility',
  'simulation',
  'standing',
  'report',
  'import',
  'district',
  'idle',
  'round',
  'demo',
] as const
type Name = (typeof NAMES)[number]
/** What is asked over HTTP: needs the built web app. */
const OVER_HTTP: readonly Name[] = ['page', 'list', 'search', 'create', 'district']

const say = (text: string) => void process.stdout.write(`${text}\n`)

function asked(argv: readonly string[]): { scale: Scale; only: ReadonlySet<string>; keep: string | undefined } {
  const after = (flag: string) => {
    const at = argv.indexOf(flag)
    return at === -1 ? undefined : argv[at + 1]
  }
  const scale = after('--scale') ?? 'M'
  if (scale !== 'S' && scale !== 'M') throw new Error('--scale is S (one district) or M (273 districts).')
  const only = after('--only')?.split(',') ?? [...NAMES]
  const unknown = only.find((name) => !NAMES.some((known) => known === name))
  if (unknown) throw new Error(`--only knows ${NAMES.join(', ')}; not ${unknown}.`)
  return { scale: SCALES[scale], only: new Set(only), keep: after('--folder') }
}

const DISTRICT = 530_103_000_000
const CITY = 530_100_000_000
const NATION = 0

/** Does what is asked for by name, says what came of it and keeps it for the table. */
function measuring(lines: Line[], wants: (name: Name) => boolean) {
  return async (name: Name, work: () => Promise<Line | Line[]>) => {
    if (!wants(name)) return
    say(`… ${name} (load ${loadavg()[0]?.toFixed(1)})`)
    const measured = [await work()].flat()
    for (const line of measured)
      say(`  ${line.what}: ${line.ours}; ${line.limit}; ${line.figure.toFixed(2)} ${line.unit}`)
    lines.push(...measured)
  }
}

/** What goes over HTTP: our real server and the raw one on the same database, in turn. */
async function overHttp(rig: Rig, wants: (name: Name) => boolean): Promise<Line[]> {
  if (!OVER_HTTP.some(wants)) return []
  const cookie = async (role: Parameters<typeof signIn>[1], division: number) => {
    const { actor, token } = await signIn(rig, role, division)
    return { actor, headers: { cookie: `nuanxin=${token}` } }
  }
  const officer = await cookie('district_officer', DISTRICT)
  const wide = await cookie('supervisor', NATION)
  const ours = await startOurs(rig.folder, PORT)
  const raw = await startRaw(rig)
  const database = rig.house.database_pid() ?? 0
  const spentBy = (server: Running) => () => ({
    server: processorOf(server.child.pid ?? 0),
    database: processorOfDatabase(database),
  })
  const spent = { ours: spentBy(ours), raw: spentBy(raw) }
  const both = (who: typeof officer) => ({ ours: clientOf(ours.url, who.headers), raw: raw.as(who.actor), spent })
  const desks = async () => {
    const found: Desk[] = []
    for (const district of await districtsOf(rig.superuser_url, CITY)) {
      const who = await cookie('district_officer', district)
      const { lo, hi } = who.actor.scope
      found.push({ ...both(who), families: await someFamilies(rig.superuser_url, lo, hi) })
    }
    return found
  }
  const families = await someFamilies(rig.superuser_url, officer.actor.scope.lo, officer.actor.scope.hi)
  const [first] = families
  if (!first) throw new Error('The district has no families.')
  const { given } = nameParts()
  const pieces = given.slice(0, 40).map((part, index) => part.character + (given[index + 40]?.character ?? ''))
  const lines: Line[] = []
  const measure = measuring(lines, wants)
  try {
    await measure('page', () => familyPage(both(officer), families))
    await measure('list', () => familyList(both(wide)))
    await measure('search', () =>
      withGrams(rig.superuser_url, async (gin) => [
        ...(await nameSearch(both(wide), pieces)),
        await gramsAlone(gin, both(wide).ours, pieces),
      ]),
    )
    await measure('district', () => oneDistrict(both(officer).ours, first.id))
    await measure('create', async () => createRecord(await desks()))
  } finally {
    await raw.stop()
    // It shares the database with the bench: it must not stop it.
    await ours.stop('SIGKILL')
  }
  return lines
}

async function inDatabase(rig: Rig, wants: (name: Name) => boolean, scale: Scale): Promise<Line[]> {
  const { actor: city } = await signIn(rig, 'supervisor', CITY)
  const { actor: nation } = await signIn(rig, 'supervisor', NATION)
  const lines: Line[] = []
  const measure = measuring(lines, wants)
  await measure('eligibility', () => eligibility(rig, nation))
  await measure('simulation', () => simulation(rig, nation))
  await measure('standing', () => standing(rig, nation))
  await measure('report', () => report(rig, 'city', city))
  await measure('report', () => report(rig, 'nation', nation))
  await measure('import', () => importing(rig, scale.name === 'S' ? 900 : 9_999))
  return lines
}

/** A round that pays a whole county, in a database of its own. */
async function money(folder: string): Promise<Line[]> {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
  const rig = await openRig(folder)
  try {
    say(`… round (load ${loadavg()[0]?.toFixed(1)})`)
    const lines = await composing(rig, 100_000, (text) => say(`… ${text}`))
    for (const line of lines) say(`  ${line.what}: ${line.ours}; ${line.limit}; ${line.figure.toFixed(2)} ${line.unit}`)
    return lines
  } finally {
    await rig.house.close()
  }
}

/** The data are there, the database is stopped: a start as after a night, then a minute of nobody asking anything. */
async function restart(folder: string): Promise<Line[]> {
  const starts: number[] = []
  let resident = Number.NaN
  for (const seconds of [0, 0, IDLE_SECONDS]) {
    const ours = await startOurs(folder, PORT)
    starts.push(ours.first_answer_ms)
    await pause(seconds * 1_000)
    if (seconds > 0) resident = residentMb(ours.child)
    await ours.stop()
  }
  const best = Math.min(...starts)
  return [
    {
      what: 'start to first answer, database included (best of 3)',
      ours: `${(best / 1_000).toFixed(2)} s`,
      limit: '',
      figure: best / 1_000,
      unit: 's',
      target: { at_most: 2 },
    },
    {
      what: 'resident memory of the idle server',
      ours: `${resident.toFixed(0)} MB`,
      limit: '',
      figure: resident,
      unit: 'MB',
      target: { at_most: 150 },
    },
  ]
}

async function main(): Promise<void> {
  const { scale, only, keep } = asked(process.argv.slice(2))
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'nuanxin-bench-'))
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
  const wants = (name: Name) => only.has(name)
  say(`Scale ${scale.name}; ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}`)
  const rig = await openRig(folder)
  let lines: Line[]
  try {
    const started = performance.now()
    const sizes = await buildWorld(rig.superuser_url, scale, (text) => say(`… ${text}`))
    say(`${JSON.stringify(sizes)} in ${((performance.now() - started) / 1_000).toFixed(0)} s`)
    lines = [...(await overHttp(rig, wants)), ...(await inDatabase(rig, wants, scale))]
  } finally {
    await rig.house.close()
  }
  if (wants('round')) lines.push(...(await money(join(folder, 'county'))))
  if (wants('idle')) lines.push(...(await restart(folder)))
  await measuring(lines, wants)('demo', () => demonstration(PORT))
  say(`\n${printTable(lines)}\n`)
  if (!keep) rmSync(folder, { recursive: true, force: true })
  const missed = lines.filter((line) => !passes(line)).length
  const aimed = lines.filter((line) => line.target).length
  say(
    `${aimed - missed} targets reached, ${missed} missed; load of the machine ${loadavg()
      .map((l) => l.toFixed(1))
      .join(', ')}`,
  )
}

await main()
