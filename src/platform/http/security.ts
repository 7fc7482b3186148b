import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { refuse } from '../../kernel/refusal.ts'

const NO_PAGE = "default-src 'none'; frame-ancestors 'none'"

/** Headers on every answer. Styles made at run time carry the page's nonce; nothing is loaded from anywhere else. */
function securityHeaders(https: boolean): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    // Nothing here is for search engines, least of all a public notice, which is to be gone when its day is over.
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    ...(https ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  }
}

export function addSecurityHeaders(app: FastifyInstance, https: boolean): void {
  const headers = securityHeaders(https)
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.headers(headers)
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', NO_PAGE)
    done()
  })
}

/** For an answer that no hook sees. */
export function secure(reply: FastifyReply, https: boolean): FastifyReply {
  return reply.headers({ ...securityHeaders(https), 'content-security-policy': NO_PAGE })
}

export function newNonce(): string {
  return randomBytes(16).toString('base64')
}

/** What a page may load: only from here. `nonce` lets the component library add its style sheets. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** A changing request comes from our own pages (or from a program that is no browser and sends neither header). */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse('not_allowed', 'platform.foreign_origin')
  const { origin, host } = request.headers
  if (origin !== undefined && origin !== 'null' && hostOf(origin) !== host)
    refuse('not_allowed', 'platform.foreign_origin')
  if (origin === 'null') refuse('not_allowed', 'platform.foreign_origin')
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
