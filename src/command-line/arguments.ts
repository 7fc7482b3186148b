import { parseArgs } from 'node:util'
import { refuse } from '../kernel/refusal.ts'

/** What every command takes: how to answer, and in whose name. */
const COMMON = {
  json: { type: 'boolean', default: false },
  as: { type: 'string' },
  post: { type: 'string' },
  why: { type: 'string' },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', default: false },
} as const

const OWN = {
  apply: { type: 'boolean', default: false },
  mapping: { type: 'string' },
  division: { type: 'string' },
  'as-of': { type: 'string' },
  person: { type: 'string' },
  policy: { type: 'string' },
  round: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  place: { type: 'string' },
  xlsx: { type: 'string' },
  docx: { type: 'string' },
} as const

const OPTIONS = { ...COMMON, ...OWN } as const

/** Which options of its own each command takes, and how many operands. */
export const COMMANDS = {
  import: { options: ['mapping', 'apply'], operands: 1 },
  run: { options: ['division', 'as-of', 'apply'], operands: 0 },
  explain: { options: ['person', 'policy', 'as-of'], operands: 0 },
  statement: { options: ['division', 'from', 'to', 'place', 'xlsx', 'docx'], operands: 0 },
  reperform: { options: ['round'], operands: 0 },
  verify: { options: [], operands: 0 },
} as const satisfies Record<string, { options: readonly (keyof typeof OWN)[]; operands: number }>

export type CommandName = keyof typeof COMMANDS

function parse(args: string[]) {
  return parseArgs({ args, options: OPTIONS, allowPositionals: true, tokens: true })
}

export type Values = ReturnType<typeof parse>['values']

export interface Asked {
  values: Values
  operands: string[]
  /** Undefined when none was named. */
  command: CommandName | undefined
}

/**
 * What was typed, or why it cannot be understood. Whatever a command would not look at is refused: it does all that it was told or nothing.
 * @throws Refusal bad_input `command_line.unknown_command`, `bad_option`, `not_of_command`, `option_empty`, `option_twice`, `too_much`
 */
export function readArguments(args: string[]): Asked {
  const { values, positionals, tokens } = understood(args)
  const [name, ...operands] = positionals
  if (name === undefined || values.help) return { values, operands, command: undefined }
  const command = (Object.keys(COMMANDS) as CommandName[]).find((known) => known === name)
  if (command === undefined) return refuse('bad_input', 'command_line.unknown_command', { params: { command: name } })
  const given = tokens.filter((token) => token.kind === 'option')
  const taken: readonly string[] = [...Object.keys(COMMON), ...COMMANDS[command].options]
  for (const [at, { name: option, rawName, value }] of given.entries()) {
    const params = { command, option: rawName }
    if (!taken.includes(option)) refuse('bad_input', 'command_line.not_of_command', { params })
    // An unset variable of the shell: what she meant to say is not there.
    if (value?.trim() === '') refuse('bad_input', 'command_line.option_empty', { params })
    if (given.findIndex((one) => one.name === option) !== at)
      refuse('bad_input', 'command_line.option_twice', { params })
  }
  const more = operands[COMMANDS[command].operands]
  if (more !== undefined) refuse('bad_input', 'command_line.too_much', { params: { command, operand: more } })
  return { values, operands, command }
}

function understood(args: string[]) {
  try {
    return parse(args)
  } catch (error) {
    const option = /'(-[^' ]*)/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
    return refuse('bad_input', 'command_line.bad_option', { params: { option }, cause: error })
  }
}
