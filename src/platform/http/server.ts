import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { filesOf } from '../../kernel/endpoint.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import type { Call } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { FieldCrypto } from '../crypto.ts'
import type { Database } from '../database/connect.ts'
import { newId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Translate } from '../translate.ts'
import { refuseRepeatedKeys } from './json.ts'
import { type Problem, problemOf, refusalOfZod } from './problem.ts'
import { type AnyRoute, isFileAnswer, type Route, type SessionIo, type Upload } from './route.ts'
import { addressToRoute, refuseUnreadable } from './unreadable.ts'
import { addSecurityHeaders, refuseForeignOrigin, secure } from './security.ts'

const BODY_BYTES_MAX = 1_000_000
const UPLOAD_BYTES_MAX = 50_000_000
const SECURE_COOKIE = '__Host-nuanxin'
const PLAIN_COOKIE = 'nuanxin'

/** The session cookie's name: bound to this host where people come by https. */
export function cookieNameOf(https: boolean): string {
  return https ? SECURE_COOKIE : PLAIN_COOKIE
}

/** Who the request comes from: undefined when nobody is signed in. Given by the composition root. */
export type Authenticate = (request: {
  token: string
  request_id: Uuid
  locale: 'zh' | 'en'
  idempotency_key: string | null
  reason: string | null
  /** A read that the page made by itself: it does not keep the session open. */
  background?: boolean
}) => Promise<{ call: Call; permissions: ReadonlySet<string>; confirmed: boolean } | undefined>

export interface ServerParts {
  db: Database
  routes: readonly AnyRoute[]
  authenticate: Authenticate
  translate: Translate
  log: Log
  clock: Clock
  crypto: FieldCrypto
  /** Set when people reach the server by https: cookies are then Secure. */
  https: boolean
  /** The proxies whose word is taken for where a request comes from; see `Config`. */
  proxies: readonly string[]
}

/** The HTTP server of the product: every route comes from a room's contract, every answer and refusal is typed. */
export function buildServer(parts: ServerParts): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    genReqId: () => newId(),
    // A proxy that is not known is a stranger: what it says of others is not believed.
    trustProxy: parts.proxies.length > 0 && [...parts.proxies],
    rewriteUrl: addressToRoute,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    logger: false,
    requestTimeout: 300_000,
    forceCloseConnections: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    clientErrorHandler: refuseUnreadable(parts.translate),
    // What fails before a route is found, such as an address that cannot be decoded, speaks the same language.
    frameworkErrors: (error, request, reply) => void answerError(parts, error, request, secure(reply, parts.https)),
  })
  refuseRepeatedKeys(app)
  app.register(cookie)
  app.register(multipart, { limits: { fileSize: UPLOAD_BYTES_MAX, files: 1, fields: 20, fieldSize: 100_000 } })
  addSecurityHeaders(app, parts.https)
  app.setErrorHandler((error, request, reply) => answerError(parts, error, request, reply))
  app.after(() => {
    for (const route of parts.routes) addRoute(app, parts, route)
    refuseOtherMethods(app, parts.routes)
  })
  return app
}

/** A known address asked by another method says which it takes. Looked up only when no route was found: routes for it would cost every start. */
function refuseOtherMethods(app: FastifyInstance, routes: readonly AnyRoute[]): void {
  const paths = [...Map.groupBy(routes, (route) => route.endpoint.path)].map(([path, ofPath]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
    allowed: [
      ...new Set(ofPath.flatMap(({ endpoint: { method } }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))),
    ],
  }))
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done()
    const [address = ''] = request.url.split('?')
    const allowed = [...new Set(paths.flatMap((path) => (path.pattern.test(address) ? path.allowed : [])))]
    if (allowed.length === 0) return done()
    reply.header('allow', allowed.join(', '))
    return done(Object.assign(new Refusal('not_found', 'platform.method_not_allowed'), { statusCode: 405 }))
  })
}

function addRoute(app: FastifyInstance, parts: ServerParts, route: AnyRoute): void {
  const { endpoint } = route
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    exposeHeadRoute: endpoint.method === 'GET',
    handler: async (request, reply) => {
      if (endpoint.method !== 'GET') refuseForeignOrigin(request)
      const answer =
        'handleOpen' in route
          ? await answerOpen(parts, route, request, reply)
          : await answerRoute(parts, route, request, reply)
      return send(route, answer, reply)
    },
  })
}

async function answerRoute(
  parts: ServerParts,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const who = await whoIs(parts, request)
  if (!who) refuse('not_signed_in', 'platform.not_signed_in')
  if (route.permission !== 'signed_in' && !who.permissions.has(route.permission))
    refuse('not_allowed', 'platform.not_allowed')
  if (route.confirmed && !who.confirmed)
    refuse('not_allowed', 'platform.confirm_first', { next: 'platform.confirm_first_next' })
  if (route.endpoint.method !== 'GET' && who.call.idempotency_key === null) refuse('bad_input', 'platform.key_needed')
  const upload = route.endpoint.upload ? await readUpload(request) : undefined
  return route.handle({
    db: parts.db,
    call: who.call,
    ...readInput(route, request, upload),
    upload,
    session: sessionOf(parts, request, reply, who.permissions),
  })
}

async function answerOpen(
  parts: ServerParts,
  route: Extract<AnyRoute, { permission: 'anyone' }>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  if (!('handleOpen' in route)) throw new Error('An open route answers by handleOpen.')
  const who = await whoIs(parts, request)
  return route.handleOpen({
    db: parts.db,
    ...readInput(route, request, undefined),
    address: request.ip,
    session: sessionOf(parts, request, reply, who?.permissions ?? new Set()),
    call: who?.call,
    locale: localeOf(request),
    now: parts.clock.now(),
    request_id: request.id as Uuid,
    crypto: parts.crypto,
    newId,
  })
}

function sessionOf(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  permissions: ReadonlySet<string>,
): SessionIo {
  const name = cookieNameOf(parts.https)
  return {
    token: request.cookies[name],
    permissions,
    set(token) {
      const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: parts.https } as const
      if (token === null) reply.clearCookie(name, options)
      else reply.setCookie(name, token, options)
    },
  }
}

async function whoIs(parts: ServerParts, request: FastifyRequest) {
  const token = request.cookies[cookieNameOf(parts.https)]
  if (!token) return undefined
  const key = request.headers['idempotency-key']
  const reason = request.headers['x-reason']
  return parts.authenticate({
    token,
    request_id: request.id as Uuid,
    locale: localeOf(request),
    idempotency_key: typeof key === 'string' && /^[\w:.-]{8,200}$/.test(key) ? key : null,
    // A header carries ASCII only: the reason a person typed arrives percent-encoded.
    reason: typeof reason === 'string' ? decodeReason(reason) : null,
    // Saying so can only shorten one's own session; a write is always somebody's act.
    background: request.method === 'GET' && request.headers['x-background'] === '1',
  })
}

function decodeReason(text: string): string | null {
  try {
    return decodeURIComponent(text).slice(0, 300)
  } catch {
    return null
  }
}

function localeOf(request: FastifyRequest): 'zh' | 'en' {
  return (request.headers['accept-language'] ?? 'zh').trim().toLowerCase().startsWith('en') ? 'en' : 'zh'
}

function readInput(route: AnyRoute, request: FastifyRequest, upload: Upload | undefined) {
  const { params, query, body } = route.endpoint
  return {
    params: parse('params', params, request.params),
    query: parse('query', query, request.query),
    body: parse('body', body, upload ? upload.fields : (request.body ?? undefined)),
  } as { params: undefined; query: undefined; body: undefined }
}

function parse(part: 'params' | 'query' | 'body', schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value)
  if (!result.success) throw refusalOfZod(part, result.error, value)
  return result.data
}

async function readUpload(request: FastifyRequest): Promise<Upload> {
  const fields: Record<string, string> = {}
  let file: { file_name: string; bytes: Uint8Array } | undefined
  if (!request.isMultipart()) refuse('bad_input', 'platform.upload_needed')
  for await (const part of request.parts()) {
    if (part.type === 'file') file = { file_name: part.filename.slice(0, 200), bytes: await part.toBuffer() }
    else if (typeof part.value === 'string') fields[part.fieldname] = part.value
  }
  if (!file) refuse('bad_input', 'platform.upload_needed')
  return { ...file, fields }
}

function send(route: AnyRoute, answer: unknown, reply: FastifyReply): unknown {
  reply.header('cache-control', 'no-store')
  if (isFileAnswer(answer)) {
    if (!filesOf(route.endpoint).includes(answer.content_type))
      throw new Error(`${route.endpoint.name} states no file of the kind ${answer.content_type}.`)
    reply.header('content-type', answer.content_type)
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(answer.file_name)}`)
    return reply.send(Buffer.from(answer.file))
  }
  // Unknown fields are stripped here: what a contract does not name never leaves.
  const value = route.endpoint.response ? route.endpoint.response.parse(answer) : answer
  reply.header('content-type', 'application/json; charset=utf-8')
  return reply.send(JSON.stringify(value ?? null))
}

function answerError(parts: ServerParts, error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const refusal = refusalOfAny(error)
  const locale = localeOf(request)
  const override = error instanceof Refusal && 'statusCode' in error ? Number(error.statusCode) : undefined
  let problem: Problem
  if (refusal) {
    problem = problemOf(refusal, parts.translate, locale, request.id)
    if (override) problem.status = override
    if (refusal.kind === 'unavailable' || refusal.kind === 'too_many') reply.header('retry-after', '2')
  } else {
    const sqlstate = error instanceof Error && 'code' in error ? String(error.code) : undefined
    parts.log('error', 'request_failed', {
      request_id: request.id,
      route: request.routeOptions.url ?? 'none',
      ...(sqlstate ? { sqlstate } : {}),
    })
    const unknown = new Refusal('unavailable', 'platform.internal', { params: { request_id: request.id } })
    problem = { ...problemOf(unknown, parts.translate, locale, request.id), status: 500 }
  }
  reply.header('cache-control', 'no-store').header('content-type', 'application/problem+json; charset=utf-8')
  return reply.status(problem.status).send(JSON.stringify(problem))
}

function refusalOfAny(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal('bad_input', 'platform.too_large', { params: { max_mb: 1 } })
  if (code === 'FST_REQ_FILE_TOO_LARGE')
    return new Refusal('bad_input', 'platform.too_large', { params: { max_mb: 50 } })
  if (code === 'FST_ERR_BAD_URL') return new Refusal('bad_input', 'platform.address_unreadable')
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 400 && status < 500) return new Refusal('bad_input', 'platform.bad_json')
  return undefined
}
