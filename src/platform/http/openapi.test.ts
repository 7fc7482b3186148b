import { describe, expect, test } from 'vitest'
import { rooms } from '../../rooms.ts'
import { houseRoutes } from './house.ts'
import { openApi } from './openapi.ts'

const routes = rooms.flatMap((room) => room.routes)
const document = openApi([...houseRoutes(routes), ...routes])
type Operation = { operationId: string; parameters: Record<string, unknown>[]; responses: Record<string, unknown> }
const paths = document['paths'] as Record<string, Record<string, Operation>>
const operations = Object.values(paths).flatMap((path) => Object.values(path))

/** Every `$ref` anywhere in a value. */
function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  )
}

describe('the OpenAPI document', () => {
  test('holds every address once, the stream of events included', () => {
    const names = operations.map((operation) => operation.operationId)
    expect(names).toHaveLength(routes.length + 3)
    expect(new Set(names).size).toBe(names.length)
    expect(paths['/api/events']?.['get']?.responses['200']).toMatchObject({ content: { 'text/event-stream': {} } })
  })

  test('refers only to what it contains', () => {
    for (const ref of new Set(refsIn(document).filter((found) => found.startsWith('#/components/')))) {
      const found = ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document)
      expect(found, ref).toBeTypeOf('object')
    }
  })

  test('names every answer a caller may get', () => {
    for (const { operationId, responses } of operations) {
      if (operationId === 'events') continue
      expect(Object.keys(responses), operationId).toEqual([
        '200',
        '400',
        '401',
        '403',
        '404',
        '405',
        '409',
        '422',
        '429',
        '500',
        '503',
      ])
    }
  })

  test('asks for a key where something is changed, and for a file where one is taken', () => {
    const key = { $ref: '#/components/parameters/Key' }
    for (const route of routes) {
      const operation = paths[route.endpoint.path.replace(/:(\w+)/g, '{$1}')]?.[route.endpoint.method.toLowerCase()]
      const changes = route.endpoint.method !== 'GET' && route.permission !== 'anyone'
      expect(
        operation?.parameters.some((parameter) => parameter['$ref'] === key.$ref),
        route.endpoint.name,
      ).toBe(changes)
      if (route.endpoint.upload)
        expect(operation).toMatchObject({
          requestBody: {
            content: { 'multipart/form-data': { schema: { properties: { file: { format: 'binary' } } } } },
          },
        })
    }
  })
})
