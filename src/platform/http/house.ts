import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { asSystem } from '../database/transact.ts'
import { openApi } from './openapi.ts'
import { type AnyRoute, openRoute } from './route.ts'

const health = endpoint({
  name: 'health',
  method: 'GET',
  path: '/healthz',
  summary: 'Whether the server and its database answer.',
  response: z.object({ status: z.literal('ok') }),
})

const api = endpoint({
  name: 'openapi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This document.',
  response: z.record(z.string(), z.unknown()),
})

/** What the house itself answers, beside the rooms. */
export function houseRoutes(rooms: readonly AnyRoute[]): AnyRoute[] {
  const routes: AnyRoute[] = [
    openRoute(health, async ({ db }) => {
      await asSystem(db, { lo: 0, hi: 1 }, () => Promise.resolve(null))
      return { status: 'ok' as const }
    }),
  ]
  let document: Record<string, unknown> | undefined
  const self = openRoute(api, () => Promise.resolve((document ??= openApi([...routes, ...rooms]))))
  routes.push(self)
  return routes
}
