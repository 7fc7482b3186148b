import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { readIn } from '../../../platform/database/transact.ts'
import type { FactsRow } from '../../../promises/policies/rules/index.ts'
import {
  alteredLines,
  contentOf,
  exportedLines,
  findFile,
  findRound,
  type Law,
  lawKey,
  lawsOf,
  linesToPay,
  type LineToPay,
  type RoundRow,
} from '../queries/index.ts'
import { type Part, reperformLine } from '../rules/index.ts'
import { reperformArrearsOf } from './arrears.ts'
import { macOf } from './export.ts'
import { sealOf } from './steps.ts'

export interface LineDifference {
  line_no: number
  what: 'conditions' | 'amount' | 'parts' | 'altered'
  expected_fen: number | null
  paid_fen: number
}

export interface Reperformed {
  lines: number
  total_fen: number
  /** Whether the round as a whole is what was submitted and approved. */
  sealed: boolean
  differences: LineDifference[]
}

interface FrozenRow {
  id: Uuid
  line_no: number
  kind: 'regular' | 'arrears'
  period: Period
  policy_id: Uuid
  policy_version: number
  asked_on: CivilDate
  branch: string
  facts: FactsRow
  amount_fen: number
  parts: Part[]
}

/** Every line worked out again from its frozen facts and the version and rates of the time; equal to the fen, or named. */
export async function reperformRound(tx: Tx, call: Call, round: RoundRow): Promise<Reperformed> {
  const { rows } = await sql<FrozenRow>`
    select p.id, p.line_no, p.kind, p.period, p.policy_id, p.policy_version, p.asked_on, p.branch, p.facts, p.amount_fen::bigint as amount_fen, p.parts
    from payment p where p.district = ${round.district}::int and p.round_id = ${round.id}::uuid and p.state <> 'void' order by p.line_no`.execute(
    tx,
  )
  const altered = new Set([
    ...(await alteredLines(tx, round)).map((line) => line.line_no),
    ...(await foreignToBank(tx, call, round)),
  ])
  const laws = await lawsOf(tx, round)
  const differences: LineDifference[] = []
  const arrears = rows.filter((row) => row.kind === 'arrears')
  const regular = rows.filter((row) => row.kind === 'regular' || altered.has(row.line_no))
  for (const [, lines] of Map.groupBy(regular, lawKey)) {
    const [first] = lines
    const law = (first && laws.get(lawKey(first))) ?? refuse('conflict', 'payments.law_missing')
    for (const line of lines) {
      const difference = judge(line, law, altered)
      if (difference) differences.push(difference)
    }
  }
  const paid = new Map(rows.map((row) => [row.line_no, row.amount_fen]))
  for (const found of await reperformArrearsOf(tx, call, round, new Map(arrears.map((row) => [row.id, row])))) {
    if (!altered.has(found.line_no)) differences.push({ ...found, paid_fen: paid.get(found.line_no) ?? 0 })
  }
  const content = await contentOf(tx, round)
  const sealed =
    round.content_hash !== null &&
    round.content_hash.equals(content.content_hash) &&
    sealOf(call, round, round.content_hash).equals(round.content_mac ?? Buffer.alloc(0))
  return {
    lines: rows.length,
    total_fen: content.total_fen,
    sealed,
    differences: differences.toSorted((a, b) => a.line_no - b.line_no),
  }
}

/** Lines of which the bank was given something else, or whose seal no longer fits. */
async function foreignToBank(tx: Tx, call: Call, round: RoundRow): Promise<number[]> {
  const file = await findFile(tx, round)
  if (!file) return []
  const given = new Map((await exportedLines(tx, file)).map((line) => [line.line_no, line]))
  const lines = await linesToPay(tx, round)
  const fits = (line: LineToPay) => {
    const said = given.get(line.line_no)
    return (
      said?.payment_id === line.id && said.amount_fen === line.amount_fen && said.mac.equals(macOf(call, file.id, line))
    )
  }
  return lines.filter((line) => !fits(line)).map((line) => line.line_no)
}

function judge(line: FrozenRow, { policy, rates }: Law, altered: ReadonlySet<number>): LineDifference | undefined {
  const paid_fen = line.amount_fen
  if (altered.has(line.line_no)) return { line_no: line.line_no, what: 'altered', expected_fen: null, paid_fen }
  const found = reperformLine({ ...line, amount_fen: fen(line.amount_fen) }, policy, rates)
  if (!found) return undefined
  return {
    line_no: line.line_no,
    what: found.what,
    expected_fen: found.what === 'amount' ? found.expected_fen : null,
    paid_fen,
  }
}

/** The same as a read, for the command line and the page. @throws Refusal not_found `payments.round_not_found`. */
export function reperform(db: Database, call: Call, round_id: Uuid): Promise<Reperformed> {
  return readIn(db, call, async (tx) => {
    const round = (await findRound(tx, call, round_id)) ?? refuse('not_found', 'payments.round_not_found')
    return reperformRound(tx, call, round)
  })
}
