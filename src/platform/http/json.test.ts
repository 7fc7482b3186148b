import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { repeatedKey } from './json.ts'

describe('a key that stands twice', () => {
  test.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1, "b" : {"c":[], "c" :0}}', 'c'],
    ['[{"a":1},{"b":1,"b":1}]', 'b'],
    ['{"ab":1,"a\\u0062":2}', 'ab'],
    ['{"\\\\":1,"\\\\":2}', '\\'],
    ['{"\\"":1,"x":"\\\\","\\"":2}', '"'],
    ['{"":1,"":2}', ''],
  ])('%s is found', (text, key) => {
    expect(repeatedKey(text)).toBe(key)
  })

  test.each([
    '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}',
    '{"a":"a","b":"\\"a\\":1,\\"a\\":2"}',
    '{"a":["b","b",{"b":"b"}],"b":"{\\"b\\":1}"}',
    '"a"',
    '[]',
    'null',
  ])('%s has none', (text) => {
    expect(repeatedKey(text)).toBeUndefined()
  })

  test('is sought in time that grows as the text does', () => {
    const texts = [`["${'\\\\'.repeat(450_000)}"]`, `{"a":"${'\\"'.repeat(450_000)}"}`, '[{"a":'.repeat(100_000)]
    const begun = performance.now()
    for (const text of texts) repeatedKey(text)
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})

describe('a request whose body names one thing twice', () => {
  let db: TestDatabase
  let app: TestApp
  beforeAll(async () => {
    db = await createTestDatabase()
    app = await createTestApp(db)
  })
  afterAll(async () => {
    await app.close()
    await db.drop()
  })

  const sent = (payload: string) =>
    app.app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      payload,
    })

  test('is refused with the name, and once it is written once it is read', async () => {
    const twice = await sent('{"username":"a","password":"b","username":"c"}')
    expect(twice.statusCode).toBe(400)
    expect(twice.json()).toMatchObject({ code: 'platform.json_key_twice', place: 'username' })
    expect((await sent('{"username":"a"}')).json()).not.toMatchObject({ code: 'platform.json_key_twice' })
  })

  test('what is no JSON, and what would change the prototype, is refused as before', async () => {
    for (const text of ['{bad', '', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}'])
      expect((await sent(text)).json()).toMatchObject({ status: 400, code: 'platform.bad_json' })
  })
})
