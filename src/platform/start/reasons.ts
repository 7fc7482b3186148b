import { Refusal } from '../../kernel/refusal.ts'
import type { Config } from '../config.ts'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')
/** Short and without values of ours: what the system or the database itself calls it. */
const nameOf = (error: unknown): string => codeOf(error) || (error instanceof Error ? error.message : String(error))

/** Why the data folder cannot be used, with the setting that names it; any other error stays what it is. */
export function folderReason(error: unknown, folder: string): unknown {
  const code = codeOf(error)
  // What the folder itself said carries a system call; a refusal of ours or a fault of the program does not.
  if (!(error instanceof Error) || !('syscall' in error)) return error
  const params = { folder, reason: code }
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new Refusal('unprocessable', 'start.folder_is_file', { params, cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Refusal('unprocessable', 'start.folder_denied', { params, cause: error })
  return new Refusal('unprocessable', 'start.folder_unusable', { params, cause: error })
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Why the database of DATABASE_URL cannot be used; any other error stays what it is. */
export function databaseReason(error: unknown, databaseUrl: string): unknown {
  if (error instanceof Refusal) return error
  const code = codeOf(error)
  const { host, hostname, pathname } = new URL(databaseUrl)
  const of = (name: string) =>
    new Refusal('unavailable', `start.${name}`, {
      params: {
        host: name === 'database_host_unknown' ? hostname : host,
        database: pathname.slice(1),
        reason: nameOf(error),
      },
      cause: error,
    })
  if (code === '28P01' || code === '28000') return of('database_login')
  if (code === '3D000') return of('database_missing')
  if (code === '42501') return of('database_denied')
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return of('database_host_unknown')
  if (UNREACHABLE.has(code) || /timeout expired|Connection terminated/.test(nameOf(error)))
    return of('database_unreachable')
  return error
}

const LISTENING = new Set(['listen', 'bind', 'getaddrinfo'])

/** Why the server cannot listen where HOST and PORT say; any other error stays what it is. */
export function listeningReason(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  if (!(error instanceof Error && 'syscall' in error && LISTENING.has(String(error.syscall)))) return error
  const code = codeOf(error)
  const of = (name: string) =>
    new Refusal('unavailable', `start.${name}`, { params: { host, port, reason: code }, cause: error })
  if (code === 'EADDRINUSE') return of('port_taken')
  if (code === 'EACCES') return of('port_denied')
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EADDRNOTAVAIL' || code === 'EINVAL')
    return of('bad_host')
  return error
}

/** What stopped a start, in both languages: whose terminal it is cannot be known. */
export async function reasonOf(error: unknown): Promise<string> {
  if (!(error instanceof Refusal)) return error instanceof Error ? error.message : String(error)
  // Loaded here, since a start that succeeds does not wait for it.
  const { createTranslate } = await import('../translate.ts')
  const { startWords } = await import('./words.ts')
  const translate = createTranslate({ start: startWords })
  return (['zh', 'en'] as const).map((locale) => translate(locale, error.code, error.params)).join('\n')
}
