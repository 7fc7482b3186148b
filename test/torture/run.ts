import pg from 'pg'
import { setTimeout as pause } from 'node:timers/promises'
import { type House, openHouse } from '../../src/house.ts'
import { addDays, civilDate, civilDateOf, type Instant } from '../../src/kernel/calendar.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config.ts'
import { command } from '../../src/platform/database/transact.ts'
import { newId } from '../../src/platform/ids.ts'
import { registerFamilies } from '../../src/registry/families/index.ts'
import {
  beginDemonstration,
  callAs,
  createDemoStaff,
  finishDemonstration,
  systemCall,
} from '../../src/registry/staff/index.ts'
import { faultsOf, verifyHouse } from '../../src/upkeep.ts'
import { bereavedCouple } from '../support/families.ts'
import { type Chance, chanceOf } from '../support/nasty.ts'
import {
  freshId,
  newTally,
  readUntilAnswered,
  sendUntilAnswered,
  type Session,
  signInAs,
  type Tally,
} from './clients.ts'
import { countImports, importAgain, type Importing, type ImportReport, newImporting, type Step } from './imports.ts'
import { comesBack, type Rig, startRig } from './rig.ts'

export interface TortureOptions {
  kills: number
  writers: number
  seed: number
  say: (text: string) => void
}

export interface TortureReport {
  seed: number
  kills: { server: number; database: number }
  acts: Tally
  /** Acts found in the database; must be exactly those sent. */
  found: number
  /** Acts and imported files. */
  lost: number
  doubled: number
  runs: Tally
  imports: ImportReport
  /** What an import was doing when something was killed. */
  met: Record<Step, number>
  faults: number
  slowest_return_ms: number
}

const COMMUNITY = 530_103_001_001
const FAMILIES = 40

function houseOn(folder: string) {
  const config = { ...readConfig([], {}), data_folder: folder }
  return openHouse({ config, clock: systemClock, log: () => undefined, owner: false, say: () => undefined, pool: 3 })
}

/** People to sign in as and families to care for, made through the product's own commands while nobody is killing. */
async function prepare(rig: Rig): Promise<{ families: string[]; officer: string; worker: string }> {
  const house = await houseOn(rig.folder)
  const now = systemClock.now()
  const parts = { now, today: civilDateOf(now), crypto: house.crypto, newId }
  await beginDemonstration(house.db, house.clock)
  const staff = await createDemoStaff(
    house.db,
    systemCall({ ...parts, division: 530_100_000_000, idempotency_key: 'torture-staff' }),
    { communities: [COMMUNITY, COMMUNITY + 1], valid_from: civilDate('2015-01-01') },
  )
  const officer = staff.find((person) => person.role === 'district_officer')
  const worker = staff.find((person) => person.role === 'community_worker' && person.division === COMMUNITY)
  if (!officer || !worker) throw new Error('The demonstration has an officer and a worker.')
  const call = await callAs(house.db, officer.username, {
    ...parts,
    now: now as Instant,
    idempotency_key: 'torture-families',
  })
  const families = await command(
    house.db,
    call,
    { name: 'families.register', input: FAMILIES, district: 530_103 },
    async (tx) => ({
      result: await registerFamilies(
        tx,
        call,
        Array.from({ length: FAMILIES }, (_, i) => bereavedCouple(i, { community: COMMUNITY })),
      ),
    }),
  )
  await finishDemonstration(house.db, house.clock)
  await house.close()
  return { families: families.map((family) => family.id), officer: officer.account_id, worker: worker.account_id }
}

/**
 * Writers log acts, an officer runs eligibility and brings rosters, while server and database are killed at random moments; at the end
 * every act that was sent is there exactly once, every roster is applied once and wholly or not at all, the roll-up and every other
 * invariant hold, and nobody had to lend a hand.
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const chance = chanceOf(options.seed)
  const rig = await startRig()
  try {
    const { families, officer, worker } = await prepare(rig)
    const sessions = { officer: await signInAs(rig.url, officer), worker: await signInAs(rig.url, worker) }
    const [acts, runs, importing] = [newTally(), newTally(), newImporting()]
    const ids: string[] = []
    let going = true
    const writers = Array.from({ length: options.writers }, async (_, writer) => {
      for (let n = 0; going; n++) {
        const id = freshId()
        ids.push(id)
        await sendUntilAnswered(
          sessions.worker,
          { path: '/api/care-records', body: actBody(id, families[(n * 7 + writer) % families.length] ?? '') },
          acts,
        )
      }
    })
    const runner = runAgain(sessions.officer, runs, () => going)
    const importer = importAgain(sessions.officer, importing, chance, () => going)
    const met: Record<Step, number> = { none: 0, upload: 0, preview: 0, apply: 0 }
    for (let kill = 0; kill < options.kills; kill++) {
      await workGoesOn(acts, importing, kill)
      await pause(chance() * 1_500)
      // Every other kill means to meet a roster that is being applied.
      if (kill % 2 === 1) await within(importing, chance)
      const what = (['server', 'database', 'both'] as const)[Math.floor(chance() * 3)] ?? 'both'
      met[importing.step] += 1
      options.say(`kill ${kill + 1}/${options.kills}: ${what} (${importing.step}); ${acts.acknowledged} acts answered`)
      rig.kill(what)
      await comesBack(rig)
    }
    going = false
    await Promise.all([...writers, runner, importer])
    const house = await houseOn(rig.folder)
    const found = await countActs(house, ids)
    const imports = await countImports(house, importing, FAMILIES)
    const faults = faultsOf(await verifyHouse(house))
    await house.close()
    return {
      seed: options.seed,
      kills: rig.kills(),
      acts,
      found: found.total,
      lost: ids.length - found.distinct + imports.lost,
      doubled: found.total - found.distinct + imports.doubled,
      runs,
      imports,
      met,
      faults,
      slowest_return_ms: rig.slowest_return_ms(),
    }
  } finally {
    await rig.stop()
  }
}

function actBody(id: string, family_id: string): string {
  return JSON.stringify({
    id,
    district: 530_103,
    family_id,
    kind: 'phone',
    happened_on: civilDateOf(systemClock.now()),
    outcome: 'done',
    minutes: 5,
  })
}

/** One eligibility run after another over the district, each as of another day: previewed, then applied with its fingerprint. */
async function runAgain(session: Session, tally: Tally, going: () => boolean): Promise<void> {
  const today = civilDateOf(systemClock.now())
  for (let n = 0; going(); n++) {
    const asked = { division: 530_103_000_000, as_of: addDays(today, -(n % 300)) }
    const preview = (await readUntilAnswered(
      session,
      `/api/eligibility-runs/preview?division=${asked.division}&as_of=${asked.as_of}`,
    )) as {
      fingerprint: string
    }
    const body = JSON.stringify({ ...asked, fingerprint: preview.fingerprint })
    // A roster applied between the two changes what is due: she looks again.
    const sent = { path: '/api/eligibility-runs', body, may_refuse: ['entitlements.differs_now'] }
    await sendUntilAnswered(session, sent, tally)
  }
}

/** On a slow machine too something is done between two kills: some acts, and now and then a whole roster. For a minute at most. */
async function workGoesOn(acts: Tally, importing: Importing, kill: number): Promise<void> {
  const want = { acts: acts.acknowledged + 5, files: importing.applies.acknowledged + (kill % 3 === 2 ? 1 : 0) }
  const done = () => acts.acknowledged >= want.acts && importing.applies.acknowledged >= want.files
  for (let tries = 0; tries < 1_200 && !done(); tries++) await pause(50)
}

/** Waits for a roster that is being applied, and then for a random moment of it. */
async function within(importing: Importing, chance: Chance): Promise<void> {
  for (let tries = 0; tries < 2_000 && importing.step !== 'apply'; tries++) await pause(5)
  await pause(chance() * importing.apply_ms)
}

async function countActs(house: House, ids: string[]): Promise<{ total: number; distinct: number }> {
  const client = new pg.Client({ connectionString: house.urlFor('backup') })
  await client.connect()
  const { rows } = await client.query<{ total: string; distinct: string }>(
    'select count(*) as total, count(distinct id) as distinct from care_record where id = any($1::uuid[])',
    [ids],
  )
  await client.end()
  return { total: Number(rows[0]?.total), distinct: Number(rows[0]?.distinct) }
}
