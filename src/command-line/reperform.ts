import type { House } from '../house.ts'
import { isUuid } from '../kernel/ids.ts'
import { fen, formatYuan } from '../kernel/money.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Call } from '../platform/call.ts'
import { reperform, type Reperformed } from '../provision/payments/index.ts'
import { answer, type Output, table } from './output.ts'

const TEXTS = {
  zh: {
    headers: ['笔', '问题', '复算（元）', '当时（元）'],
    what: { conditions: '不符合条件', amount: '金额不同', parts: '各月之和不同', altered: '内容被改动' },
    right: (lines: number, sum: string) => `${lines} 笔，${sum} 元，全部复算一致，封存完好。`,
    unsealed: '各笔一致，但封存码不符。',
  },
  en: {
    headers: ['line', 'fault', 'worked out (yuan)', 'paid (yuan)'],
    what: {
      conditions: 'conditions not met',
      amount: 'another amount',
      parts: 'months do not add up',
      altered: 'altered',
    },
    right: (lines: number, sum: string) => `${lines} lines, ${sum} yuan: all come to the same, and the seal is whole.`,
    unsealed: 'Every line comes to the same, but the seal of the round does not fit.',
  },
} as const

/** `nuanxin reperform`: every line of a round worked out again from what it froze. True only when all are right to the fen and sealed. */
export async function runReperform(
  house: House,
  call: Call,
  round: string | undefined,
  output: Output,
): Promise<boolean> {
  if (round === undefined) {
    refuse('bad_input', 'command_line.needs_option', { place: '--round', params: { name: 'round' } })
  }
  if (!isUuid(round)) refuse('not_found', 'payments.round_not_found', { place: '--round' })
  const done = await reperform(house.db, call, round)
  answer(output, done, () => plain(done, call.locale))
  return done.differences.length === 0 && done.sealed
}

function plain(done: Reperformed, locale: Call['locale']): string {
  const texts = TEXTS[locale]
  if (done.differences.length > 0) {
    const rows = done.differences.map((one) => [
      String(one.line_no),
      texts.what[one.what],
      one.expected_fen === null ? '' : formatYuan(fen(one.expected_fen)),
      formatYuan(fen(one.paid_fen)),
    ])
    return table(texts.headers, rows)
  }
  return done.sealed ? texts.right(done.lines, formatYuan(fen(done.total_fen))) : texts.unsealed
}
