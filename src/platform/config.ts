import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { isPasswordProfile, type PasswordProfile } from '../kernel/password-profile.ts'
import { refuse } from '../kernel/refusal.ts'

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
  /** The proxies whose word is taken for where a request comes from: addresses and networks. None: it comes from whoever connects. */
  proxies: readonly string[]
  /** Which rules passwords follow. */
  passwords: PasswordProfile
  /** Real data: a server below the minimum version is refused. With DATABASE_URL unless NUANXIN_PROFILE says that it is only tried. */
  production: boolean
  /** The beginning of the names of failpoints that stand still for a torture; never in production. */
  failpoints: string | undefined
}

/** How a browser asks for what listens there: an IPv6 address stands in brackets. */
export function webAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** A setting that is there and empty says nothing: its default holds. */
export function readConfig(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): Config {
  const port = Number(env['PORT'] || 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    refuse('bad_input', 'start.bad_port', { place: 'PORT', params: { value: env['PORT'] ?? '' } })
  const profile = env['NUANXIN_PROFILE'] || undefined
  if (profile !== undefined && profile !== 'production' && profile !== 'evaluation')
    refuse('bad_input', 'start.bad_profile', { place: 'NUANXIN_PROFILE', params: { value: profile } })
  const database_url = env['DATABASE_URL'] || undefined
  if (database_url !== undefined && !isDatabaseUrl(database_url))
    refuse('bad_input', 'start.bad_database_url', { place: 'DATABASE_URL' })
  const passwords = env['NUANXIN_PASSWORDS'] || 'mlps'
  if (!isPasswordProfile(passwords))
    refuse('bad_input', 'start.bad_passwords', { place: 'NUANXIN_PASSWORDS', params: { value: passwords } })
  const public_url = env['NUANXIN_PUBLIC_URL'] || undefined
  // Of two that say otherwise the stricter holds.
  const production =
    env['NODE_ENV'] === 'production' ||
    profile === 'production' ||
    (database_url !== undefined && profile !== 'evaluation')
  return {
    host: env['HOST'] || '127.0.0.1',
    port,
    data_folder: resolve(env['NUANXIN_DATA'] || '.data'),
    database_url,
    demo: argv.includes('--demo'),
    public_url,
    proxies: proxiesOf(env['NUANXIN_PROXIES'] || (public_url === undefined ? '' : LOOPBACK)),
    passwords,
    production,
    failpoints: (!production && env['NUANXIN_FAILPOINTS']) || undefined,
  }
}

/** Where a proxy stands in front, it usually stands on this machine. */
const LOOPBACK = '127.0.0.0/8, ::1'

/** @throws Refusal bad_input `start.bad_proxies` for what is neither an address nor a network. */
function proxiesOf(text: string): string[] {
  const proxies = text.split(',').flatMap((one) => one.trim() || [])
  for (const proxy of proxies) {
    const [address = '', bits, ...more] = proxy.split('/')
    const most = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1
    // A network of everybody would let anybody say where a request comes from.
    const fits = bits === undefined ? most > 0 : /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most
    if (!fits || more.length > 0)
      refuse('bad_input', 'start.bad_proxies', { place: 'NUANXIN_PROXIES', params: { value: proxy } })
  }
  return proxies
}

/** With a host: the product's own roles come by the same way, each with its password. */
function isDatabaseUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return (url?.protocol === 'postgresql:' || url?.protocol === 'postgres:') && url.hostname !== ''
}
