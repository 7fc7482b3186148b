import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { uuid } from '../../../kernel/ids.ts'
import {
  Button,
  Card,
  Chip,
  type Column,
  Cluster,
  DataTable,
  EmptyState,
  FilterChips,
  Link,
  ListPage,
  ListSkeleton,
  PrintOnly,
  QrLink,
  ProblemNotice,
  Reading,
  ScreenOnly,
  Sub,
  toast,
  ReasonedActDialog,
} from '../../../web/design/index.ts'
import { useApi, useCommand, usePages } from '../../../web/hooks.ts'
import { useJoining } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { concludeNotice, listNotices, type Notice, showNotice, takeDownNotice } from '../contract/index.ts'
import { PRESSING_TONES, usePressingFilter, usePressingSets, useW } from './parts.tsx'

type Shown = ResponseOf<typeof showNotice>

function NoticeChip({ notice }: { notice: Notice }) {
  const w = useW()
  if (notice.concluded) return <Chip tone="done">{w('page.concluded')}</Chip>
  if (notice.hangs) return <Chip tone="info">{w('page.hangs')}</Chip>
  const early = notice.take_down_reason !== null && notice.take_down_reason !== 'expired'
  return <Chip tone="attention">{w(early ? 'page.taken_down' : 'page.over')}</Chip>
}

/** The notices of the reader's place. */
export function NoticesPage() {
  const w = useW()
  const list = usePages(
    listNotices,
    { query: usePressingFilter() },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Notice>[] = [
    { key: 'place', title: w('page.place'), cell: (row) => row.community_name ?? row.community },
    { key: 'step', title: w('page.filter_state'), cell: (row) => w(`step.${row.step}`) },
    { key: 'lines', title: w('page.claims'), cell: (row) => w('page.lines', { count: row.lines }) },
    {
      key: 'closes',
      title: w('page.closes_on'),
      cell: (row) => (
        <Chip tone={row.pressing === null ? 'plain' : PRESSING_TONES[row.pressing]}>
          {w('page.closes', { date: row.closes_on })}
        </Chip>
      ),
    },
    { key: 'state', title: w('page.state'), cell: (row) => <NoticeChip notice={row} /> },
  ]
  return (
    <ListPage
      header={{
        title: w('page.notices'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.notices') }],
      }}
      filters={<FilterChips sets={usePressingSets('notice')} />}
    >
      <DataTable
        {...list}
        label={w('page.notices')}
        columns={columns}
        id={(row) => row.notice_id}
        href={(row) => `/claim-notices/${row.notice_id}`}
        empty={<EmptyState title={w('page.no_notices')} />}
      />
    </ListPage>
  )
}

/** One notice as it hangs: the sheet to print, its public link, and what comes after its days. */
export function NoticePage() {
  const notice_id = uuid(usePathPart('notice_id'))
  const read = useApi(showNotice, { params: { notice_id } }, { topics: ['claims', 'claim-objections'] })
  return (
    <Reading of={read} skeleton={<ListSkeleton />}>
      {(notice) => <NoticeSheet notice={notice} />}
    </Reading>
  )
}

function NoticeSheet({ notice }: { notice: Shown }) {
  const w = useW()
  const joined = useJoining()
  const posted = notice.posted_at.slice(0, 10)
  const columns: Column<Shown['items'][number]>[] = [
    { key: 'line', title: w('page.line_no'), cell: (row) => row.line, width: 80 },
    { key: 'name', title: w('page.name'), cell: (row) => row.masked_name },
    { key: 'item', title: w('page.item'), cell: (row) => w(`theme.${row.theme}`) },
  ]
  return (
    <ListPage
      header={{
        title: w('page.notice_title'),
        beside: <NoticeChip notice={notice} />,
        sub: [notice.association, notice.street_name, notice.community_name].filter(Boolean).join(' · '),
        crumbs: [
          { title: w('page.claims'), href: '/claims' },
          { title: w('page.notices'), href: '/claim-notices' },
        ],
        actions: <NoticeActs notice={notice} />,
      }}
    >
      <p>{w('page.notice_lead')}</p>
      <DataTable
        label={w('page.notice_title')}
        columns={columns}
        rows={notice.items}
        id={(row) => String(row.line)}
        empty={<EmptyState title={w('page.none')} />}
      />
      <Sub>{w('page.posted_on', { from: posted, to: notice.closes_on })}</Sub>
      <Sub>{w('page.notice_channel')}</Sub>
      {notice.public_path === null ? null : (
        <Card title={w('page.notice_link')}>
          <ScreenOnly>
            <Link href={notice.public_path}>{w('page.open_file')}</Link>
            <Sub small>{w('page.copy_note')}</Sub>
          </ScreenOnly>
          <QrLink address={`${location.origin}${notice.public_path}`} name={w('page.notice_qr')} />
          <Sub small>{w('page.notice_qr')}</Sub>
          <PrintOnly>{joined.labelled(w('page.notice_link'), `${location.origin}${notice.public_path}`)}</PrintOnly>
        </Card>
      )}
    </ListPage>
  )
}

function NoticeActs({ notice }: { notice: Shown }) {
  const w = useW()
  const may = useMay('claims.post')
  const [down, setDown] = useState(false)
  const conclude = useCommand(concludeNotice, {
    topics: ['claims', 'today'],
    refreshed: true,
    done: (answer) => toast(w('page.concluded_done', { moved: answer.moved, waiting: answer.waiting })),
  })
  const early = notice.take_down_reason !== null && notice.take_down_reason !== 'expired'
  return (
    <Cluster>
      {conclude.problem ? <ProblemNotice problem={conclude.problem} /> : null}
      <Button onClick={() => print()}>{w('page.print')}</Button>
      {may && notice.hangs ? <Button onClick={() => setDown(true)}>{w('page.take_down')}</Button> : null}
      {may && !notice.hangs && !notice.concluded && !early ? (
        <Button
          look="primary"
          busy={conclude.pending}
          onClick={() => void conclude.send({ params: { notice_id: notice.notice_id } })}
        >
          {w('page.conclude')}
        </Button>
      ) : null}
      {down ? <TakeDownDialog notice={notice} onClose={() => setDown(false)} /> : null}
    </Cluster>
  )
}

function TakeDownDialog({ notice, onClose }: { notice: Shown; onClose: () => void }) {
  const w = useW()
  const take = useCommand(takeDownNotice, { topics: ['claims'], refreshed: true, done: onClose })
  return (
    <ReasonedActDialog
      title={w('page.take_down')}
      label={w('page.reason')}
      act={w('page.take_down')}
      command={take}
      onSend={(reason) =>
        void take.send({ params: { notice_id: notice.notice_id }, body: { version: notice.version, reason } })
      }
      onClose={onClose}
    />
  )
}
