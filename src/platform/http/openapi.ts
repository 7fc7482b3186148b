import { z } from 'zod'
import { type Endpoint, filesOf } from '../../kernel/endpoint.ts'
import type { AnyRoute } from './route.ts'

type Json = Record<string, unknown>

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json
  return rest
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schemaOfName]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: schemaOfName,
  }))
}

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const header = (name: string, required: boolean, description: string, schema: Json): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema,
})

const HEADERS = {
  Key: header('Idempotency-Key', true, 'The same key with the same request is done once and answered the same.', {
    type: 'string',
    pattern: '^[A-Za-z0-9_:.-]{8,200}$',
  }),
  Reason: header('X-Reason', false, 'Why, percent-encoded: what shows sensitive fields or many people asks for it.', {
    type: 'string',
    maxLength: 900,
  }),
  Language: header('Accept-Language', false, 'The language of refusals: Chinese unless it begins with en.', {
    type: 'string',
  }),
  Background: header('X-Background', false, '1 where a page reads by itself: the session is not kept open by it.', {
    const: '1',
  }),
} as const

const ANSWERS = {
  400: problemAnswer('Bad input, with the place and the reason'),
  401: problemAnswer('Not signed in'),
  403: problemAnswer('Not permitted, or the second factor is asked for first'),
  404: problemAnswer('Not found, or out of reach'),
  405: problemAnswer('The address takes other methods; the header Allow names them'),
  409: problemAnswer('In conflict with what is there'),
  422: problemAnswer('Understood but not possible'),
  429: problemAnswer('Too many; the header Retry-After says when again'),
  500: problemAnswer('Our fault; the number of the request finds it in the log'),
  503: problemAnswer('Not able just now; the header Retry-After says when again'),
} as const

const refusals = Object.fromEntries(
  Object.keys(ANSWERS).map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]),
)
const headerRef = (name: keyof typeof HEADERS): Json => ({ $ref: `#/components/parameters/${name}` })

function headersOf(route: AnyRoute): Json[] {
  const open = route.permission === 'anyone'
  const reads = route.endpoint.method === 'GET'
  return [
    headerRef('Language'),
    ...(open ? [] : [headerRef('Reason')]),
    ...(reads && !open ? [headerRef('Background')] : []),
    ...(reads || open ? [] : [headerRef('Key')]),
  ]
}

/** A body is JSON, or a form whose part `file` is the file beside the fields of the body. */
function bodyOf({ body, upload }: Endpoint): Json | undefined {
  if (!upload) return body && { 'application/json': { schema: schemaOf(body, 'input') } }
  const fields = body ? schemaOf(body, 'input') : {}
  return {
    'multipart/form-data': {
      schema: {
        ...fields,
        type: 'object',
        properties: { ...(fields['properties'] as Json | undefined), file: { type: 'string', format: 'binary' } },
        required: [...((fields['required'] as string[] | undefined) ?? []), 'file'],
      },
    },
  }
}

function operationOf(route: AnyRoute): Json {
  const { endpoint } = route
  const content = bodyOf(endpoint)
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    'x-permission': route.permission,
    ...('confirmed' in route && route.confirmed ? { 'x-second-factor': true } : {}),
    parameters: [
      ...parametersOf(endpoint.params, 'path'),
      ...parametersOf(endpoint.query, 'query'),
      ...headersOf(route),
    ],
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: {
      200: endpoint.response
        ? { description: 'Done', content: { 'application/json': { schema: schemaOf(endpoint.response, 'output') } } }
        : { description: 'A file', content: Object.fromEntries(filesOf(endpoint).map((type) => [type, {}])) },
      ...refusals,
    },
    ...(route.permission === 'anyone' ? { security: [] } : {}),
  }
}

/** The one address that is a stream and no endpoint (events.ts). */
const EVENTS: Json = {
  get: {
    operationId: 'events',
    summary: 'A stream of hints: what changed within reach of the session, by topic. Ask again for what is on screen.',
    'x-permission': 'signed_in',
    parameters: [headerRef('Language')],
    responses: {
      200: {
        description: 'Lines of server-sent events: `event: changed`, `data: {"topic": "…"}`; a comment keeps it alive.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      401: refusals[401],
      503: refusals[503],
    },
  },
}

const text = { type: 'string' }
const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: text,
    params: { type: 'object' },
    place: { type: ['string', 'null'] },
    next: { type: ['string', 'null'] },
    request_id: text,
    issues: {
      type: 'array',
      items: {
        type: 'object',
        properties: { place: text, code: text, detail: text, next: { type: ['string', 'null'] } },
      },
    },
  },
}

/** The whole API as OpenAPI 3.1, from the same contracts the server and the web app use. */
export function openApi(routes: readonly AnyRoute[]): Json {
  const paths: Record<string, Json> = { '/api/events': EVENTS }
  for (const route of routes) {
    const path = route.endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.endpoint.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Nuanxin', version: '0.1.0', description: 'The working system of Family Planning Associations.' },
    paths,
    security: [{ session: [] }],
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'nuanxin' } },
      schemas: { Problem: PROBLEM },
      parameters: HEADERS,
      responses: Object.fromEntries(Object.entries(ANSWERS).map(([status, answer]) => [`Refused${status}`, answer])),
    },
  }
}
