import pg from 'pg'
import type { Secrets } from '../secrets.ts'
import { installRunner } from '../jobs/runner.ts'
import { migrate } from './migrate.ts'
import { ensureDatabase, ensureRoles } from './roles.ts'

export interface InstallOptions {
  /** A login that may create roles and databases. */
  adminUrl: string
  database: string
  secrets: Secrets
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

/** Roles, database and schema, each only where missing: run at every start. Returns the migrations taken now. */
export async function installInto(options: InstallOptions): Promise<string[]> {
  const admin = await connectForRoles(options.adminUrl)
  try {
    await ensureRoles(admin, options.secrets)
    await ensureDatabase(admin, options.database)
  } finally {
    await admin.end()
  }
  const extensions = new URL(options.adminUrl)
  extensions.pathname = `/${options.database}`
  const owner = new pg.Client({ connectionString: extensions.href })
  await owner.connect()
  try {
    // Trusted extensions could be made by the owner; made here they also exist where the owner may not.
    await owner.query(`create extension if not exists btree_gist;
      revoke all on schema public from public;
      grant all on schema public to nuanxin_owner`)
  } finally {
    await owner.end()
  }
  const migrator = urlFor(options.adminUrl, options.database, 'migrator', options.secrets)
  const steps = await migrate(migrator, options.migrations, options.onStep)
  await installRunner(migrator)
  return steps
}

/**
 * Roles belong to the whole server while a lock belongs to one database: every installation makes them from the same database, so
 * that two that start at once wait for each other.
 */
async function connectForRoles(adminUrl: string): Promise<pg.Client> {
  const common = new URL(adminUrl)
  common.pathname = '/postgres'
  for (const url of [common.href, adminUrl]) {
    const client = new pg.Client({ connectionString: url, application_name: 'nuanxin install' })
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
