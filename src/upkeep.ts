import pg from 'pg'
import type { House } from './house.ts'
import { anchorFolder, type AnchorFault, verifyAnchors, writeAnchors } from './platform/anchors.ts'
import { type CheckFault, findChecks, runChecks } from './platform/database/checks.ts'
import { keysFit } from './platform/database/key-witness.ts'
import { type CatalogFault, lintCatalog, lintServer } from './platform/database/lint.ts'
import { findOldServer, type OldServer } from './platform/database/roles.ts'
import { runSealedCheck } from './platform/database/sealed.ts'
import { type ChainFault, verifyChains } from './platform/database/verify.ts'
import { newId } from './platform/ids.ts'
import type { Job } from './platform/jobs/runner.ts'
import { closeUnusedAccounts } from './registry/staff/index.ts'
import { takeDownExpired } from './promises/claims/index.ts'
import { refreshEverywhere } from './promises/standing/jobs.ts'

export interface Verdict {
  catalog: CatalogFault[]
  server: CatalogFault[]
  /** A server that is only good for trying: said, and no fault, since with real data the house would not have opened. */
  old_server: OldServer | null
  chains: ChainFault[]
  /** Heads kept outside the database that the chains do not pass through, and how many there were. */
  anchors: { compared: number; faults: AnchorFault[] }
  checks: CheckFault[]
  /** Whether the database is that of the secrets in use. */
  keys: boolean
  /** How many always-true queries were asked. */
  asked: number
}

type Provable = Pick<House, 'urlFor' | 'secrets'> & { config: Pick<House['config'], 'data_folder'> }

const anchorsOf = (house: Provable) => anchorFolder(house.config.data_folder, house.urlFor('backup'))

async function pastRowSecurity<T>(house: Provable, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: house.urlFor('backup'), application_name: 'nuanxin verify' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * Proves that all is well: catalog lint, audit chains from their bytes and against their anchors, every always-true query, the keys.
 * `running`: a server runs beside it.
 */
export async function verifyHouse(house: Provable, { running = false } = {}): Promise<Verdict> {
  return pastRowSecurity(house, async (client) => {
    const checks = [
      ...findChecks(import.meta.dirname),
      ...(running ? findChecks(import.meta.dirname, 'running-checks') : []),
    ]
    return {
      catalog: await lintCatalog(client),
      server: await lintServer(client),
      old_server: (await findOldServer(client)) ?? null,
      chains: await verifyChains(client),
      anchors: await verifyAnchors(client, anchorsOf(house)),
      checks: [...(await runChecks(client, checks)), ...(await runSealedCheck(client, house.secrets))],
      keys: (await keysFit(client, house.secrets)) === true,
      asked: checks.length + 1,
    }
  })
}

export function faultsOf(verdict: Verdict): number {
  const { catalog, server, chains, anchors, checks, keys } = verdict
  return catalog.length + server.length + chains.length + anchors.faults.length + checks.length + (keys ? 0 : 1)
}

// Keys of the demonstration are dated by the days it lives through: a loading broken off goes on by them.
const KEYS_KEPT = `delete from idempotency where created_at < now() - interval '30 days' and not starts_with(key, 'demo:')`
const MESSAGES_KEPT = `delete from outbox where delivered_at < now() - interval '7 days'`

/** What the house does by itself: it proves its invariants every hour and every night clears what has served its time and
 * closes accounts nobody uses. */
export function houseJobs(house: House): Job[] {
  return [
    {
      name: 'verify',
      cron: '17 * * * *',
      async work() {
        const verdict = await verifyHouse(house, { running: true })
        const count = faultsOf(verdict)
        house.log(count === 0 ? 'info' : 'error', count === 0 ? 'invariants_hold' : 'invariants_broken', { count })
      },
    },
    {
      // Asked every hour, done once a day: a house may be switched off at night.
      name: 'anchors',
      cron: '5 * * * *',
      async work() {
        const written = await pastRowSecurity(house, (client) =>
          writeAnchors(client, anchorsOf(house), house.clock.now()),
        )
        if (written > 0) house.log('info', 'anchors_written', { count: written })
      },
    },
    {
      // A public notice ends by the clock in every query; this makes the rows say so too.
      name: 'notices',
      cron: '*/10 * * * *',
      async work() {
        const down = await takeDownExpired(house.db, house.clock.now())
        if (down > 0) house.log('info', 'notices_taken_down', { count: down })
      },
    },
    {
      // Birthdays come, certificates run out and versions take effect with the day itself.
      name: 'standing',
      cron: '20 0 * * *',
      async work() {
        const { done, left_out } = await refreshEverywhere(house.db, { clock: house.clock, newId })
        house.log('info', 'standing_refreshed', { count: done })
        for (const { district, code } of left_out) house.log('error', 'standing_not_refreshed', { district, code })
        // The queue asks again: a day that is reached already writes nothing twice.
        if (left_out.length > 0) throw new Error(`${left_out.length} districts were not brought to the day.`)
      },
    },
    {
      name: 'tidy',
      cron: '43 3 * * *',
      async work() {
        const client = new pg.Client({ connectionString: house.urlFor('app'), application_name: 'nuanxin tidy' })
        await client.connect()
        try {
          await client.query('begin')
          await client.query("select app_enter('00000000-0000-0000-0000-000000000000', 0, 1000000000000)")
          for (const statement of [KEYS_KEPT, MESSAGES_KEPT]) await client.query(statement)
          await client.query('commit')
        } finally {
          await client.end()
        }
      },
    },
    {
      name: 'unused_accounts',
      cron: '13 4 * * *',
      async work() {
        const { db, crypto, clock } = house
        const closed = await closeUnusedAccounts(db, { now: clock.now(), request_id: newId(), crypto, newId })
        if (closed.length > 0) house.log('info', 'unused_accounts_closed', { count: closed.length })
      },
    },
  ]
}
