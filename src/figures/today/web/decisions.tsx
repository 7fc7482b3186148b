import { ButtonLink, Chip, Link, Money, type QueueGroup, type QueueItem } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { todayWords } from '../words.ts'
import type { TodayData } from './TodayPage.tsx'

type Decisions = NonNullable<TodayData['decisions']>

/** What is only counted, and the list that holds as many to decide on. */
const COUNTED = [
  { what: 'roll_changes', href: '/roll-changes' },
  { what: 'transfers', href: '/claim-transfers' },
  { what: 'procedures', href: '/claim-procedures?state=proposed' },
  { what: 'accounts', href: '/bank-accounts' },
  { what: 'years', href: '/funds/appropriations' },
  { what: 'let_go', href: '/payments/recoveries?state=open&asked=yes' },
] as const

/** What others have asked for and the reader decides on, each line leading to where she does; none, no group. */
export function useDecisionsGroup({ decisions }: TodayData): QueueGroup | undefined {
  const w = useWords(todayWords)
  const items = useItems(decisions)
  if (items.length === 0) return undefined
  return { id: 'decisions', title: w('decisions'), note: w('decisions_note'), items, empty: null }
}

function useItems(decisions: Decisions | null): QueueItem[] {
  const w = useWords(todayWords)
  const locale = useLocale()
  if (decisions === null) return []
  const named = (row: { name_zh: string; name_en: string }) => (locale === 'zh' ? row.name_zh : row.name_en)
  const line = (id: string, href: string, more: Pick<QueueItem, 'what' | 'when'> & { who: string }): QueueItem => ({
    ...more,
    id,
    who: (
      <Link href={href} data-primary="">
        {more.who}
      </Link>
    ),
    actions: <ButtonLink href={href}>{w('open_round')}</ButtonLink>,
  })
  const asked = (what: string, by: string | null) => [what, by].filter((text) => text).join(' · ')
  const { drafts, templates, appropriations } = decisions
  return [
    ...drafts.map((row) =>
      line(row.id, `/policies/drafts/${row.id}`, {
        who: named(row),
        what: asked(w(`decision_draft.${row.kind}`), row.written_by_name),
        when: <Chip tone="attention">{w('decision_law')}</Chip>,
      }),
    ),
    ...templates.map((row) =>
      line(row.id, `/payments/templates/${row.id}`, {
        who: named(row),
        what: asked(w('decision_version', { version: row.version }), row.proposed_by),
        when: <Chip tone="attention">{w('decision_template')}</Chip>,
      }),
    ),
    ...appropriations.map((row) =>
      line(row.id, '/funds/appropriations?state=entered', {
        who: `${row.source_name} · ${locale === 'zh' ? row.purpose_zh : row.purpose_en}`,
        what: (
          <>
            {w('decision_year', { year: row.year })} · <Money fen={row.stated_fen} exact /> · {row.created_by_name}
          </>
        ),
        when: <Chip tone="attention">{w('decision_appropriation')}</Chip>,
      }),
    ),
    ...COUNTED.filter(({ what }) => decisions[what] > 0).map(({ what, href }) =>
      line(what, href, {
        who: w(`decision_${what}`),
        what: w(`decision_${what}_text`),
        when: <Chip tone="attention">{w(`decision_${what}_count`, { count: decisions[what] })}</Chip>,
      }),
    ),
  ]
}
