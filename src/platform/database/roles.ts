import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import type { Secrets } from '../secrets.ts'

/**
 * The security release of November 2026 of each branch: what is older has published holes. Branches are released together, so the
 * numbers are raised together (docs/decisions/0070-servers-with-published-holes.md).
 */
export const MINIMUM_SERVER = { 16: 160_016, 17: 170_012, 18: 180_006 } as const

/** What is asked of a server and what it is, as people write it: 18.4. */
export interface OldServer {
  version: string
  minimum: string
  /** A branch this product cannot work with, in whatever profile. */
  unusable: boolean
}

/** Whether a server is below the minimum version of its branch; a branch newer than all that are known is not. */
export function oldServer(versionNum: number): OldServer | undefined {
  const major = Math.floor(versionNum / 10_000)
  const minimum = MINIMUM_SERVER[major as keyof typeof MINIMUM_SERVER] ?? MINIMUM_SERVER[16]
  if (versionNum >= minimum) return undefined
  const named = (number: number) => `${Math.floor(number / 10_000)}.${number % 10_000}`
  return { version: named(versionNum), minimum: named(minimum), unusable: major < 16 }
}

export async function findOldServer(client: pg.ClientBase): Promise<OldServer | undefined> {
  const { rows } = await client.query<{ v: string }>(`select current_setting('server_version_num') as v`)
  return oldServer(Number(rows[0]?.v))
}

/** @throws Refusal when the server is below the minimum version in production, or of a branch that is not known any more */
export function refuseOldServer(old: OldServer | undefined, production: boolean): void {
  if (!old || !(production || old.unusable)) return
  refuse('unprocessable', 'start.server_old', { params: { version: old.version, minimum: old.minimum } })
}

const LOGINS = ['migrator', 'app', 'reader', 'backup'] as const

/** Whether an installation has made its roles on this server. */
export async function rolesAreThere(admin: pg.Client): Promise<boolean> {
  const { rowCount } = await admin.query("select from pg_roles where rolname = 'nuanxin_migrator'")
  return Boolean(rowCount)
}

/**
 * Five roles, so that no process holds more than it needs: the owner owns everything and cannot log in; the migrator may
 * become the owner; the application owns nothing; the reader only reads; the backup reads past row security.
 */
export async function ensureRoles(admin: pg.Client, secrets: Secrets): Promise<void> {
  const { rows } = await admin.query<{ rolname: string }>(
    "select rolname from pg_roles where rolname like 'nuanxin\\_%'",
  )
  const existing = new Set(rows.map((r) => r.rolname))
  const logins = LOGINS.map((login) => {
    const role = `nuanxin_${login}`
    const password = admin.escapeLiteral(secrets.database_passwords[login])
    return `${existing.has(role) ? 'alter' : 'create'} role ${role} login password ${password}`
  })
  // In one message, that is one transaction: one wait for the disk at every start instead of five.
  const owner = existing.has('nuanxin_owner') ? [] : ['create role nuanxin_owner nologin']
  await admin.query([...owner, ...logins].join('; '))
  await admin.query('grant nuanxin_owner to nuanxin_migrator')
  await admin.query('grant nuanxin_owner to current_user').catch(() => undefined)
  // A login that is no superuser may give neither: then the backup has policies and grants of its own.
  await admin.query('grant pg_read_all_data to nuanxin_backup').catch(orForbidden)
  await admin.query('alter role nuanxin_backup bypassrls').catch(orForbidden)
}

function orForbidden(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
}

/** The database itself, owned by the owner. */
export async function ensureDatabase(admin: pg.Client, name: string): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name])
  if (rowCount) return
  await admin.query(`create database ${admin.escapeIdentifier(name)} owner nuanxin_owner`)
}

/** What the backup reads, table by table, where it could not be given everything at once. As the owner, who made them. */
export async function grantReading(owner: pg.ClientBase): Promise<void> {
  const { rows } = await owner.query<{ all: boolean; schemas: string }>(
    `select pg_has_role('nuanxin_backup', 'pg_read_all_data', 'usage') as all, (select string_agg(quote_ident(nspname), ', ')
       from pg_namespace where nspname = 'public' or nspowner = 'nuanxin_owner'::regrole) as schemas`,
  )
  const [given] = rows
  if (!given || given.all) return
  await owner.query(`grant usage on schema ${given.schemas} to nuanxin_backup;
    grant select on all tables in schema ${given.schemas} to nuanxin_backup;
    grant select on all sequences in schema ${given.schemas} to nuanxin_backup`)
}
