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

test.each([
  [
    'an option of another command',
    ['run', '--place', '530103001', '--as-of', '2026-11-30', '--apply'],
    'not_of_command',
    '--place',
  ],
  ['an option it would not look at', ['verify', '--apply'], 'not_of_command', '--apply'],
  ['a second file', ['import', 'one.xlsx', 'two.xlsx'], 'too_much', 'two.xlsx'],
  ['something left over', ['verify', 'everything'], 'too_much', 'everything'],
  [
    'the empty value of a variable nobody set',
    ['statement', '--division', '530103', '--xlsx', ''],
    'option_empty',
    '--xlsx',
  ],
  ['the same twice', ['run', '--division', '530103', '--division', '530102'], 'option_twice', '--division'],
])('%s is refused before anything is done', (_what, args, code, named) => {
  const said = nuanxin(...args, '--json')
  expect(said.status).toBe(2)
  const { error, detail } = JSON.parse(said.stdout) as { error: string; detail: string }
  expect(error).toBe(`command_line.${code}`)
  expect(detail).toContain(`“${named}”`)
})
