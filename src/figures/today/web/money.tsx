import { ButtonLink, Chip, Link, Money, type QueueGroup, type QueueItem } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { todayWords } from '../words.ts'
import type { TodayData } from './TodayPage.tsx'

/** Rounds of money whose next step is the reader's, each with its sum and the way there; none, no group. */
export function useMoneyGroup({ money }: TodayData): QueueGroup | undefined {
  const w = useWords(todayWords)
  if (money.length === 0) return undefined
  return {
    id: 'money',
    title: w('money'),
    note: w('money_note', { count: money.length }),
    items: money.map((round): QueueItem => ({
      id: round.round_id,
      who: (
        <Link href={`/payments/${round.round_id}`} data-primary="">
          {round.title}
        </Link>
      ),
      what: (
        <>
          {[round.division_name, w('money_lines', { count: round.lines })].filter((text) => text).join(' · ')} ·{' '}
          <Money fen={round.total_fen} exact />
        </>
      ),
      when: <Chip tone="attention">{w(`money_step.${round.step}`)}</Chip>,
      actions: <ButtonLink href={`/payments/${round.round_id}`}>{w('open_round')}</ButtonLink>,
    })),
    empty: null,
  }
}
