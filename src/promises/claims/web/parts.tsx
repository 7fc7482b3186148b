import type { ReactNode } from 'react'
import { Chip, DateText, type FilterSet, type Tone } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useUrlState } from '../../../web/url.ts'
import type { ClaimLine } from '../contract/index.ts'
import { PRESSING, type Pressing } from '../rules/index.ts'
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

export const PRESSING_TONES = { overdue: 'attention', soon: 'accent' } as const satisfies Record<Pressing, Tone>

/** By when, as a chip that says when it is near or too late. */
export function DueChip({ on, pressing }: { on: string | null; pressing: Pressing | null }): ReactNode {
  const w = useW()
  if (on === null) return null
  const tone = pressing === null ? 'plain' : PRESSING_TONES[pressing]
  return (
    <Chip tone={tone}>{pressing === 'overdue' ? `${on} ${w('page.overdue')}` : w('page.due_on', { date: on })}</Chip>
  )
}

export function Deadline({ row }: { row: Pick<ClaimLine, 'step_due_on' | 'pressing'> }): ReactNode {
  return <DueChip on={row.step_due_on} pressing={row.pressing} />
}

/** What of a list the address asks for: what waits for the reader, what is near or late. */
export function usePressingFilter() {
  const url = useUrlState()
  const asked = url.one('due')
  return {
    due: PRESSING.find((one): one is Pressing => one === asked),
    mine: url.one('mine') === 'yes' ? ('yes' as const) : undefined,
  }
}

/** The chips of such a list. A notice is over rather than late; reviews are everybody's of the place. */
export function usePressingSets(of: 'step' | 'notice' | 'review' = 'step'): FilterSet[] {
  const w = useW()
  const label = { overdue: w(of === 'notice' ? 'page.over' : 'page.overdue_list'), soon: w(`page.soon_${of}`) }
  const due = {
    name: 'due',
    label: w(of === 'notice' ? 'page.closes_on' : 'page.deadline'),
    options: PRESSING.map((value) => ({ value, label: label[value] })),
  }
  const mine = { name: 'mine', label: w('page.filter_mine'), options: [{ value: 'yes', label: w('page.mine_only') }] }
  return of === 'review' ? [due] : [mine, due]
}

export function Since({ date }: { date: string | null }) {
  return date === null ? null : <DateText date={date} />
}
