import { civilDate, isCivilDate } from '../kernel/calendar.ts'
import { isUuid } from '../kernel/ids.ts'
import { formatYuan } from '../kernel/money.ts'
import { refuse } from '../kernel/refusal.ts'
import type { House } from '../house.ts'
import type { Call } from '../platform/call.ts'
import { look } from '../platform/database/looks.ts'
import { readIn } from '../platform/database/transact.ts'
import { explain, type Explanation, findPolicyAt, findPolicyByCode, knowsPolicy } from '../promises/policies/index.ts'
import { answer, type Output, table } from './output.ts'

export interface ExplainOptions {
  person?: string | undefined
  policy?: string | undefined
  as_of?: string | undefined
}

const TEXTS = {
  zh: {
    headers: ['条件', '回答', '何时符合'],
    met: '符合',
    failed: '不符合',
    unknown: '事实不全',
    not_needed: '无须满足',
    rate: '标准（元）',
    per: { month: '每月', year: '每年', occasion: '每次' },
  },
  en: {
    headers: ['condition', 'answer', 'met on'],
    met: 'met',
    failed: 'not met',
    unknown: 'unknown',
    not_needed: 'not needed',
    rate: 'rate in yuan',
    per: { month: 'a month', year: 'a year', occasion: 'each time' },
  },
} as const

/**
 * `nuanxin explain`: why somebody is or is not entitled, condition by condition, and when a failing one will be met. The policy is
 * named by its code or its id. Leaves the same trace of the look as the page.
 */
export async function runExplain(house: House, call: Call, options: ExplainOptions, output: Output): Promise<boolean> {
  const { person, policy } = options
  if (person === undefined || policy === undefined) {
    const name = person === undefined ? 'person' : 'policy'
    refuse('bad_input', 'command_line.needs_option', { place: `--${name}`, params: { name } })
  }
  if (!isCivilDate(options.as_of)) {
    refuse('bad_input', 'command_line.needs_date', {
      place: '--as-of',
      params: { name: 'as-of', value: options.as_of ?? '' },
    })
  }
  if (!isUuid(person)) refuse('not_found', 'policies.person_not_found', { place: '--person' })
  const as_of = civilDate(options.as_of)
  const found = await readIn(house.db, call, async (tx) => {
    const known = isUuid(policy) ? await findPolicyAt(tx, policy, as_of) : await findPolicyByCode(tx, policy, as_of)
    if (!known) {
      const code = (await knowsPolicy(tx, policy)) ? 'policy_not_in_force' : 'unknown_policy'
      refuse('not_found', `command_line.${code}`, { place: '--policy', params: { policy, as_of } })
    }
    return explain(tx, call, { person_id: person, policy_id: known.id, as_of })
  })
  const { district, ...explanation } = found
  const detail = { policy_id: found.policy.id, as_of }
  await look(house.db, call, { action: 'policies.explain', district, subject: { kind: 'person', id: person }, detail })
  answer(output, explanation, () => plain(found, call.locale))
  return true
}

function plain(found: Explanation, locale: Call['locale']): string {
  const texts = TEXTS[locale]
  // Which conditions must all be met and of which one will do is said by the lines between them, and by how far each stands in.
  const rows = found.lines.map((line) => [
    `${'  '.repeat(line.depth)}${line.text}`,
    texts[line.state],
    line.kind === 'condition' ? line.met_on : null,
  ])
  const rate = found.rate ? [`${texts.rate}: ${formatYuan(found.rate.amount_fen)} ${texts.per[found.rate.per]}`] : []
  return [found.summary, table(texts.headers, rows), ...rate].join('\n\n')
}
