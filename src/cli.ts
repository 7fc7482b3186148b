import { type Asked, type CommandName, readArguments, type Values } from './command-line/arguments.ts'
import { runExplain } from './command-line/explain.ts'
import { runImport } from './command-line/import.ts'
import { runReperform } from './command-line/reperform.ts'
import { runRun } from './command-line/run.ts'
import { runStatement } from './command-line/statement.ts'
import type { Output } from './command-line/output.ts'
import { runVerify, runVerifyAs } from './command-line/verify.ts'
import { commandLineWords } from './command-line/words.ts'
import { type House, openHouse } from './house.ts'
import { civilDateOf } from './kernel/calendar.ts'
import { Refusal, refuse } from './kernel/refusal.ts'
import { ROLES } from './kernel/role.ts'
import type { Call } from './platform/call.ts'
import { systemClock } from './platform/clock.ts'
import { readConfig } from './platform/config.ts'
import { newId } from './platform/ids.ts'
import { createLog } from './platform/log.ts'
import { permissionsOf } from './platform/room.ts'
import { startWords } from './platform/start/words.ts'
import { createTranslate } from './platform/translate.ts'
import { callAs } from './registry/staff/index.ts'
import { rooms, translate } from './rooms.ts'

const HELP = `nuanxin <command> [options]        --json for machines; --as <account> names who acts; --lang zh|en
                                   --post <role> which of her posts, when she holds several; --why <reason> for the trail

  import <file> [--mapping FILE] [--apply]                     faults and preview; with --apply it is done
  run --division D --as-of DATE [--apply]                      who gains, loses and is owed; with --apply it is written
  explain --person ID --policy P --as-of DATE                  why, or which conditions fail and when they will be met
  statement --division D --from DATE --to DATE [--place P] [--xlsx FILE] [--docx FILE]
  reperform --round R                                          every past line worked out again, equal to the fen or named
  verify                                                       audit chains, invariants, catalog; with --as an auditor's chains
`

/** The exit status of what Ctrl-C has ended, as shells have it. */
const INTERRUPTED = 130

interface Work {
  house: House
  values: Values
  operands: string[]
  output: Output
}

/** Who acts: the account's own post, permissions and scope, exactly as on the web. Of several posts the first that may. */
async function actingCall({ house, values }: Work, permission: string): Promise<Call> {
  if (!values.as) refuse('bad_input', 'command_line.needs_account', { place: '--as' })
  const role = ROLES.find((known) => known === values.post)
  if (values.post !== undefined && !role) {
    const params = { post: values.post, posts: ROLES.join(', ') }
    refuse('bad_input', 'command_line.unknown_post', { place: '--post', params })
  }
  const now = systemClock.now()
  const call = await callAs(house.db, values.as, {
    role,
    may: (held) => permissionsOf(rooms, held).has(permission),
    reason: values.why ?? null,
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

const commands: Record<CommandName, (work: Work) => Promise<boolean>> = {
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
  async reperform(work) {
    const call = await actingCall(work, 'payments.reperform')
    return runReperform(work.house, call, work.values.round, work.output)
  },
  async verify(work) {
    // Without an account it is the check of whoever runs the machine, who holds the secrets and the database anyway.
    if (work.values.as === undefined) return runVerify(work.house, work.output)
    return runVerifyAs(work.house, await actingCall(work, 'audit.read'), work.output)
  },
}

const words = createTranslate({ command_line: commandLineWords, start: startWords })

function tell(error: unknown, locale: 'zh' | 'en', json: boolean): void {
  if (!(error instanceof Refusal)) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return
  }
  const text = (key: string, params = error.params) =>
    (/^(command_line|start)\./.test(key) ? words : translate)(locale, key, params)
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

function open(): Promise<House> {
  const log = createLog(
    () => undefined,
    () => systemClock.now(),
  )
  return openHouse({ config: readConfig([]), clock: systemClock, log, owner: false, say: () => undefined, pool: 3 })
}

async function main(argv: string[]): Promise<number> {
  // How to answer is read even where the rest cannot be understood.
  const locale = /(^|\s)--lang[\s=]en(\s|$)/.test(argv.join(' ')) ? 'en' : 'zh'
  const json = argv.includes('--json')
  let asked: Asked
  try {
    asked = readArguments(argv)
  } catch (error) {
    tell(error, locale, json)
    if (!json) process.stderr.write(`\n${HELP}`)
    return 2
  }
  const { values, operands, command } = asked
  if (command === undefined) {
    process.stderr.write(HELP)
    return values.help ? 0 : 2
  }
  let house: House
  try {
    house = await open()
  } catch (error) {
    tell(error, locale, json)
    return 2
  }
  let interrupted = false
  // A command is one transaction: the database undoes it.
  const abandon = () => {
    interrupted = true
    void house.abandon().finally(() => process.exit(INTERRUPTED))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, abandon)
  try {
    const output: Output = { json: values.json, write: (text) => void process.stdout.write(text) }
    return (await commands[command]({ house, values, operands, output })) ? 0 : 1
  } catch (error) {
    if (interrupted) return INTERRUPTED
    tell(error, locale, values.json)
    return 1
  } finally {
    await house.close()
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 2
})
