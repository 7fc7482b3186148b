import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { uuid, type Uuid } from '../../../kernel/ids.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  Card,
  Chip,
  type Column,
  DataTable,
  Dialog,
  EmptyState,
  FilterChips,
  Form,
  FormEnd,
  Kpi,
  Kpis,
  ListPage,
  ListSkeleton,
  ProblemNotice,
  Reading,
  Stack,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand, useMarked, usePages } from '../../../web/hooks.ts'
import { useShellWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useGo, usePathPart, useUrlState } from '../../../web/url.ts'
import {
  checkReview,
  closeReview,
  listReviewLines,
  listReviews,
  openReview,
  type Review,
  showReview,
} from '../contract/index.ts'
import { ChangeDialog } from './ChangeDialog.tsx'
import { DueChip, PolicyText, Since, usePressingFilter, usePressingSets, useW } from './parts.tsx'

/** The yearly reviews of the roll. */
export function ReviewsPage() {
  const w = useW()
  const may = useMay('claims.open_review')
  const [opening, setOpening] = useState(false)
  const { due } = usePressingFilter()
  const read = useApi(listReviews, { query: { due } }, { topics: ['roll-changes'] })
  const columns: Column<Review>[] = [
    { key: 'year', title: w('page.review_year'), cell: (row) => w('page.review_title', { year: row.year }) },
    { key: 'place', title: w('page.place'), cell: (row) => row.division_name },
    {
      key: 'progress',
      title: w('page.state'),
      cell: (row) => w('page.review_progress', { checked: row.checked, persons: row.persons }),
    },
    {
      key: 'due',
      title: w('page.review_due'),
      cell: (row) =>
        row.closed_at === null ? (
          <DueChip on={row.due_on} pressing={row.pressing} />
        ) : (
          <Chip tone="done">{w('page.review_closed')}</Chip>
        ),
    },
  ]
  return (
    <ListPage
      header={{
        title: w('page.reviews'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.reviews') }],
        actions: may ? (
          <Button look="primary" onClick={() => setOpening(true)}>
            {w('page.review_open')}
          </Button>
        ) : undefined,
      }}
      filters={<FilterChips sets={usePressingSets('review')} />}
    >
      <Reading of={read} skeleton={<ListSkeleton />} part>
        {({ items }) => (
          <DataTable
            label={w('page.reviews')}
            rows={items}
            columns={columns}
            id={(row) => row.review_id}
            href={(row) => `/annual-reviews/${row.review_id}`}
            empty={<EmptyState title={w('page.review_none')} />}
          />
        )}
      </Reading>
      {opening ? <OpenDialog onClose={() => setOpening(false)} /> : null}
    </ListPage>
  )
}

function OpenDialog({ onClose }: { onClose: () => void }) {
  const w = useW()
  const shell = useShellWords()
  const go = useGo()
  const today = useToday()
  const division = useSession().data?.active_post?.division ?? 0
  const [id] = useState(() => uuid(crypto.randomUUID()))
  const [year, setYear] = useState(today.slice(0, 4))
  const [due_on, setDue] = useState(`${today.slice(0, 4)}-12-31`)
  const open = useCommand(openReview, { done: () => go(`/annual-reviews/${id}`) })
  const submit = () => void open.send({ body: { id, division, year: Number(year), due_on: due_on as CivilDate } })
  return (
    <Dialog title={w('page.review_open')} onClose={onClose}>
      <Form problem={open.problem} onSubmit={submit}>
        <TextField
          name="year"
          label={w('page.review_year')}
          inputMode="numeric"
          maxLength={4}
          value={year}
          onChange={setYear}
        />
        <TextField
          name="due_on"
          type="date"
          min={today}
          label={w('page.review_due')}
          value={due_on}
          onChange={setDue}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={open.pending}>
            {w('page.review_open')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** One review: who is to be checked, by list or one by one. */
export function ReviewPage() {
  const review_id = uuid(usePathPart('review_id'))
  const read = useApi(showReview, { params: { review_id } }, { topics: ['roll-changes'] })
  return (
    <Reading of={read} skeleton={<ListSkeleton />}>
      {(review) => <Shown review={review} />}
    </Reading>
  )
}

type Line = ResponseOf<typeof listReviewLines>['items'][number]

function Shown({ review }: { review: Review }) {
  const w = useW()
  const closes = useMay('claims.open_review') && review.closed_at === null && review.checked === review.persons
  const close = useCommand(closeReview, { done: () => toast(w('page.review_closed')) })
  return (
    <ListPage
      header={{
        title: w('page.review_title', { year: review.year }),
        beside: review.closed_at === null ? undefined : <Chip tone="done">{w('page.review_closed')}</Chip>,
        sub: `${review.division_name ?? ''} · ${w('page.due_on', { date: review.due_on })}`,
        crumbs: [
          { title: w('page.claims'), href: '/claims' },
          { title: w('page.reviews'), href: '/annual-reviews' },
        ],
        actions: closes ? (
          <Button
            look="primary"
            busy={close.pending}
            onClick={() => void close.send({ params: { review_id: review.review_id }, body: {} })}
          >
            {w('page.review_close')}
          </Button>
        ) : undefined,
      }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'show',
              label: w('page.state'),
              options: [
                { value: 'open', label: w('page.show_open') },
                { value: 'all', label: w('page.show_all') },
              ],
            },
          ]}
        />
      }
    >
      {close.problem ? <ProblemNotice problem={close.problem} /> : null}
      <Kpis>
        <Kpi
          label={w('page.state')}
          value={w('page.review_progress', { checked: review.checked, persons: review.persons })}
        />
        <Kpi label={w('page.review_continues')} value={review.continues} />
        <Kpi label={w('page.review_exits')} value={review.exits} />
        <Kpi label={w('page.review_changes')} value={review.changes} />
      </Kpis>
      <ReviewLines review={review} />
    </ListPage>
  )
}

function ReviewLines({ review }: { review: Review }) {
  const w = useW()
  const url = useUrlState()
  const show = url.one('show') === 'all' ? 'all' : 'open'
  const may = useMay('claims.check') && review.closed_at === null
  const [changing, setChanging] = useState<Line>()
  const params = { review_id: review.review_id }
  const list = usePages(
    listReviewLines,
    { params, query: { show } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const marked = useMarked(list, (row) => row.claim_id)
  const check = useCommand(checkReview, {
    done: (answer) => {
      marked.set([])
      toast(w('page.review_checked', { count: answer.checked }))
    },
  })
  const goOn = (claim_ids: readonly string[]) =>
    void check.send({ params, body: { result: 'continues', claim_ids: claim_ids.map((id): Uuid => uuid(id)) } })
  const columns = useLineColumns(may, setChanging)
  return (
    <Stack>
      {check.problem ? <ProblemNotice problem={check.problem} /> : null}
      <Card flush>
        <DataTable
          {...list}
          label={w('page.review_title', { year: review.year })}
          columns={columns}
          id={(row) => row.claim_id}
          href={(row) => `/claims/${row.claim_id}`}
          name={(row) => row.name}
          empty={<EmptyState title={w('page.review_left')} />}
          {...(may && show === 'open'
            ? {
                selection: {
                  ids: marked.ids,
                  onChange: marked.set,
                  actions: (
                    <Button look="primary" busy={check.pending} onClick={() => goOn(marked.ids)}>
                      {w('page.review_check', { count: marked.ids.length })}
                    </Button>
                  ),
                },
              }
            : {})}
        />
      </Card>
      {changing ? (
        <ChangeDialog claim={changing} review_id={review.review_id} onClose={() => setChanging(undefined)} />
      ) : null}
    </Stack>
  )
}

function useLineColumns(may: boolean, onChange: (row: Line) => void): Column<Line>[] {
  const w = useW()
  return [
    { key: 'who', title: w('page.who'), cell: (row) => row.name },
    { key: 'place', title: w('page.place'), cell: (row) => row.community_name },
    { key: 'policy', title: w('page.policy'), cell: (row) => <PolicyText row={row} /> },
    { key: 'since', title: w('page.since'), cell: (row) => <Since date={row.in_force_from} /> },
    {
      key: 'do',
      title: w('page.state'),
      align: 'end',
      cell: (row) =>
        row.result !== null ? (
          <Chip tone={row.result === 'continues' ? 'done' : 'attention'}>{w(`result.${row.result}`)}</Chip>
        ) : may ? (
          <Button onClick={() => onChange(row)}>{w('page.change')}</Button>
        ) : null,
    },
  ]
}
