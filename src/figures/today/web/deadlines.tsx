import { claimsWords } from '../../../promises/claims/words/index.ts'
import { ButtonLink, Chip, Link, type QueueGroup, type QueueItem } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { TodayData } from './TodayPage.tsx'

type Line = TodayData['deadlines'][number]

const LISTS = { claims: '/claims/list', notices: '/claim-notices', objections: '/claim-objections' } as const

/** The list a line opens: it holds as many rows as the line says. */
function listOf({ what, pressing, review }: Line): string {
  if (what === 'review') return `/annual-reviews/${review?.review_id ?? ''}?show=open`
  return `${LISTS[what]}?mine=yes&due=${pressing}`
}

/** What is the reader's to do and near its day or past it, each line with its number; none, no group. */
export function useDeadlinesGroup({ deadlines }: TodayData): QueueGroup | undefined {
  const w = useWords(claimsWords)
  if (deadlines.length === 0) return undefined
  return {
    id: 'deadlines',
    title: w('page.today_deadlines'),
    note: w('page.today_deadlines_text'),
    items: deadlines.map((line): QueueItem => {
      const { what, pressing, review, count } = line
      return {
        id: `${what} ${pressing} ${review?.review_id ?? ''}`,
        who: (
          <Link href={listOf(line)} data-primary="">
            {w(`page.today_line.${what}.${pressing}`, { year: review?.year ?? '', date: review?.due_on ?? '' })}
          </Link>
        ),
        what: null,
        when: (
          <Chip tone={pressing === 'overdue' ? 'attention' : 'accent'}>
            {w(what === 'review' ? 'page.today_review' : 'page.today_items', { count })}
          </Chip>
        ),
        actions: <ButtonLink href={listOf(line)}>{w('page.open')}</ButtonLink>,
      }
    }),
    empty: null,
  }
}
