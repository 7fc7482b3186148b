import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../src/platform/free-port.ts'
import { startWeb } from './dev-web.ts'

let behind: Server
let web: ViteDevServer
let address: string

beforeAll(async () => {
  behind = createServer((request, reply) => reply.end(JSON.stringify({ url: request.url, host: request.headers.host })))
  await new Promise<void>((done) => behind.listen(0, '127.0.0.1', done))
  const port = await freePort()
  const server = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
  web = await startWeb({ host: '127.0.0.1', port, server })
  address = `127.0.0.1:${port}`
})
afterAll(async () => {
  await web.close()
  behind.close()
})

const ask = async (path: string, accept = '*/*') =>
  (await fetch(`http://${address}${path}`, { headers: { accept } })).text()

test('a page of the web app comes with hot reload, its modules as they stand in the sources', async () => {
  expect(await ask('/people', 'text/html')).toContain('/@vite/client')
  expect(await ask('/family-file.tsx')).toContain('import.meta.hot')
  expect(await ask('/api.ts')).toContain('idempotency-key')
})

test('what is asked of the server reaches it under the host of the page, so that its own pages are not foreign to it', async () => {
  for (const url of ['/api/session', '/healthz', '/api/events'])
    expect(JSON.parse(await ask(url))).toEqual({ url, host: address })
})
