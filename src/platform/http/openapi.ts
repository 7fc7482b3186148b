import { z } from 'zod'
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

function operationOf(route: AnyRoute): Json {
  const { endpoint } = route
  const parameters = [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')]
  if (endpoint.method !== 'GET' && route.permission !== 'anyone') {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      schema: { type: 'string', minLength: 8, maxLength: 200 },
    })
  }
  const content = endpoint.upload ? 'multipart/form-data' : 'application/json'
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    'x-permission': route.permission,
    parameters,
    ...(endpoint.body || endpoint.upload
      ? {
          requestBody: {
            required: true,
            content: { [content]: { schema: endpoint.body ? schemaOf(endpoint.body, 'input') : { type: 'object' } } },
          },
        }
      : {}),
    responses: {
      200: endpoint.response
        ? { description: 'Done', content: { 'application/json': { schema: schemaOf(endpoint.response, 'output') } } }
        : { description: 'A file', content: { 'application/octet-stream': {} } },
      400: problemAnswer('Bad input, with the place and the reason'),
      401: problemAnswer('Not signed in'),
      403: problemAnswer('Not permitted'),
      404: problemAnswer('Not found, or out of reach'),
      409: problemAnswer('In conflict with what is there'),
      422: problemAnswer('Understood but not possible'),
    },
    ...(route.permission === 'anyone' ? { security: [] } : {}),
  }
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
  const paths: Record<string, Json> = {}
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
    },
  }
}
