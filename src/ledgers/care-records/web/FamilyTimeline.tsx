import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { api } from '../../../web/api.ts'
import {
  Chip,
  Cluster,
  EmptyState,
  MaskedValue,
  Money,
  ProblemNotice,
  QueueSkeleton,
  Timeline,
  type TimelineItem,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { familyTimeline, openNote } from '../contract/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { CorrectAct } from './CorrectAct.tsx'
import { useKindName } from './use-kinds.ts'
import { WaitingActs } from './WaitingActs.tsx'

type Row = ResponseOf<typeof familyTimeline>['items'][number]

/** What of one act is said beside its name. */
function Beside({ row }: { row: Row }) {
  const w = useWords(careRecordsWords)
  return (
    <Cluster>
      {row.corrected ? <Chip>{w('page.corrected')}</Chip> : null}
      {row.outcome === 'done' ? null : <Chip tone="attention">{w(`outcome.${row.outcome}`)}</Chip>}
      {row.minutes === null || row.minutes === 0 ? null : (
        <span>{w('page.minutes_spent', { count: row.minutes })}</span>
      )}
      {row.persons === 0 ? null : <span>{w('page.persons_reached', { count: row.persons })}</span>}
      {row.amount_fen === null || row.amount_fen === 0 ? null : <Money fen={row.amount_fen} />}
      {row.mood === null ? null : <Chip tone={row.mood === 'steady' ? 'done' : 'info'}>{w(`mood.${row.mood}`)}</Chip>}
    </Cluster>
  )
}

function Detail({ row, district, act }: { row: Row; district: number; act: string }) {
  const w = useWords(careRecordsWords)
  const reveal = async (reason: string) =>
    (await api(openNote, { params: { record_id: row.id }, body: { district } }, { reason })).note ?? ''
  return (
    <>
      {row.worker_name === null ? null : <span>{w('page.done_by', { name: row.worker_name })}</span>}
      {row.next_on === null ? null : <div>{w('page.next_agreed', { date: row.next_on })}</div>}
      {row.has_note ? (
        <div>
          <MaskedValue masked={w('page.has_note')} what={w('page.note')} reveal={reveal} />
        </div>
      ) : null}
      <CorrectAct row={row} district={district} act={act} />
    </>
  )
}

/** The acts that reached a family, page by page: asked once, for the list and for who else tells of it. */
export function useTimeline(family_id: Uuid, district: number) {
  return usePages(
    familyTimeline,
    { params: { family_id }, query: { district, limit: 20 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
}

/** The acts that reached a family, newest first, for its file; above them what has not been sent yet. */
export function FamilyTimeline({ family_id, district, level }: { family_id: Uuid; district: number; level?: 2 | 3 }) {
  const w = useWords(careRecordsWords)
  const nameOf = useKindName()
  const list = useTimeline(family_id, district)
  if (list.problem) return <ProblemNotice problem={list.problem} retry={list.retry} />
  if (list.pending) return <QueueSkeleton />
  const items = list.rows.map((row): TimelineItem => {
    const act = row.title === null ? nameOf(row.kind) : `${nameOf(row.kind)} · ${row.title}`
    return {
      id: row.id,
      on: row.happened_on,
      tone: row.corrected ? 'plain' : row.outcome === 'done' ? 'done' : 'attention',
      title: row.corrected ? <s>{act}</s> : act,
      beside: <Beside row={row} />,
      detail: <Detail row={row} district={district} act={act} />,
    }
  })
  return (
    <>
      <WaitingActs />
      <Timeline
        items={items}
        level={level}
        more={list.more}
        fetching_more={list.fetching_more}
        empty={<EmptyState title={w('page.timeline')}>{w('page.timeline_empty')}</EmptyState>}
      />
    </>
  )
}
