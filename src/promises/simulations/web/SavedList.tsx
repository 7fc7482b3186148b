import type { Uuid } from '../../../kernel/ids.ts'
import { instantParts } from '../../../web/clock.ts'
import { Button, ButtonLink, Card, EmptyState, Lines, Link, ProblemNotice, Stack } from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { listSaved } from '../contract.ts'
import { simulationsWords } from '../words/index.ts'
import { Signed, useMonthText } from './parts.tsx'

/** What has been kept of a draft, the newest first; two can be put side by side. */
export function SavedList({ draft_id }: { draft_id: Uuid }) {
  const w = useWords(simulationsWords)
  const monthText = useMonthText()
  const list = usePages(
    listSaved,
    { query: { draft_id } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const [newest, before] = list.rows
  return (
    <Card title={w('saved_results')}>
      {list.problem ? <ProblemNotice problem={list.problem} retry={list.retry} /> : null}
      {list.rows.length === 0 && !list.pending ? (
        <EmptyState title={w('saved_none')}>{w('saved_none_text')}</EmptyState>
      ) : (
        <Stack>
          <Lines
            lines={list.rows.map((row) => ({
              id: row.id,
              name: <Link href={`/policies/simulations/${row.id}`}>{row.name}</Link>,
              state: <Signed fen={row.totals.draft_fen - row.totals.today_fen} />,
              note: [
                row.division_name,
                w('form.from', { month: monthText(row.month) }),
                w('form.months', { count: row.months }),
                row.made_by_name,
                instantParts(row.made_at).date,
              ]
                .filter(Boolean)
                .join(' · '),
            }))}
          />
          {list.more ? (
            <Button busy={list.fetching_more} onClick={list.more}>
              {w('more_saved')}
            </Button>
          ) : null}
          {newest && before ? (
            <ButtonLink href={`/policies/drafts/${draft_id}/simulation/compare?a=${before.id}&b=${newest.id}`}>
              {w('compare')}
            </ButtonLink>
          ) : null}
        </Stack>
      )}
    </Card>
  )
}
