import { type Period, periodLabel } from '../../../kernel/period.ts'
import type { Unit } from '../../../kernel/units.ts'
import { Chip, Count, Money, type Tone } from '../../../web/design/index.ts'
import { type Locale, useLocale, useWords } from '../../../web/i18n/index.ts'
import type { Entitlement } from '../contract/index.ts'
import { RUN_REASONS, type State } from '../rules/index.ts'
import { entitlementsWords } from '../words/index.ts'

export const STATE_TONE: Readonly<Record<State, Tone>> = {
  due: 'accent',
  reached: 'done',
  held: 'attention',
  void: 'plain',
}

/** `未落实` in a word, and whether somebody should look. */
export function StateChip({ row }: { row: Pick<Entitlement, 'state' | 'overdue' | 'departed' | 'paying'> }) {
  const w = useWords(entitlementsWords)
  return (
    <>
      <Chip tone={STATE_TONE[row.state]}>{w(`state.${row.state}`)}</Chip>
      {row.overdue ? (
        <>
          {' '}
          <Chip tone="attention">{w('page.overdue_chip')}</Chip>
        </>
      ) : null}
      {row.paying ? (
        <>
          {' '}
          <Chip tone="info">{w('page.paying_chip')}</Chip>
        </>
      ) : null}
      {row.departed ? (
        <>
          {' '}
          <Chip tone="info">{w('page.departed_chip')}</Chip>
        </>
      ) : null}
    </>
  )
}

/** What is owed, with its unit: money in yuan, hours, pieces; an enrolment is one. */
export function Grant({ unit, amount_fen, quantity }: Pick<Entitlement, 'unit' | 'amount_fen' | 'quantity'>) {
  return unit === 'fen' ? <Money fen={amount_fen} exact /> : <Count value={quantity} unit={unit satisfies Unit} />
}

export function policyName(row: { policy_name_zh: string; policy_name_en: string }, locale: Locale): string {
  return locale === 'zh' ? row.policy_name_zh : row.policy_name_en
}

export function PeriodText({ period }: { period: Period }) {
  return <span>{periodLabel(period, useLocale())}</span>
}

export function namesText(names: readonly string[], locale: Locale): string {
  return names.join(locale === 'zh' ? '、' : ', ')
}

/** Where the decision is explained, condition by condition: of a person, or of each parent of a family. */
export function whyHref(row: Pick<Entitlement, 'policy_id' | 'person_id' | 'family_id' | 'due_from'>): string {
  return row.person_id === null
    ? `/policies/${row.policy_id}/families/${row.family_id}?as_of=${row.due_from}`
    : `/policies/${row.policy_id}/persons/${row.person_id}?as_of=${row.due_from}`
}

/** A run says why in a code, a person in her own words. */
export function VoidReason({ row }: { row: Pick<Entitlement, 'void_by' | 'void_reason'> }) {
  const w = useWords(entitlementsWords)
  const { void_by, void_reason } = row
  const told = RUN_REASONS.find((reason) => void_by === 'run' && reason === void_reason)
  return <>{told === undefined ? void_reason : w(`why.${told}`)}</>
}
