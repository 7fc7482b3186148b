import { join } from 'node:path'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { createFieldCrypto, type FieldCrypto } from './platform/crypto.ts'
import { connect, type Database } from './platform/database/connect.ts'
import { type EmbeddedServer, startEmbedded } from './platform/database/embedded.ts'
import { installInto, type RoleName, urlFor } from './platform/database/install.ts'
import type { Log } from './platform/log.ts'
import { openSecrets, type Secrets, secretsFile } from './platform/secrets.ts'
import { databaseReason, folderReason } from './platform/start/reasons.ts'

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
  /** Leaves at once: what is under way is undone by the database, which is stopped where this house started it. */
  abandon(): Promise<void>
}

export interface HouseOptions {
  config: Config
  clock: Clock
  log: Log
  /** Progress in plain words. */
  say: (
    key: 'database_making' | 'database_starting' | 'database_adopted' | 'database_old' | 'schema',
    detail?: string,
  ) => void
  pool?: number
  /** The server owns the database and stops it; a command beside a running server leaves it as it was. */
  owner: boolean
}

const DATABASE = 'nuanxin'
const MIGRATIONS = join(import.meta.dirname, '..', 'migrations')

/** Opens the house: secrets, database server, roles, schema, connection pool. Safe to repeat, safe after a hard kill. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { config } = options
  const secrets = secretsOf(config.data_folder)
  const place = await databaseOf(options, secrets)
  try {
    return await furnish(options, secrets, place)
  } catch (error) {
    // A start that fails leaves nothing running behind.
    await leave(options, place)
    throw config.database_url ? databaseReason(error, config.database_url) : error
  }
}

function secretsOf(folder: string): Secrets {
  try {
    return openSecrets(folder)
  } catch (error) {
    throw folderReason(error, folder)
  }
}

async function leave({ owner }: HouseOptions, { embedded, adopted }: Place): Promise<void> {
  if (owner || !adopted) await embedded?.stop()
}

async function furnish(options: HouseOptions, secrets: Secrets, place: Place): Promise<House> {
  const { config, say, log } = options
  const { adminUrl, database, embedded } = place
  const steps = await installInto({
    adminUrl,
    database,
    secrets,
    secrets_file: secretsFile(config.data_folder),
    // The server of the package is behind its branch: a start with it is no production, whatever is set, and says so.
    production: config.production && config.database_url !== undefined,
    foreign: config.database_url !== undefined,
    onOldServer({ version, minimum }) {
      log('warn', 'server_old', { code: version })
      say('database_old', `${version} < ${minimum}`)
    },
    migrations: MIGRATIONS,
    onStep: (name) => say('schema', name),
  })
  if (steps.length > 0) log('info', 'migrated', { count: steps.length })
  let closing = false
  const db = connect({
    connectionString: urlFor(adminUrl, database, 'app', secrets),
    ...(options.pool ? { max: options.pool } : {}),
    // A pool has ended before the last of its connections is really closed: that the database then closes it is no loss.
    onError: () => (closing ? undefined : log('warn', 'connection_lost')),
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
      closing = true
      await db.pool.end()
      await leave(options, place)
    },
    abandon: () => leave(options, place),
  }
}

interface Place {
  adminUrl: string
  database: string
  embedded?: EmbeddedServer
  adopted: boolean
}

async function databaseOf({ config, say, log, owner }: HouseOptions, secrets: Secrets): Promise<Place> {
  if (!config.database_url) {
    let adopted = false
    const embedded = await startEmbedded({
      folder: join(config.data_folder, 'postgres'),
      superuser_password: secrets.database_passwords.superuser,
      secrets_file: secretsFile(config.data_folder),
      owner,
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
  return { adminUrl: config.database_url, database: url.pathname.slice(1) || DATABASE, adopted: false }
}
