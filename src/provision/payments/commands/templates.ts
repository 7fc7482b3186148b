import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import type { Template } from '../contract/index.ts'
import {
  bankIsKnown,
  findTemplate,
  insertTemplate,
  listTemplates,
  stepTemplate,
  templateInUse,
  templateOfFile,
  type TemplateRow,
  type TemplateStep,
  versionsOf,
} from '../queries/index.ts'
import { type BankTemplate, checkTemplate, findGeneral, GENERAL, type TemplateState } from '../rules/index.ts'

function shown(call: Call, { proposed_id, ...row }: TemplateRow): Template {
  const lists = { line: [...row.line], answer: [...row.answer], paid: [...row.paid], failed: [...row.failed] }
  return { ...row, ...lists, mine: proposed_id === call.actor.account_id }
}

const general = GENERAL.map((template) => ({
  ...template,
  line: [...template.line],
  answer: [...template.answer],
  paid: [...template.paid],
  failed: [...template.failed],
}))

export async function showTemplates(
  tx: Tx,
  call: Call,
  { limit, cursor, state }: { limit: number; cursor?: string | undefined; state?: TemplateState | undefined },
) {
  const after = decodeCursor(cursor, ['instant', 'uuid'])
  const page = await listTemplates(tx, call, {
    size: limit,
    after: after && { proposed_at: after[0], id: after[1] },
    state,
  })
  return {
    general,
    items: page.items.map((row) => shown(call, row)),
    next_cursor: page.next ? encodeCursor([page.next.proposed_at, page.next.id]) : null,
  }
}

export async function showTemplate(tx: Tx, call: Call, id: Uuid) {
  const row = (await findTemplate(tx, call, id)) ?? refuse('not_found', 'payments.template.not_found')
  const other = await templateInUse(tx, row.district, row.code)
  return {
    template: shown(call, row),
    in_use: other === undefined || other.id === row.id ? null : { id: other.id, version: other.version },
  }
}

/**
 * The template a round is to be exported in: a general one, or the version of the district's own that is in use.
 * @throws Refusal unprocessable `payments.template_unknown`.
 */
export async function chooseTemplate(tx: Tx, district: number, code: string): Promise<BankTemplate> {
  const found = findGeneral(code) ?? (await templateInUse(tx, district, code))
  return (
    found ??
    refuse('unprocessable', 'payments.template_unknown', { place: 'template', next: 'payments.template_unknown_next' })
  )
}

/** The template a file was written in, by code and version: what has come after it does not count. */
export async function templateBehind(
  tx: Tx,
  file: { district: number; template: string; template_version: number },
): Promise<BankTemplate> {
  const found = findGeneral(file.template) ?? (await templateOfFile(tx, file))
  return found ?? refuse('unprocessable', 'payments.template_unknown')
}

/**
 * Writes down how a bank of the caller's district wants its files; it is used when another account has approved it.
 * @throws Refusal bad_input `payments.template.wrong` with every fault and its place; not_found `payments.place_not_found`; conflict
 *   `payments.template.waits` where a version of the code waits already.
 */
export function proposeTemplate(
  db: Database,
  call: Call,
  input: Omit<BankTemplate, 'version'> & { id: Uuid; district: number },
): Promise<{ id: Uuid; code: string; version: number }> {
  const { id, district, code } = input
  const { account_id, district: own } = call.actor
  if (district !== own) refuse('not_found', 'payments.place_not_found', { place: 'district' })
  const issues = checkTemplate(input)
  if (issues.length > 0) {
    refuse('bad_input', 'payments.template.wrong', {
      issues,
      params: { count: issues.length },
      next: 'payments.template.wrong_next',
    })
  }
  const spec = { name: 'payments.propose_template', input, district, subject: { kind: 'bank_template', id } }
  return command(db, call, spec, async (tx) => {
    const { bank_code } = input
    if (bank_code !== null && !(await bankIsKnown(tx, bank_code))) {
      refuse('unprocessable', 'payments.template.bank_unknown', {
        place: 'bank_code',
        next: 'payments.template.bank_unknown_next',
      })
    }
    const { last, waits } = await versionsOf(tx, district, code)
    if (waits) refuse('conflict', 'payments.template.waits', { params: { code }, next: 'payments.template.waits_next' })
    const version = last + 1
    await insertTemplate(tx, { ...input, version, proposed_by: account_id, proposed_at: call.now })
    const row = (await findTemplate(tx, call, id)) ?? refuse('not_found', 'payments.template.not_found')
    return { result: { id, code, version }, detail: { code, version, sha256: row.sha256 } }
  })
}

/** One step of a template by whoever may take it; the trail keeps what it was taken over. */
function stepOf(
  db: Database,
  call: Call,
  { name, input, ...step }: TemplateStep & { name: string; input: { template_id: Uuid; reason?: string | undefined } },
  before?: (tx: Tx, row: TemplateRow) => Promise<void>,
): Promise<{ id: Uuid; state: TemplateState }> {
  const id = input.template_id
  return command(db, call, { name, input, subject: { kind: 'bank_template', id } }, async (tx) => {
    const row = (await findTemplate(tx, call, id, 'lock')) ?? refuse('not_found', 'payments.template.not_found')
    if (row.state !== step.from) {
      refuse('conflict', 'payments.template.not_its_turn', {
        params: { state: row.state },
        next: 'payments.look_again',
      })
    }
    await before?.(tx, row)
    if (!(await stepTemplate(tx, call, row, { ...step, reason: input.reason })))
      refuse('conflict', 'payments.template.not_its_turn', {
        params: { state: row.state },
        next: 'payments.look_again',
      })
    const { code, version, sha256 } = row
    return { result: { id, state: step.to }, detail: { code, version, sha256 } }
  })
}

/**
 * Takes a template into use; the version of its code that was in use is retired in the same moment.
 * @throws Refusal not_allowed `payments.template.own`, conflict `payments.template.not_its_turn`.
 */
export function approveTemplate(db: Database, call: Call, input: { template_id: Uuid }) {
  const step = { from: 'proposed', to: 'approved', mark: 'decided' } as const
  return stepOf(db, call, { name: 'payments.approve_template', input, ...step }, async (tx, row) => {
    refuseOwn(call, row)
    const before = await templateInUse(tx, row.district, row.code)
    if (before) await stepTemplate(tx, call, before, { from: 'approved', to: 'retired', mark: 'ended' })
  })
}

export function returnTemplate(db: Database, call: Call, input: { template_id: Uuid; reason: string }) {
  const step = { from: 'proposed', to: 'returned', mark: 'decided' } as const
  return stepOf(db, call, { name: 'payments.return_template', input, ...step }, (_tx, row) => {
    refuseOwn(call, row)
    return Promise.resolve()
  })
}

function refuseOwn(call: Call, row: TemplateRow): void {
  if (row.proposed_id === call.actor.account_id)
    refuse('not_allowed', 'payments.template.own', { next: 'payments.template.own_next' })
}

export function withdrawTemplate(db: Database, call: Call, input: { template_id: Uuid }) {
  const step = { from: 'proposed', to: 'withdrawn', mark: 'ended' } as const
  return stepOf(db, call, { name: 'payments.withdraw_template', input, ...step })
}

/** Takes a template out of use. Files written in it are answered by it all the same. */
export function retireTemplate(db: Database, call: Call, input: { template_id: Uuid; reason: string }) {
  const step = { from: 'approved', to: 'retired', mark: 'ended' } as const
  return stepOf(db, call, { name: 'payments.retire_template', input, ...step })
}
