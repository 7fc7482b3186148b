import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { isGood, type PaymentReport, torturePayments } from './payments/run.ts'
import { torture } from './run.ts'

// The long forms of the tests of the same names. Each prints its seed; a failing seed is kept as a test.
//   npm run torture [-- --kills N]                      acts, runs and rosters under kills
//   npm run torture -- payments [--kills N --lines N]   rounds of payments under kills
//   npm run torture -- approvers | last-yuan | tamper   see test/torture-money.test.ts
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string' }, lines: { type: 'string' }, seed: { type: 'string' } },
})
const seed = Number(values.seed) || Math.floor(Math.random() * 1e9)
const say = (text: string) => console.log(text)

async function general(): Promise<boolean> {
  const report = await torture({ kills: Number(values.kills) || 30, writers: 4, seed, say })
  console.log(JSON.stringify(report, null, 2).slice(0, 3_000))
  const { acts, runs, imports } = report
  const refused = [acts, runs, imports.uploads, imports.applies].flatMap((tally) => tally.refused)
  return (
    report.lost + report.doubled + report.faults + imports.half === 0 && refused.length + imports.wrong.length === 0
  )
}

async function payments(): Promise<boolean> {
  const [lanes, persons] = [2, 1_000]
  const months = Math.max(1, Math.round((Number(values.lines) || 60_000) / (lanes * persons)))
  const report = await torturePayments({ kills: Number(values.kills) || 300, lanes, persons, months, seed, say })
  tell(report)
  return isGood(report)
}

function tell({ books, named, random, ...report }: PaymentReport): void {
  console.table(books)
  console.table({ ...named, ...random })
  console.log(JSON.stringify(report, null, 2).slice(0, 5_000))
}

/** The others need no server of their own: the test's own database, and more of everything. */
function longTest(name: string): boolean {
  const { status } = spawnSync(
    'vitest',
    ['run', 'test/torture-money.test.ts', '-t', name, '--disable-console-intercept'],
    {
      stdio: 'inherit',
      env: { ...process.env, NUANXIN_TORTURE: 'long' },
    },
  )
  return status === 0
}

const [which = 'general'] = positionals
const good = which === 'general' ? await general() : which === 'payments' ? await payments() : longTest(which)
console.log(good ? 'Nothing lost, nothing doubled.' : 'FAILED')
process.exitCode = good ? 0 : 1
