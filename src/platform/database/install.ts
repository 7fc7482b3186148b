import pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import type { Secrets } from '../secrets.ts'
import { installRunner } from '../jobs/runner.ts'
import { keepWitness, keysFit, refuseOtherKeys } from './key-witness.ts'
import { migrate } from './migrate.ts'
import {
  ensureDatabase,
  ensureRoles,
  findOldServer,
  grantReading,
  type OldServer,
  refuseOldServer,
  rolesAreThere,
} from './roles.ts'

export interface InstallOptions {
  /** A login that may create roles and databases. */
  adminUrl: string
  database: string
  secrets: Secrets
  /** Where the secrets stand, for the words of a refusal. */
  secrets_file?: string
  /** Real data: a server below the minimum version is refused. Elsewhere `onOldServer` is told of it. */
  production?: boolean
  onOldServer?: (old: OldServer) => void
  /** Somebody else's server, where what was granted may have been taken back. */
  foreign?: boolean
  /** The folder of migration files. */
  migrations: string
  onStep?: (name: string) => void
}

export type RoleName = 'migrator' | 'app' | 'reader' | 'backup'

/** The address of a database for one of the product's own roles. */
export function urlFor(adminUrl: string, database: string, role: RoleName, secrets: Secrets): string {
  const url = new URL(adminUrl)
  url.username = `nuanxin_${role}`
  url.password = secrets.database_passwords[role]
  url.pathname = `/${database}`
  return url.href
}

const inDatabase = (adminUrl: string, database: string): string => {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}

/** Roles, database and schema, each only where missing: run at every start. Returns the migrations taken now. */
export async function installInto(options: InstallOptions): Promise<string[]> {
  const { adminUrl, database, secrets } = options
  const admin = await connectForRoles(adminUrl)
  let known = false
  try {
    const old = await findOldServer(admin)
    refuseOldServer(old, options.production ?? false)
    if (old) options.onOldServer?.(old)
    await admin.query("select pg_advisory_lock(hashtext('nuanxin roles'))")
    // Before anything is changed: the roles' passwords may be those of somebody else.
    known = await refuseForeign(admin, options)
    await ensureRoles(admin, secrets)
    await ensureDatabase(admin, database)
  } finally {
    await admin.end()
  }
  await openSchema(inDatabase(adminUrl, database))
  const migrator = urlFor(adminUrl, database, 'migrator', secrets)
  const steps = await migrate(migrator, options.migrations, options.onStep)
  await installRunner(migrator)
  // A start that finds all as it should be asks no more than it needs.
  if (!known || options.foreign) await finish(migrator, secrets)
  return steps
}

/**
 * Roles belong to the whole server while a lock belongs to one database: every installation makes them from the same database, so
 * that two that start at once wait for each other.
 */
async function connectForRoles(adminUrl: string): Promise<pg.Client> {
  const common = inDatabase(adminUrl, 'postgres')
  for (const url of [common, adminUrl]) {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'nuanxin install',
      connectionTimeoutMillis: 10_000,
    })
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      if (url === adminUrl) throw error
    }
  }
  throw new Error('No database of this server takes connections.')
}

/**
 * Whose database and whose server this is. The keys decide: a database made with them is ours, whatever the passwords say, as after a
 * backup was restored. Where there is no such database yet, roles whose passwords are others belong to somebody else.
 *
 * @returns whether the database is there and was made with these keys
 */
async function refuseForeign(admin: pg.Client, options: InstallOptions): Promise<boolean> {
  const { adminUrl, database, secrets } = options
  const file = options.secrets_file ?? 'secrets.json'
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database])
  if (rowCount) {
    const fit = await fitIn(inDatabase(adminUrl, database), secrets)
    refuseOtherKeys(fit, { database, file })
    if (fit) return true
  }
  const opened =
    !(await rolesAreThere(admin)) ||
    (await opens(urlFor(adminUrl, rowCount ? database : String(admin.database), 'migrator', secrets)))
  if (!opened) refuse('unprocessable', 'start.server_taken', { params: { file } })
  return false
}

async function fitIn(url: string, secrets: Secrets): Promise<boolean | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await keysFit(client, secrets)
  } finally {
    await client.end()
  }
}

/** Whether the password is right; a login may be refused for other reasons, which are said where it is needed. */
async function opens(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === '28P01')
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Whoever owns the database, the owner of the schema may build in it and the other roles may come in. */
async function openSchema(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    // Trusted extensions could be made by the owner; made here they also exist where the owner may not.
    await admin.query(`create extension if not exists btree_gist;
      revoke all on schema public from public;
      grant all on schema public to nuanxin_owner;
      grant usage on schema public to nuanxin_app, nuanxin_reader, nuanxin_backup`)
    const { rows } = await admin.query<{ name: string; open: boolean }>(
      `select current_database() as name, has_database_privilege('nuanxin_owner', current_database(), 'create') and not exists (
         select from unnest(array['owner', 'migrator', 'app', 'reader', 'backup']) as role
         where not has_database_privilege('nuanxin_' || role, current_database(), 'connect')) as open`,
    )
    const [database] = rows
    if (!database || database.open) return
    const name = admin.escapeIdentifier(database.name)
    await admin.query(`grant create, connect on database ${name} to nuanxin_owner;
      grant connect on database ${name} to nuanxin_migrator, nuanxin_app, nuanxin_reader, nuanxin_backup`)
  } finally {
    await admin.end()
  }
}

async function finish(migratorUrl: string, secrets: Secrets): Promise<void> {
  const client = new pg.Client({ connectionString: migratorUrl, application_name: 'nuanxin install' })
  await client.connect()
  try {
    await client.query('set role nuanxin_owner')
    await grantReading(client)
    if ((await keysFit(client, secrets)) === undefined) await keepWitness(client, secrets)
  } finally {
    await client.end()
  }
}
