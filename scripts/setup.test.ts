import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const SETUP = resolve('scripts/setup.mjs')
const LOCK = '{"lockfileVersion":3}'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuanxin-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** A folder whose packages have been installed, as far as setting up looks. */
function installed(): void {
  write('package-lock.json', LOCK)
  write('node_modules/.lock-sha', createHash('sha256').update(LOCK).digest('hex'))
}

interface Machine {
  node?: readonly string[]
  env?: Readonly<Record<string, string>>
}

/** Sets the folder up on a machine that has Node and nothing else: no npm, no apt-get, no fonts. */
function setUp(args: readonly string[] = [], { node = [], env = {} }: Machine = {}) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [...node, SETUP, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: '', ...env },
  })
  return { status, stderr, stdout }
}

const stamped = (path: string) => existsSync(join(folder, path))

describe('setting up says what is missing and how to bring it, and fails', () => {
  test('without npm', () => {
    write('package-lock.json', LOCK)
    mkdirSync(join(folder, 'node_modules'))
    const { status, stderr } = setUp()
    expect(status).toBe(1)
    expect(stderr).toContain('npm is not on this machine. Install Node 20 or newer')
    expect(stamped('node_modules/.lock-sha')).toBe(false)
  })

  test.each([
    ['that fails', 'process.exit(7)'],
    ['that is killed', "process.kill(process.pid, 'SIGKILL')"],
  ])('with an npm %s', (_, script) => {
    write('package-lock.json', LOCK)
    write('npm.cjs', script)
    mkdirSync(join(folder, 'node_modules'))
    const { status, stderr } = setUp([], { env: { npm_execpath: join(folder, 'npm.cjs') } })
    expect(status).toBe(1)
    expect(stderr).toContain('npm ci failed')
    expect(stderr).toContain('Check the network and the package registry')
    expect(stamped('node_modules/.lock-sha')).toBe(false)
  })

  test('in a folder that is not the repository', () => {
    const { status, stderr } = setUp()
    expect(status).toBe(1)
    expect(stderr).toContain('Run the command in the folder of the whole repository')
  })

  test('without a runtime that reads TypeScript', () => {
    installed()
    const old = "data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.11.0' } })"
    const { status, stderr } = setUp(['--no-web'], { node: ['--import', old] })
    expect(status).toBe(1)
    expect(stderr).toContain('Node 20.11.0 is too old. Install Node 26')
  })

  test.each([
    ['that is not there', undefined],
    ['that fails', 'process.exit(1)'],
    ['that is killed', "process.kill(process.pid, 'SIGKILL')"],
  ])('with a build of the web app %s', (_, script) => {
    installed()
    write('vite.config.ts', 'export {}')
    write('src/main.ts', 'export {}')
    if (script !== undefined) write('node_modules/vite/bin/vite.js', script)
    const { status, stderr } = setUp()
    expect(status).toBe(1)
    expect(stderr).toContain('The web app could not be built')
    expect(stamped('dist/.web-sha')).toBe(false)
  })

  test('without a Chinese font and what could bring one, where browser journeys are asked for', () => {
    installed()
    const { status, stderr } = setUp(['--no-web', '--browser'])
    expect(status).toBe(1)
    expect(stderr).toContain('apt-get install chromium fonts-noto-cjk fontconfig')
    expect(stderr).toContain('set CHROMIUM_PATH')
  })
})

describe('setting up goes on', () => {
  test('without a word where everything is there', () => {
    installed()
    expect(setUp(['--no-web'])).toEqual({ status: 0, stderr: '', stdout: '' })
  })

  test('and leaves its mark, so that the next time has nothing to do', () => {
    write('package-lock.json', LOCK)
    write('npm.cjs', "require('node:fs').mkdirSync('node_modules', { recursive: true })")
    const machine = { env: { npm_execpath: join(folder, 'npm.cjs') } }
    expect(setUp(['--no-web'], machine)).toMatchObject({ status: 0, stderr: '' })
    rmSync(join(folder, 'npm.cjs'))
    expect(setUp(['--no-web'], machine)).toEqual({ status: 0, stderr: '', stdout: '' })
  })
})
