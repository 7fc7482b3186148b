import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { cluster } from '../../../test/support/database.ts'
import { readConfig, webAddress } from '../config.ts'
import { freePort } from '../free-port.ts'
import { openSecrets } from '../secrets.ts'
import { databaseReason, folderReason, listeningReason, reasonOf } from './reasons.ts'

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

async function connectFailure(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  return databaseReason(await failureOf(() => client.connect()), url)
}

test('a setting that is empty is one that was not made', () => {
  expect(readConfig([], { PORT: '', HOST: '', NUANXIN_DATA: '', DATABASE_URL: '' })).toEqual(readConfig([], {}))
  expect(readConfig([], { PORT: '0' }).port).toBe(0)
  expect([{}, { NUANXIN_PASSWORDS: 'asvs' }].map((env) => readConfig([], env).passwords)).toEqual(['mlps', 'asvs'])
})

test('only this machine is served unless HOST says otherwise', () => {
  expect(readConfig([], {}).host).toBe('127.0.0.1')
  expect(readConfig([], { HOST: '0.0.0.0' }).host).toBe('0.0.0.0')
})

test('what a proxy says is believed where one stands in front, and of those that are named', () => {
  const proxies = (env: NodeJS.ProcessEnv) => readConfig([], env).proxies
  expect(proxies({})).toEqual([])
  expect(proxies({ NUANXIN_PUBLIC_URL: 'https://nuanxin.example' })).toEqual(['127.0.0.0/8', '::1'])
  expect(proxies({ NUANXIN_PUBLIC_URL: 'https://n.example', NUANXIN_PROXIES: ' 10.1.0.5 , fd00::/8' })).toEqual([
    '10.1.0.5',
    'fd00::/8',
  ])
})

test('a setting that makes no sense is named, in both languages', async () => {
  for (const [env, name] of [
    [{ NUANXIN_PASSWORDS: 'none' }, 'NUANXIN_PASSWORDS'],
    [{ PORT: '80a' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ NUANXIN_PROFILE: 'test' }, 'NUANXIN_PROFILE'],
    [{ NUANXIN_PROXIES: 'proxy.example' }, 'NUANXIN_PROXIES'],
    [{ NUANXIN_PROXIES: '10.0.0.0/33' }, 'NUANXIN_PROXIES'],
    [{ NUANXIN_PROXIES: '0.0.0.0/0' }, 'NUANXIN_PROXIES'],
    [{ NUANXIN_PROXIES: '10.0.0.1/8/8' }, 'NUANXIN_PROXIES'],
    [{ DATABASE_URL: 'not a url' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'mysql://u@h/d' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgresql:///nuanxin' }, 'DATABASE_URL'],
  ] as const) {
    const [zh = '', en = ''] = (await reasonOf(await failureOf(() => readConfig([], env)))).split('\n')
    expect(zh).toContain(name)
    expect(zh).toMatch(/\p{Script=Han}/u)
    expect(en).toContain(name)
    expect(en).not.toMatch(/\p{Script=Han}/u)
  }
})

test('a data folder that is a file, or stands in one, is said to be that; secrets that were damaged are not replaced', async () => {
  const home = mkdtempSync(join(tmpdir(), 'nuanxin-reasons-'))
  const file = join(home, 'file')
  writeFileSync(file, '')
  for (const folder of [file, join(file, 'in')]) {
    const error = await failureOf(() => mkdirSync(folder, { recursive: true }))
    expect(folderReason(error, folder)).toMatchObject({ code: 'start.folder_is_file', params: { folder } })
  }
  const secrets = join(home, 'secrets.json')
  writeFileSync(secrets, '{"database_passwords":')
  const damaged = folderReason(await failureOf(() => openSecrets(home)), home)
  expect(damaged).toMatchObject({ code: 'start.secrets_unreadable', params: { file: secrets } })
  rmSync(home, { recursive: true })
})

test('a database that is away, unknown or closed to this login is told apart, and no password is said', async () => {
  const away = `postgresql://u:geheim@127.0.0.1:${await freePort()}/nx`
  const wrong = `postgresql://postgres:geheim@127.0.0.1:${cluster().port}/postgres`
  const found = [
    await connectFailure(away),
    await connectFailure(wrong),
    await connectFailure('postgresql://u:geheim@nowhere.invalid/nx'),
  ]
  expect(found.map((error) => (error as { code: string }).code)).toEqual([
    'start.database_unreachable',
    'start.database_login',
    'start.database_host_unknown',
  ])
  const texts = await Promise.all(found.map(reasonOf))
  for (const text of texts) {
    expect(text.match(/DATABASE_URL/g)).toHaveLength(2)
    expect(text).not.toContain('geheim')
  }
})

test('a host that is none of this machine is said to be that', async () => {
  for (const host of ['nowhere.invalid', '192.0.2.1']) {
    const error = await failureOf(
      () =>
        new Promise((done, fail) => {
          createServer()
            .once('error', fail)
            .listen(0, host, () => done(undefined))
        }),
    )
    expect(listeningReason(error, { host, port: 8080 })).toMatchObject({ code: 'start.bad_host', params: { host } })
  }
})

test('an address of IPv6 is printed as a browser takes it', () => {
  expect(new URL(webAddress('::1', 9454)).host).toBe('[::1]:9454')
  expect(webAddress('127.0.0.1', 8080)).toBe('http://127.0.0.1:8080')
})
