import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { createFieldCrypto, type FieldCrypto } from './platform/crypto.ts'
import { connect, type Database } from './platform/database/connect.ts'
import { type EmbeddedServer, startEmbedded } from './platform/database/embedded.ts'
import { installInto, type RoleName, urlFor } from './platform/database/install.ts'
import { serverRefusal } from './platform/database/roles.ts'
import type { Log } from './platform/log.ts'
import { openSecrets, type Secrets } from './platform/secrets.ts'

/** Everything below the rooms, open and ready: shared by the server, the command line, the bench and the torture. */
export interface House {
  config: Config
  db: Database
  crypto: FieldCrypto
  secrets: Secrets
  clock: Clock
  log: Log
  /** The address of the database for one of the product's roles. */
  urlFor(role: RoleName): string
  /** Process id of the embedded database; undefined with DATABASE_URL. */
  database_pid(): number | undefined
  close(): Promise<void>
}

export interface HouseOptions {
  config: Config
  clock: Clock
  log: Log
  /** Progress in plain words. */
  say: (key: 'database_making' | 'database_starting' | 'database_adopted' | 'schema', detail?: string) => void
  pool?: number
  /** The server owns the database and stops it; a command beside a running server leaves it as it was. */
  owner: boolean
}

const DATABASE = 'nuanxin'
const MIGRATIONS = join(import.meta.dirname, '..', 'migrations')

/** Opens the house: secrets, database server, roles, schema, connection pool. Safe to repeat, safe after a hard kill. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { config, say, log } = options
  mkdirSync(config.data_folder, { recursive: true })
  const secrets = openSecrets(config.data_folder)
  const { adminUrl, database, embedded, adopted } = await databaseOf(options, secrets)
  const steps = await installInto({
    adminUrl,
    database,
    secrets,
    migrations: MIGRATIONS,
    onStep: (name) => say('schema', name),
  })
  if (steps.length > 0) log('info', 'migrated', { count: steps.length })
  const db = connect({
    connectionString: urlFor(adminUrl, database, 'app', secrets),
    ...(options.pool ? { max: options.pool } : {}),
    onError: () => log('warn', 'connection_lost'),
  })
  return {
    config,
    db,
    secrets,
    crypto: createFieldCrypto(secrets),
    clock: options.clock,
    log,
    urlFor: (role) => urlFor(adminUrl, database, role, secrets),
    database_pid: () => embedded?.pid(),
    async close() {
      await db.pool.end()
      if (options.owner || !adopted) await embedded?.stop()
    },
  }
}

interface Place {
  adminUrl: string
  database: string
  embedded?: EmbeddedServer
  adopted: boolean
}

async function databaseOf({ config, say, log }: HouseOptions, secrets: Secrets): Promise<Place> {
  if (!config.database_url) {
    let adopted = false
    const embedded = await startEmbedded({
      folder: join(config.data_folder, 'postgres'),
      superuser_password: secrets.database_passwords.superuser,
      onEvent(event) {
        if (event === 'initialising') say('database_making')
        if (event === 'starting') say('database_starting')
        if (event === 'adopted') {
          adopted = true
          say('database_adopted')
        }
        if (event === 'died') log('error', 'database_died')
      },
    })
    return { adminUrl: embedded.superuser_url, database: DATABASE, embedded, adopted }
  }
  const url = new URL(config.database_url)
  await refuseOldServer(config.database_url)
  return { adminUrl: config.database_url, database: url.pathname.slice(1) || DATABASE, adopted: false }
}

async function refuseOldServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  const { rows } = await client.query<{ v: string }>(`select current_setting('server_version_num') as v`)
  await client.end()
  const refusal = serverRefusal(Number(rows[0]?.v))
  if (refusal) throw new Error(refusal)
}
