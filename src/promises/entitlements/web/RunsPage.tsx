import { isUuid } from '../../../kernel/ids.ts'
import {
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  InstantText,
  ListPage,
  NotFound,
  Reading,
  RunPage,
  RunSkeleton,
  Section,
} from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { listRuns, type Run, showRun } from '../contract/index.ts'
import { entitlementsWords } from '../words/index.ts'
import { Differences, Signed } from './differences.tsx'
import { Figures } from './RunPreview.tsx'

const moneyOf = (run: Run) => run.counts.reduce((sum, one) => sum + one.gained.amount_fen - one.lost.amount_fen, 0)
const rowsOf = (run: Run, difference: 'gained' | 'lost') =>
  run.counts.reduce((sum, one) => sum + one[difference].rows, 0)

/** Every run that wrote something: when, by whom, what it changed. */
export function RunsPage() {
  const w = useWords(entitlementsWords)
  const list = usePages(listRuns, {}, { rows: (page) => page.items, next: (page) => page.next_cursor })
  const columns: Column<Run>[] = [
    { key: 'as_of', title: w('run.as_of'), cell: (run) => run.as_of },
    { key: 'place', title: w('run.place'), cell: (run) => run.division_name ?? '' },
    {
      key: 'gained',
      title: w('run.gained'),
      align: 'end',
      cell: (run) => `${rowsOf(run, 'gained')} ${w('run.unit_rows', { count: rowsOf(run, 'gained') })}`,
    },
    {
      key: 'lost',
      title: w('run.lost'),
      align: 'end',
      cell: (run) => `${rowsOf(run, 'lost')} ${w('run.unit_rows', { count: rowsOf(run, 'lost') })}`,
    },
    { key: 'money', title: w('run.change'), align: 'end', cell: (run) => <Signed fen={moneyOf(run)} /> },
    { key: 'by', title: w('run.started_by'), cell: (run) => run.started_by_name ?? '' },
    { key: 'at', title: w('run.applied_at'), cell: (run) => <InstantText at={run.applied_at} /> },
  ]
  return (
    <ListPage
      header={{
        title: w('page.runs'),
        crumbs: [{ title: w('page.due'), href: '/due' }],
        actions: (
          <ButtonLink href="/due/run" look="primary">
            {w('page.new_run')}
          </ButtonLink>
        ),
      }}
    >
      <DataTable
        {...list}
        label={w('page.runs')}
        columns={columns}
        id={(run) => run.id}
        href={(run) => `/due/runs/${run.id}`}
        empty={<EmptyState title={w('run.empty_runs')}>{w('page.empty_text')}</EmptyState>}
      />
    </ListPage>
  )
}

/** One run as it was applied, with the names behind its figures. */
export function RunRecordPage() {
  const run_id = usePathPart('run_id')
  return isUuid(run_id) ? <RunRecord run_id={run_id} /> : <NotFound />
}

function RunRecord({ run_id }: { run_id: Run['id'] }) {
  const w = useWords(entitlementsWords)
  const read = useApi(showRun, { params: { run_id } })
  return (
    <Reading of={read} skeleton={<RunSkeleton />}>
      {(run) => (
        <RunPage
          header={{
            title: `${w('run.title')} · ${run.division_name ?? ''} · ${run.as_of}`,
            crumbs: [
              { title: w('page.due'), href: '/due' },
              { title: w('page.runs'), href: '/due/runs' },
            ],
            sub: (
              <>
                {run.started_by_name} · <InstantText at={run.applied_at} />
              </>
            ),
          }}
          steps={null}
          figures={<Figures policies={run.counts} />}
        >
          <Section title={w('run.differences')} note={w('run.differences_note')}>
            <Differences policies={run.counts} names={{ kind: 'run', run_id: run.id, district: run.district }} />
          </Section>
        </RunPage>
      )}
    </Reading>
  )
}
