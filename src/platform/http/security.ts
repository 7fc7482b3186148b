import type { FastifyInstance, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { refuse } from '../../kernel/refusal.ts'

/** Headers on every answer. Styles made at run time carry the page's nonce; nothing is loaded from anywhere else. */
export function addSecurityHeaders(app: FastifyInstance, https: boolean): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    // Nothing here is for search engines, least of all a public notice, which is to be gone when its day is over.
    reply.header('x-robots-tag', 'noindex, nofollow, noarchive')
    reply.header('referrer-policy', 'no-referrer')
    reply.header('cross-origin-opener-policy', 'same-origin')
    reply.header('cross-origin-resource-policy', 'same-origin')
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    if (!reply.hasHeader('content-security-policy'))
      reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    if (https) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
  })
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
