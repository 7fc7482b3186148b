/// <reference types="node" />
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../kernel/endpoint.ts'
import { addressOf, api, fileNameOf } from './api.ts'
import { answerConfirm, askToConfirm, isAsked, onAsked } from './confirm.ts'
import { watchTouches } from './presence.ts'
import { isCell, Problem } from './problem.ts'

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const seen: Seen[] = []
let answer: { status: number; type: string; body: string } = {
  status: 200,
  type: 'application/json',
  body: '{"ok":true}',
}
/** Answers given once, before the lasting one. */
const first: (typeof answer)[] = []
let server: Server
let origin = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      const now = first.shift() ?? answer
      response.writeHead(now.status, { 'content-type': now.type }).end(now.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  origin = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

beforeEach(() => {
  seen.length = 0
  first.length = 0
  answer = { status: 200, type: 'application/json', body: '{"ok":true}' }
})

const read = () =>
  endpoint({
    name: 'families.get',
    method: 'GET',
    path: `${origin}/api/families/:family_id`,
    summary: 'One family.',
    params: z.object({ family_id: z.string() }),
    query: z.object({ tag: z.array(z.string()).optional() }),
    response: z.object({ ok: z.boolean() }),
  })

const write = () =>
  endpoint({
    name: 'care.log',
    method: 'POST',
    path: `${origin}/api/care-records`,
    summary: 'Logs one act.',
    body: z.object({ note: z.string() }),
    response: z.object({ ok: z.boolean() }),
  })

const refused = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => undefined).catch((error: unknown) => error)

describe('the address of a call', () => {
  test('fills the path, repeats lists and leaves out what is absent', () => {
    expect(
      addressOf('/api/families/:family_id', { family_id: 'a/b 林' }, { tag: ['x', 'y'], q: '', from: undefined, n: 3 }),
    ).toBe('/api/families/a%2Fb%20%E6%9E%97?tag=x&tag=y&n=3')
  })

  test('refuses a path with a part missing', () => {
    expect(() => addressOf('/api/families/:family_id', {})).toThrow('family_id')
  })

  test('reads the file name the server gives, in any script', () => {
    expect(fileNameOf("attachment; filename*=UTF-8''%E5%90%8D%E5%86%8C.xlsx", 'x')).toBe('名册.xlsx')
    expect(fileNameOf('attachment; filename="a.xlsx"', 'x')).toBe('a.xlsx')
    expect(fileNameOf(null, 'x')).toBe('x')
  })
})

describe('a call', () => {
  test('a read carries no key, a write carries one and JSON', async () => {
    await expect(api(read(), { params: { family_id: '1' } })).resolves.toEqual({ ok: true })
    await api(write(), { body: { note: '平稳' } })
    expect(seen[0]?.headers['idempotency-key']).toBeUndefined()
    expect(seen[1]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    expect(seen[1]?.headers['content-type']).toBe('application/json')
    expect(seen[1]?.body).toBe('{"note":"平稳"}')
  })

  test('a read of a page that nobody has touched for a minute says so; a touch or an act is a person', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      const page = new EventTarget()
      watchTouches(page)
      page.dispatchEvent(new Event('keydown'))
      const ask = () => api(read(), { params: { family_id: '1' } })
      vi.advanceTimersByTime(60_000)
      await ask()
      vi.advanceTimersByTime(1)
      await ask()
      await api(write(), { body: { note: '' } })
      page.dispatchEvent(new Event('pointerdown'))
      await ask()
      expect(seen.map((one) => one.headers['x-background'])).toEqual([undefined, '1', undefined, undefined])
    } finally {
      vi.useRealTimers()
    }
  })

  test('keeps the key and the reason it is given', async () => {
    await api(write(), { body: { note: '' } }, { idempotency_key: 'the-same-key', reason: '联系家人' })
    expect(seen[0]?.headers['idempotency-key']).toBe('the-same-key')
    expect(decodeURIComponent(String(seen[0]?.headers['x-reason']))).toBe('联系家人')
  })

  test('a refusal becomes a problem with its issues', async () => {
    const issue = { place: 'note', code: 'care.note_needed', detail: '请写一句', next: null }
    answer = {
      status: 400,
      type: 'application/problem+json',
      body: JSON.stringify({ code: 'platform.bad_input', detail: '要改', issues: [issue] }),
    }
    const error = await refused(api(write(), { body: { note: '' } }))
    expect(error).toBeInstanceOf(Problem)
    expect(error).toMatchObject({
      status: 400,
      code: 'platform.bad_input',
      message: '要改',
      issues: [issue],
      uncertain: false,
    })
  })

  test('a cell of a file is a place by itself; the path of a field is none to a reader', () => {
    expect(['花名册!K2', 'Sheet1!12', '第 3 行'].map(isCell)).toEqual([true, true, true])
    const person = 'person_ids.018f0000-0000-7000-8000-000000000001'
    expect(['note', 'members.0.phone', person, null].map(isCell)).toEqual([false, false, false, false])
  })

  test('an answer that is no problem document is still a problem', async () => {
    answer = { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' }
    expect(await refused(api(write(), { body: { note: '' } }))).toMatchObject({
      status: 502,
      code: 'shell.unknown',
      uncertain: true,
    })
  })

  test('a server out of reach is a problem whose outcome is uncertain', async () => {
    const gone = { ...write(), path: 'http://127.0.0.1:9/api/care-records' }
    expect(await refused(api(gone, { body: { note: '' } }))).toMatchObject({
      status: 0,
      code: 'shell.network',
      uncertain: true,
    })
  })
})

describe('an act that asks for the second factor first', () => {
  const refusal = {
    status: 403,
    type: 'application/problem+json',
    body: JSON.stringify({ code: 'platform.confirm_first', detail: '先确认' }),
  }
  /** Someone before the dialog who answers at once. */
  const person = (confirms: boolean) =>
    onAsked(() => {
      if (isAsked()) answerConfirm(confirms)
    })

  test('is sent again under the same key once she has confirmed', async () => {
    const leave = person(true)
    first.push(refusal)
    await expect(api(write(), { body: { note: '1' } })).resolves.toEqual({ ok: true })
    expect([seen.length, new Set(seen.map((request) => request.headers['idempotency-key'])).size]).toEqual([2, 1])
    leave()
  })

  test('with a file is sent again whole, its fields and its bytes', async () => {
    const leave = person(true)
    first.push(refusal)
    const file = new File(['1,5400.00,成功\r\n'], '回盘.csv', { type: 'text/csv' })
    await expect(api(write(), { body: { note: '1' }, file })).resolves.toEqual({ ok: true })
    const [one, again] = seen.map(({ headers, body }) =>
      body.replaceAll(/boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1] ?? '', 'boundary'),
    )
    expect(one).toContain('1,5400.00,成功')
    expect(again).toBe(one)
    leave()
  })

  test('is the refusal it was when she would rather not, and where nobody can be asked', async () => {
    const leave = person(false)
    first.push(refusal, refusal)
    const confirm_first = { status: 403, code: 'platform.confirm_first' }
    expect(await refused(api(write(), { body: { note: '' } }))).toMatchObject(confirm_first)
    leave()
    expect(await refused(api(write(), { body: { note: '' } }))).toMatchObject(confirm_first)
    expect(seen).toHaveLength(2)
  })

  test('asks once for all requests refused at the same time', async () => {
    const leave = onAsked(() => undefined)
    const both = Promise.all([askToConfirm(), askToConfirm()])
    answerConfirm(true)
    expect(await both).toEqual([true, true])
    expect(isAsked()).toBe(false)
    leave()
  })
})
