import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, TEST_NOW, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { translate } from '../../rooms.ts'
import { addPages } from './pages.ts'
import { buildServer } from './server.ts'

let db: TestDatabase
let app: TestApp
let port: number
beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  port = Number(new URL(await app.app.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

test('an address that cannot be decoded is said to be one', async () => {
  for (const [url, accept] of [
    ['/%E0%A4%A', '*/*'],
    ['/api/families/%E0%A4%A', 'text/html'],
  ] as const) {
    const answer = await app.app.inject({ url, headers: { accept, 'accept-language': 'en' } })
    expect(answer.json()).toMatchObject({ status: 400, code: 'platform.address_unreadable' })
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
  }
})

test('opened in a browser, it is a page like any other unknown address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuanxin-pages-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<title>暖心</title>')
  const paged = buildServer({
    db: db.db,
    routes: [],
    authenticate: () => Promise.resolve(undefined),
    translate,
    log: () => undefined,
    clock: { now: () => TEST_NOW },
    crypto: db.crypto,
    https: false,
    proxies: [],
  })
  addPages(paged, folder)
  const ask = (url: string) => paged.inject({ url, headers: { accept: 'text/html,*/*;q=0.8' } })
  const [broken, unknown] = [await ask('/%E0%A4%A?q=%'), await ask('/nowhere')]
  expect(broken.statusCode).toBe(unknown.statusCode)
  expect(broken.headers['content-type']).toContain('text/html')
  expect(broken.body).toBe(unknown.body)
  await paged.close()
  rmSync(folder, { recursive: true })
})

/** What the server answers to these bytes before it closes the connection. */
function answerTo(text: string): Promise<string> {
  return new Promise((done, fail) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (bytes) => (said += bytes.toString('utf8')))
    socket.on('close', () => done(said))
    socket.on('error', fail)
  })
}

test.each([
  ['Chinese in an address that was not encoded', 'GET /api/families/find?q=胡涛永 HTTP/1.1\r\nhost: x\r\n\r\n', 400],
  ['what is no HTTP', 'hello\r\n\r\n', 400],
  ['headers without end', `GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
])('%s is refused like everything else', async (_, text, status) => {
  const [head = '', body = ''] = (await answerTo(text)).split('\r\n\r\n')
  expect(head).toContain(`HTTP/1.1 ${status} `)
  expect(head).toContain('application/problem+json')
  expect(JSON.parse(body)).toMatchObject({
    status,
    code: 'platform.unreadable',
    request_id: expect.any(String) as unknown,
  })
})
