import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Refusal } from '../../kernel/refusal.ts'
import { newId } from '../ids.ts'
import type { Translate } from '../translate.ts'
import { problemOf } from './problem.ts'

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/**
 * What is not HTTP reaches no route and no hook: bytes in an address that are not ASCII, headers without end. It is refused in the form of
 * every other refusal, in Chinese since what language was asked for could not be read.
 */
export function refuseUnreadable(translate: Translate) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (!socket.writable) return void socket.destroy()
    const status = STATUS[error.code ?? ''] ?? 400
    const problem = problemOf(new Refusal('bad_input', 'platform.unreadable'), translate, 'zh', newId())
    const body = Buffer.from(JSON.stringify({ ...problem, status }))
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'content-type: application/problem+json; charset=utf-8',
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      `content-length: ${body.length}`,
      'connection: close',
    ]
    socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]))
  }
}

/**
 * An address that cannot be decoded reaches no route. Somebody who opened it in a browser comes to the page that other unknown addresses
 * come to: it is passed on with its percent signs as signs. Anything else is refused.
 */
export function addressToRoute(request: Pick<IncomingMessage, 'url' | 'method' | 'headers'>): string {
  const url = request.url ?? '/'
  const [path = ''] = url.split('?')
  if (!path.includes('%') || isDecodable(path) || !asksForPage(request.method, url)) return url
  return request.headers.accept?.includes('text/html') ? path.replaceAll('%', '%25') : url
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** Whether this asks for a page of the web app; who watches over a server asks for the head alone. */
export function asksForPage(method: string | undefined, url: string): boolean {
  return (method === 'GET' || method === 'HEAD') && !url.startsWith('/api/') && !url.startsWith('/assets/')
}
