import { Chip, Cluster, EmptyState, Heading, Money, Timeline, type TimelineItem } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useUrlState } from '../../../web/url.ts'
import type { Act } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import { FilterChips } from '../../../web/design/index.ts'

/** What was done for the family, the newest first; by kind through the address. */
export function ActsOfFamily({ acts }: { acts: readonly Act[] }) {
  const w = useWords(familiesWords)
  const locale = useLocale()
  const kind = useUrlState().one('kind')
  const kinds = new Map(acts.map((act) => [act.kind, locale === 'zh' ? act.name_zh : act.name_en]))
  const shown = acts.filter((act) => kind === '' || act.kind === kind)
  return (
    <>
      <Heading title={w('acts')} note={acts.length > 0 ? w('acts_count', { count: shown.length }) : undefined} />
      {kinds.size > 1 ? (
        <FilterChips
          sets={[{ name: 'kind', label: w('acts'), options: [...kinds].map(([value, label]) => ({ value, label })) }]}
        />
      ) : null}
      <Timeline
        items={shown.map((act) => item(act, kinds.get(act.kind) ?? act.kind, w))}
        empty={<EmptyState title={w('acts_none')}>{w('acts_none_text')}</EmptyState>}
      />
    </>
  )
}

function item(act: Act, title: string, w: ReturnType<typeof useWords<typeof familiesWords>>): TimelineItem {
  return {
    id: act.record_id,
    on: act.happened_on,
    tone: act.outcome === 'done' ? (act.amount_fen > 0 ? 'done' : 'accent') : 'plain',
    title,
    beside: act.worker ?? undefined,
    detail: (
      <Cluster>
        {act.outcome === 'done' ? null : <Chip>{w(`outcome.${act.outcome}`)}</Chip>}
        {act.title ? <span>{act.title}</span> : null}
        {act.amount_fen > 0 ? <Money fen={act.amount_fen} /> : null}
      </Cluster>
    ),
  }
}
