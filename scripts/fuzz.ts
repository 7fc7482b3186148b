import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { figuresLine, type FuzzFigures } from '../test/support/fuzz-figures.ts'

// The long form of test/fuzz.test.ts, which `npm test` runs with 40 requests a route.
//   npm run fuzz [-- --times N] [--seed N] [--room NAME]
const { values } = parseArgs({
  options: { times: { type: 'string' }, seed: { type: 'string' }, room: { type: 'string' } },
})
const times = Number(values.times) || 2_000
const seed = Number(values.seed) || Math.floor(Math.random() * 1e9)
const report = join(tmpdir(), `nuanxin-fuzz-${process.pid}.json`)

console.log(`${times} requests at every route${values.room ? ` of ${values.room}` : ''}, seed ${seed}.`)
const { status } = spawnSync(
  join('node_modules', '.bin', 'vitest'),
  ['run', 'test/fuzz.test.ts', ...(values.room ? ['-t', `${values.room}:`] : [])],
  {
    stdio: 'inherit',
    env: { ...process.env, FUZZ_TIMES: String(times), FUZZ_SEED: String(seed), FUZZ_REPORT: report },
  },
)
const figures = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as FuzzFigures) : undefined
rmSync(report, { force: true })
const good = status === 0 && figures !== undefined && figures.requests > 0
console.log(`${good ? '' : 'FAILED: '}${figures ? figuresLine(figures) : 'nothing was asked'}`)
process.exitCode = good ? 0 : 1
