import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** The command line asked for what it does not know: it answers before it looks for a database. */
const nuanxin = (...args: string[]) => spawnSync(process.execPath, ['src/cli.ts', ...args], { encoding: 'utf8' })

test('an unknown command is told in the language asked for, and to machines as JSON', () => {
  const said = nuanxin('bogus', '--json')
  expect(said.status).toBe(2)
  expect(JSON.parse(said.stdout)).toMatchObject({
    error: 'command_line.unknown_command',
    detail: '没有“bogus”这个命令。',
  })
  expect(nuanxin('constructor').status).toBe(2)
})

test('so is an option that is unknown or lacks its value', () => {
  const said = nuanxin('import', 'roster.xlsx', '--aply', '--json')
  expect(said.status).toBe(2)
  expect(JSON.parse(said.stdout)).toMatchObject({
    error: 'command_line.bad_option',
    detail: '不认识“--aply”，或它后面缺少内容。',
  })
  const english = nuanxin('run', '--division', '--lang', 'en')
  expect(english.status).toBe(2)
  expect(english.stderr).toContain('“--division” is not known, or lacks its value.')
  expect(english.stderr).toContain('nuanxin <command>')
})
