import type pg from 'pg'
import type { Secrets } from '../secrets.ts'

/** Below these the server is refused in production: older ones have published holes. One constant, raised with each release. */
export const MINIMUM_SERVER = { 16: 160_010, 17: 170_006, 18: 180_000 } as const

export function serverRefusal(versionNum: number): string | undefined {
  const major = Math.floor(versionNum / 10_000)
  const minimum = MINIMUM_SERVER[major as keyof typeof MINIMUM_SERVER]
  if (major < 16) return `PostgreSQL ${major} is too old: 16 or newer is needed.`
  if (minimum !== undefined && versionNum < minimum) {
    return `PostgreSQL ${major}.${versionNum % 10_000} has known holes: update to ${major}.${minimum % 10_000} or newer.`
  }
  return undefined
}

const LOGINS = ['migrator', 'app', 'reader', 'backup'] as const

/**
 * Five roles, so that no process holds more than it needs: the owner owns everything and cannot log in; the migrator may
 * become the owner; the application owns nothing; the reader only reads; the backup reads past row security.
 */
export async function ensureRoles(admin: pg.Client, secrets: Secrets): Promise<void> {
  await admin.query("select pg_advisory_lock(hashtext('nuanxin roles'))")
  try {
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
    await admin.query('grant pg_read_all_data to nuanxin_backup')
    await admin.query('alter role nuanxin_backup bypassrls').catch(() => undefined)
  } finally {
    await admin.query("select pg_advisory_unlock(hashtext('nuanxin roles'))")
  }
}

/** The database itself, owned by the owner, closed to everyone else. */
export async function ensureDatabase(admin: pg.Client, name: string): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name])
  if (rowCount) return
  await admin.query(`create database ${admin.escapeIdentifier(name)} owner nuanxin_owner`)
}
