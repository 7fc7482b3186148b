import type { ReactNode } from 'react'
import { Chip, DateText, type Tone } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { ClaimLine } from '../contract/index.ts'
import { claimsWords } from '../words/index.ts'

export const useW = () => useWords(claimsWords)

/** The policy's name in the reader's language. */
export function PolicyText({ row }: { row: { policy_name_zh: string; policy_name_en: string } }) {
  return <>{useLocale() === 'zh' ? row.policy_name_zh : row.policy_name_en}</>
}

const TONES: Partial<Record<ClaimLine['state'], Tone>> = {
  filed: 'done',
  exited: 'plain',
  withdrawn: 'plain',
  village_notice: 'info',
  public_notice: 'info',
}

export function StateChip({ row }: { row: Pick<ClaimLine, 'state' | 'decision'> }) {
  const w = useW()
  if (row.state === 'filed' && row.decision !== null)
    return <Chip tone={row.decision === 'confirmed' ? 'done' : 'plain'}>{w(`decision.${row.decision}`)}</Chip>
  return <Chip tone={TONES[row.state] ?? 'accent'}>{w(`state.${row.state}`)}</Chip>
}

/** By when, as a chip that says when it is too late. */
export function Deadline({ row }: { row: Pick<ClaimLine, 'step_due_on' | 'overdue'> }): ReactNode {
  const w = useW()
  if (row.step_due_on === null) return null
  return row.overdue ? (
    <Chip tone="attention">
      {row.step_due_on} {w('page.overdue')}
    </Chip>
  ) : (
    <Chip>{w('page.due_on', { date: row.step_due_on })}</Chip>
  )
}

export function Since({ date }: { date: string | null }) {
  return date === null ? null : <DateText date={date} />
}
