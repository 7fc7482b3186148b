import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Everything that must hold before work lands, in the order in which it fails fastest. One closing line: N passed, N failed.
const withBrowser = process.argv.includes('--browser')

interface Step {
  name: string
  command: string[]
}

interface Tally {
  passed: number
  failed: number
}

const bin = (name: string) => join('node_modules', '.bin', name)
const steps: Step[] = [
  { name: 'format', command: [bin('oxfmt'), '--check'] },
  { name: 'lint', command: [bin('oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'types of the server', command: [bin('tsc'), '-p', 'tsconfig.server.json'] },
  { name: 'types of the web app', command: [bin('tsc'), '-p', 'tsconfig.web.json'] },
  { name: 'types of the browser journeys', command: [bin('tsc'), '-p', 'tsconfig.browser.json'] },
  { name: 'unused code', command: [bin('knip')] },
]

interface How {
  /** What it prints is kept and printed when it has ended, so that two that run at once can be read. */
  aside?: boolean
}

function run(command: string[], { aside = false }: How = {}): Promise<number> {
  return new Promise((done) => {
    const [program = '', ...args] = command
    const stdio = aside ? ('pipe' as const) : ('inherit' as const)
    const child = spawn(program, args, { stdio: ['inherit', stdio, stdio] })
    const kept: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => kept.push(chunk))
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(kept))
      done(code ?? 1)
    })
    child.on('error', () => done(1))
  })
}

async function runTests(args: readonly string[]): Promise<Tally> {
  const report = join(tmpdir(), `nuanxin-report-${process.pid}.json`)
  const asked = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = await run([bin('vitest'), 'run', ...asked, ...args])
  try {
    const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<
      string,
      number
    >
    const failed = numFailedTests ?? 0
    // A run that broke before its tests, or that found none, has not passed.
    return { passed: numPassedTests ?? 0, failed: status !== 0 && failed === 0 ? 1 : failed + (numTotalTests ? 0 : 1) }
  } catch {
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(report, { force: true })
  }
}

const tally: Tally = { passed: 0, failed: 0 }

/** One after another takes the next step: two at once, for most of them use one processor. */
async function takeSteps(waiting: Step[]): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const status = await run(step.command, { aside: true })
    console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${step.name}`)
    if (status === 0) tally.passed += 1
    else tally.failed += 1
  }
}
const waiting = [...steps]
await Promise.all([takeSteps(waiting), takeSteps(waiting)])

const suites = withBrowser ? [[], ['--config', 'vitest.journeys.config.ts']] : [[]]
for (const args of suites) {
  const { passed, failed } = await runTests(args)
  tally.passed += passed
  tally.failed += failed
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 ? 0 : 1
