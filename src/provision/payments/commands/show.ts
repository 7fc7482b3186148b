import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { maskName } from '../../../kernel/mask.ts'
import { civilDateOf } from '../../../kernel/calendar.ts'
import { fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Payment, Round } from '../contract/index.ts'
import {
  compareRounds,
  eventsOf,
  findFile,
  findReturn,
  findRound,
  listArrears,
  listLeftOut,
  listPayments,
  listRounds,
  type PaymentRow,
  type RoundRow,
  sumsOf,
} from '../queries/index.ts'
import { daysWithoutAnswer, POWERS } from '../rules/index.ts'
import { purposesOf } from './funds.ts'
import { templateBehind } from './templates.ts'

const MASKED: readonly Role[] = ['city_leader', 'province_leader', 'supervisor', 'auditor', 'administrator']

/** A name as this role may read it. */
export const shown = (role: Role, name: string) => (MASKED.includes(role) ? maskName(name) : name)

/** A line as the reader may see it. */
export function lineFor(call: Call, row: PaymentRow): Payment {
  return {
    ...row,
    name: shown(call.actor.role, row.name),
    amount_fen: fen(row.amount_fen),
    account: row.account ?? '',
  }
}

async function seenRound(tx: Tx, call: Call, id: Uuid): Promise<RoundRow> {
  return (await findRound(tx, call, id)) ?? refuse('not_found', 'payments.round_not_found')
}

async function roundOf(tx: Tx, row: RoundRow): Promise<Round> {
  const { district, id, division, title, as_of, state, item_count, composed_at, previous_id, version } = row
  const own = { district, id, division, title, as_of, state, item_count, composed_at, previous_id, version }
  return {
    ...own,
    ...(await sumsOf(tx, row)),
    total_fen: fen(row.total_fen),
    content_hash: row.content_hash?.toString('hex') ?? null,
  }
}

interface Paging {
  limit: number
  cursor?: string | undefined
}

export async function showRounds(tx: Tx, call: Call, { limit, cursor }: Paging) {
  const after = decodeCursor(cursor, ['instant', 'uuid'])
  const page = await listRounds(tx, call, {
    size: limit,
    after: after && { composed_at: after[0], id: after[1] },
  })
  const items: Round[] = []
  for (const row of page.items) items.push(await roundOf(tx, row))
  return { items, next_cursor: page.next ? encodeCursor([page.next.composed_at, page.next.id]) : null }
}

export async function showRound(tx: Tx, call: Call, id: Uuid) {
  const row = await seenRound(tx, call, id)
  const file = await findFile(tx, row)
  const answer = file && (await findReturn(tx, file))
  const template = file && (await templateBehind(tx, file))
  return {
    round: await roundOf(tx, row),
    events: await eventsOf(tx, row),
    powers: await powersOf(tx, call, row),
    purposes: await purposesOf(tx, row),
    file:
      file && template
        ? {
            template: file.template,
            template_version: file.template_version,
            template_zh: template.name_zh,
            template_en: template.name_en,
            sha256: file.sha256.toString('hex'),
            line_count: file.line_count,
            total_fen: fen(file.total_fen),
          }
        : null,
    days_without_answer: file && !answer ? daysWithoutAnswer(civilDateOf(file.exported_at), call.today) : null,
    answer: answer
      ? {
          paid_count: answer.paid_count,
          paid_fen: fen(answer.paid_fen),
          failed_count: answer.failed_count,
          failed_fen: fen(answer.failed_fen),
        }
      : null,
  }
}

/** Who holds which of the four powers in this round. */
async function powersOf(tx: Tx, call: Call, row: RoundRow) {
  const held = POWERS.map((power) => row[power])
  const { rows } = await sql<{ id: Uuid; display_name: string }>`
    select a.id, a.display_name from account a where a.id = any(${held.filter((id) => id !== null)}::uuid[])`.execute(
    tx,
  )
  const names = new Map(rows.map((account) => [account.id, account.display_name]))
  return POWERS.map((power) => {
    const account = row[power]
    return {
      power,
      name: account === null ? null : (names.get(account) ?? null),
      mine: account === call.actor.account_id,
    }
  })
}

export async function showPayments(
  tx: Tx,
  call: Call,
  id: Uuid,
  { limit, cursor, state, kind }: Paging & { state?: string | undefined; kind?: string | undefined },
) {
  const round = await seenRound(tx, call, id)
  const after = decodeCursor(cursor, ['number'])
  const rows = await listPayments(tx, call, round, { size: limit, after: after?.[0], state, kind })
  const items = rows.slice(0, limit).map((row) => lineFor(call, row))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > limit && last ? encodeCursor([last.line_no]) : null }
}

export async function showLeftOut(tx: Tx, call: Call, id: Uuid, { limit, cursor }: Paging) {
  const round = await seenRound(tx, call, id)
  const after = decodeCursor(cursor, ['uuid'])
  const rows = await listLeftOut(tx, call, round, { size: limit, after: after?.[0] })
  const items = rows
    .slice(0, limit)
    .map((row) => ({ ...row, name: shown(call.actor.role, row.name), amount_fen: fen(row.amount_fen) }))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > limit && last ? encodeCursor([last.entitlement_id]) : null }
}

export async function showChanges(tx: Tx, call: Call, id: Uuid) {
  const round = await seenRound(tx, call, id)
  const { sums, items } = await compareRounds(tx, call, round)
  const previous = round.previous_id === null ? undefined : await findRound(tx, call, round.previous_id)
  return {
    previous: previous ? { id: previous.id, title: previous.title } : null,
    sums: sums.map(({ rows: _rows, ...sum }) => sum),
    items: items.map((row) => ({
      ...row,
      name: shown(call.actor.role, row.name),
      before_fen: fen(row.before_fen),
      after_fen: fen(row.after_fen),
    })),
    not_listed: sums.reduce((all, sum) => all + sum.rows, 0) - items.length,
  }
}

export async function showArrears(tx: Tx, call: Call, id: Uuid, { limit, cursor }: Paging) {
  const round = await seenRound(tx, call, id)
  const after = decodeCursor(cursor, ['number'])
  const rows = await listArrears(tx, call, round, { size: limit, after: after?.[0] })
  const items = rows
    .slice(0, limit)
    .map((row) => ({ ...row, name: shown(call.actor.role, row.name), amount_fen: fen(row.amount_fen) }))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > limit && last ? encodeCursor([last.line_no]) : null }
}
