import { fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { branchOn } from '../../../promises/policies/rules/index.ts'
import { lawKey, lawsOf, linesWithNews, type RoundRow } from '../queries/index.ts'
import { reperformLine } from '../rules/index.ts'

/**
 * Lines of a draft whose person, as is known now, did not meet the conditions on the day she was asked of, or is owed another sum: a death,
 * a departure or a corrected date learned since the round was composed. What is learned after the submission is asked back later.
 */
export async function staleFacts(tx: Tx, round: RoundRow): Promise<{ line_no: number }[]> {
  const lines = await linesWithNews(tx, round)
  if (lines.length === 0) return []
  const laws = await lawsOf(tx, round)
  return lines.flatMap((line) => {
    const { line_no, now } = line
    const { policy, rates } = laws.get(lawKey(line)) ?? refuse('conflict', 'payments.law_missing')
    const anew = now && { ...line, facts: now, branch: branchOn(now, line.asked_on), amount_fen: fen(line.amount_fen) }
    return anew && reperformLine(anew, policy, rates) === undefined ? [] : [{ line_no }]
  })
}
