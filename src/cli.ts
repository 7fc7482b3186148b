import { parseArgs } from 'node:util'
import { runExplain } from './command-line/explain.ts'
import { runImport } from './command-line/import.ts'
import { runRun } from './command-line/run.ts'
import { runStatement } from './command-line/statement.ts'
import type { Output } from './command-line/output.ts'
import { runVerify } from './command-line/verify.ts'
import { commandLineWords } from './command-line/words.ts'
import { type House, openHouse } from './house.ts'
import { civilDateOf } from './kernel/calendar.ts'
import { Refusal, refuse } from './kernel/refusal.ts'
import type { Call } from './platform/call.ts'
import { systemClock } from './platform/clock.ts'
import { readConfig } from './platform/config.ts'
import { newId } from './platform/ids.ts'
import { createLog } from './platform/log.ts'
import { permissionsOf } from './platform/room.ts'
import { createTranslate } from './platform/translate.ts'
import { callAs } from './registry/staff/index.ts'
import { rooms, translate } from './rooms.ts'

const HELP = `nuanxin <command> [options]        --json for machines; --as <account> names who acts; --lang zh|en

  import <file> [--mapping FILE] [--apply]                     faults and preview; with --apply it is done
  run --division D --as-of DATE [--apply]                      who gains, loses and is owed; with --apply it is written
  explain --person ID --policy P --as-of DATE                  why, or which conditions fail and when they will be met
  statement --division D --from DATE --to DATE [--place P] [--xlsx FILE] [--docx FILE]
  verify                                                       audit chains, invariants, catalog
`

const options = {
  json: { type: 'boolean', default: false },
  as: { type: 'string' },
  lang: { type: 'string', default: 'zh' },
  apply: { type: 'boolean', default: false },
  mapping: { type: 'string' },
  division: { type: 'string' },
  'as-of': { type: 'string' },
  person: { type: 'string' },
  policy: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  place: { type: 'string' },
  xlsx: { type: 'string' },
  docx: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

function parse(argv: string[]) {
  return parseArgs({ args: argv, options, allowPositionals: true })
}

export type Values = ReturnType<typeof parse>['values']

interface Work {
  house: House
  values: Values
  operands: string[]
  output: Output
}

/** Who acts: the account's own post, permissions and scope, exactly as on the web. */
async function actingCall({ house, values }: Work, permission: string): Promise<Call> {
  if (!values.as) refuse('bad_input', 'command_line.needs_account', { place: '--as' })
  const now = systemClock.now()
  const call = await callAs(house.db, values.as, {
    now,
    today: civilDateOf(now),
    crypto: house.crypto,
    newId,
    idempotency_key: `cli-${newId()}`,
    locale: values.lang === 'en' ? 'en' : 'zh',
  })
  if (!permissionsOf(rooms, call.actor.role).has(permission)) {
    refuse('not_allowed', 'command_line.not_permitted', { params: { username: values.as, permission } })
  }
  return call
}

const commands: Record<string, (work: Work) => Promise<boolean>> = {
  async import(work) {
    const { mapping, apply } = work.values
    const call = await actingCall(work, 'imports.use')
    return runImport(work.house, call, { file: work.operands[0], options: { mapping, apply } }, work.output)
  },
  async run(work) {
    const { division, apply, 'as-of': as_of } = work.values
    const call = await actingCall(work, apply ? 'entitlements.run' : 'entitlements.preview')
    return runRun(work.house, call, { division, as_of, apply }, work.output)
  },
  async explain(work) {
    const { person, policy, 'as-of': as_of } = work.values
    const call = await actingCall(work, 'policies.explain')
    return runExplain(work.house, call, { person, policy, as_of }, work.output)
  },
  async statement(work) {
    // A file is an export, on the web as here.
    const permission = work.values.xlsx || work.values.docx ? 'reports.export' : 'reports.read'
    await runStatement(work.house, await actingCall(work, permission), work.values, work.output)
    return true
  },
  verify: (work) => runVerify(work.house, work.output),
}

const words = createTranslate({ command_line: commandLineWords })

function tell(error: unknown, locale: 'zh' | 'en', json: boolean): void {
  if (!(error instanceof Refusal)) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return
  }
  const text = (key: string, params = error.params) =>
    (key.startsWith('command_line.') ? words : translate)(locale, key, params)
  const issues = error.issues.map((issue) => ({
    place: issue.place,
    code: issue.code,
    detail: text(issue.code, issue.params),
  }))
  if (json)
    process.stdout.write(
      `${JSON.stringify({ error: error.code, detail: text(error.code), place: error.place, issues })}\n`,
    )
  process.stderr.write(`${error.place ? `${error.place}: ` : ''}${text(error.code)}\n`)
  if (error.next) process.stderr.write(`${text(error.next)}\n`)
  for (const issue of issues.slice(0, 50)) process.stderr.write(`  ${issue.place}: ${issue.detail}\n`)
}

async function main(): Promise<number> {
  const { values, positionals } = parse(process.argv.slice(2))
  const [name = '', ...operands] = positionals
  const locale = values.lang === 'en' ? 'en' : 'zh'
  const run = commands[name]
  if (values.help || !run) {
    process.stderr.write(
      run || !name ? HELP : `${words(locale, 'command_line.unknown_command', { command: name })}\n\n${HELP}`,
    )
    return values.help ? 0 : 2
  }
  const log = createLog(
    () => undefined,
    () => systemClock.now(),
  )
  const house = await openHouse({
    config: readConfig([]),
    clock: systemClock,
    log,
    owner: false,
    say: () => undefined,
    pool: 3,
  })
  try {
    const output: Output = { json: values.json, write: (text) => void process.stdout.write(text) }
    return (await run({ house, values, operands, output })) ? 0 : 1
  } catch (error) {
    tell(error, locale, values.json)
    return 1
  } finally {
    await house.close()
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 2
})
