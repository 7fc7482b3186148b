import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse } from '../../kernel/refusal.ts'
import { newNonce, pagePolicy } from './security.ts'
import { asksForPage } from './unreadable.ts'

const NONCE = '__NONCE__'

/** Serves the built web app: assets for ever (their names carry a hash), the page itself never, with a fresh nonce each time. */
export function addPages(app: FastifyInstance, folder: string): void {
  const page = join(folder, 'index.html')
  if (!existsSync(page)) throw new Error(`The web app is not built (${page} is missing); start with "npm start".`)
  const html = readFileSync(page, 'utf8')
  app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
    decorateReply: false,
  })
  app.setNotFoundHandler((request, reply) => {
    if (!asksForPage(request.method, request.url)) refuse('not_found', 'platform.route_not_found')
    const nonce = newNonce()
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', pagePolicy(nonce))
      .send(html.replaceAll(NONCE, nonce))
  })
}
