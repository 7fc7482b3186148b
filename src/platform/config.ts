import { resolve } from 'node:path'

/** Everything the surroundings may say, read once at the start. */
export interface Config {
  host: string
  port: number
  data_folder: string
  /** Undefined means the embedded PostgreSQL in the data folder. */
  database_url: string | undefined
  /** The demonstration's door is opened without asking. */
  demo: boolean
  /** The address people use, when it is not this machine's own: decides Secure cookies. */
  public_url: string | undefined
  /** Strict: a server below the minimum version is refused. */
  production: boolean
}

export function readConfig(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): Config {
  const port = Number(env['PORT'] ?? 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT must be a number from 0 to 65535, not "${env['PORT']}".`)
  }
  return {
    host: env['HOST'] ?? '127.0.0.1',
    port,
    data_folder: resolve(env['NUANXIN_DATA'] ?? '.data'),
    database_url: env['DATABASE_URL'] || undefined,
    demo: argv.includes('--demo'),
    public_url: env['NUANXIN_PUBLIC_URL'] || undefined,
    production: Boolean(env['DATABASE_URL']) || env['NODE_ENV'] === 'production',
  }
}
