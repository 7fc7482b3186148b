import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimFolder } from './claim-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuanxin-claim-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'server.json')

test('says who has the folder and where, and gives it up again', () => {
  const release = claimFolder(folder, 'http://127.0.0.1:8080')
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ pid: process.pid, address: 'http://127.0.0.1:8080' })
  release()
  expect(readdirSync(folder)).toEqual([])
})

test('refuses a folder another living server has, and names its address', () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
  try {
    writeFileSync(file(), JSON.stringify({ pid: other.pid, address: 'http://127.0.0.1:9' }))
    expect(() => claimFolder(folder, 'http://127.0.0.1:8080')).toThrow('http://127.0.0.1:9')
  } finally {
    other.kill()
  }
})

test.each([
  ['nothing', ''],
  ['half a line', '{"pid":12'],
  ['something else', 'null'],
  ['a process that is no more', JSON.stringify({ pid: 2 ** 22 + 1, address: 'http://127.0.0.1:9' })],
])('takes over from a killed process that left %s', (_, left) => {
  writeFileSync(file(), left)
  const release = claimFolder(folder, 'http://127.0.0.1:8080')
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid })
  release()
})
