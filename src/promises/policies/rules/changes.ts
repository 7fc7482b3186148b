import { addDays } from '../../../kernel/calendar.ts'
import { formatYuan } from '../../../kernel/money.ts'
import type { Locale } from '../../../kernel/words.ts'
import { policiesWords } from '../words/index.ts'
import { describeRule, fill, placeName, type PlaceNames } from './describe.ts'
import type { RateInput } from './draft.ts'
import type { PolicyAt } from './policy.ts'

/** What of a version can differ from the one before. */
export type ReadVersion = Pick<
  PolicyAt,
  | 'rule'
  | 'grant_kind'
  | 'grant_quantity'
  | 'cadence'
  | 'document_number'
  | 'document_title'
  | 'confidence'
  | 'claim_required'
>

export const CHANGED = ['rule', 'grant', 'cadence', 'document', 'confidence', 'claim_required', 'rates'] as const

export interface Change {
  what: (typeof CHANGED)[number]
  removed: string[]
  added: string[]
}

interface Told {
  version: ReadVersion
  rates: readonly RateInput[]
}

/** What is granted each time: 「3 小时」. */
export function describeGrant(
  { grant_kind, grant_quantity }: Pick<ReadVersion, 'grant_kind' | 'grant_quantity'>,
  locale: Locale,
): string {
  const { grants } = policiesWords[locale]
  const count = grant_quantity ?? 1
  if (grant_kind === 'cash') return grants.cash
  return fill(grants[`${grant_kind}_${count === 1 ? 'one' : 'other'}`], { count })
}

/** One rate in plain words: 「盘龙区 甲类 城镇 每月 780.00 元，2022-01-01 起」. */
export function describeRate(rate: RateInput, locale: Locale, places: PlaceNames): string {
  const words = policiesWords[locale]
  const { valid_from: from, valid_to: to } = rate
  const who = [
    placeName(rate.division, locale, places),
    ...(rate.branch === null ? [] : [words.branches[rate.branch]]),
    ...(rate.hukou_kind === null ? [] : [words.hukou_kinds[rate.hukou_kind]]),
  ].join(' ')
  const span =
    to === null ? fill(words.page.valid_from, { from }) : fill(words.page.valid_from_to, { from, to: addDays(to, -1) })
  return fill(words.rate_line, { who, amount: formatYuan(rate.amount_fen), per: words.per[rate.per], span })
}

/** What changed from one version to the next, in words; of a first version everything is added. */
export function changesBetween(before: Told | undefined, after: Told, locale: Locale, places: PlaceNames): Change[] {
  const [was, is] = [before && read(before, locale, places), read(after, locale, places)]
  return CHANGED.flatMap((what) => {
    const [old, now] = [was?.[what] ?? [], is[what]]
    const removed = without(old, now)
    const added = without(now, old)
    return removed.length + added.length === 0 ? [] : [{ what, removed, added }]
  })
}

/** The lines of the first that the second does not have, each as often as it is missing. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others]
  return lines.filter((text) => {
    const at = rest.indexOf(text)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

function read({ version, rates }: Told, locale: Locale, places: PlaceNames): Record<Change['what'], string[]> {
  const words = policiesWords[locale]
  const number = version.document_number
  return {
    rule: describeRule(version.rule, locale, places).map(({ depth, text }) => `${'\u3000'.repeat(depth)}${text}`),
    grant: [describeGrant(version, locale)],
    cadence: [words.cadences[version.cadence]],
    document: [number === null ? version.document_title : `${version.document_title} ${number}`],
    confidence: [words.confidences[version.confidence]],
    claim_required: [words.claims[version.claim_required ? 'yes' : 'no']],
    rates: version.grant_kind === 'cash' ? rates.map((rate) => describeRate(rate, locale, places)) : [],
  }
}
