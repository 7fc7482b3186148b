import { civilDate, isCivilDate } from '../kernel/calendar.ts'
import { padCode } from '../kernel/division-code.ts'
import { formatYuan, fen } from '../kernel/money.ts'
import { refuse } from '../kernel/refusal.ts'
import type { House } from '../house.ts'
import type { Call } from '../platform/call.ts'
import { type PolicyCounts, runEligibility, type Sum } from '../promises/entitlements/index.ts'
import { answer, type Output, table } from './output.ts'

export interface RunOptions {
  division?: string | undefined
  as_of?: string | undefined
  apply: boolean
}

const HEADERS = {
  zh: ['政策', '期间', '新增', '变动', '取消', '不变', '缺事实', '新增金额（元）'],
  en: ['policy', 'period', 'gained', 'changed', 'lost', 'kept', 'unknown', 'gained, yuan'],
} as const
const ENDS = {
  zh: { applied: '已写入。', nothing: '没有变化，没有写入。', preview: '这是预览，没有写入；加 --apply 才写入。' },
  en: {
    applied: 'Written.',
    nothing: 'Nothing differs, nothing was written.',
    preview: 'This is a preview, nothing was written; --apply writes it.',
  },
} as const

/** `nuanxin run`: who gains, loses and is owed, policy by policy; with `--apply` it is written. */
export async function runRun(house: House, call: Call, options: RunOptions, output: Output): Promise<boolean> {
  if (!isCivilDate(options.as_of)) {
    refuse('bad_input', 'command_line.needs_date', {
      place: '--as-of',
      params: { name: 'as-of', value: options.as_of ?? '' },
    })
  }
  const input = {
    division: padCode(options.division ?? String(call.actor.division)),
    as_of: civilDate(options.as_of),
    apply: options.apply,
  }
  const found = await runEligibility(house.db, call, input)
  answer(output, found, () => {
    const end = !options.apply ? 'preview' : found.run_id === null ? 'nothing' : 'applied'
    const rows = found.policies.map((policy) => rowOf(policy, call.locale))
    return [
      `${found.division_name ?? input.division}  ${input.as_of}`,
      table(HEADERS[call.locale], rows),
      ENDS[call.locale][end],
    ].join('\n\n')
  })
  return found.applied === options.apply
}

function rowOf(policy: PolicyCounts, locale: Call['locale']) {
  const count = (sum: Pick<Sum, 'rows'>) => sum.rows
  return [
    locale === 'zh' ? policy.name_zh : policy.name_en,
    policy.period,
    count(policy.gained),
    count(policy.changed),
    count(policy.lost),
    count(policy.kept),
    count(policy.unknown),
    policy.unit === 'fen' ? formatYuan(fen(policy.gained.amount_fen)) : '',
  ]
}
