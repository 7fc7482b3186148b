import { uuid, type Uuid } from '../../../kernel/ids.ts'
import { useQuery } from '@tanstack/react-query'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  DataTable,
  EmptyState,
  ListPage,
  ListSkeleton,
  ProblemNotice,
  Sub,
  type Column,
} from '../../../web/design/index.ts'
import { api, type Problem } from '../../../web/api.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi } from '../../../web/hooks.ts'
import { useJoining, useLocale, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { openRoute, showRound } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'
import { headsText } from './line.tsx'

type Stop = ResponseOf<typeof openRoute>['stops'][number]

/** The route as it is printed. Opening it leaves a trace with the purpose given before. */
export function RoutePage() {
  const w = useWords(contactsWords)
  const round_id = uuid(usePathPart('round_id'))
  const url = useUrlState()
  const me = useSession().data?.account
  const mine = url.one('whose') === 'mine'
  const today = useToday()
  const round = useApi(showRound, { params: { round_id } })
  const opened = useRoute(round_id, url.one('purpose') || w('page.sheet_purpose'), mine ? me?.account_id : undefined)
  const columns = useColumns(mine, new Set(opened.stops?.map((stop) => stop.street_name)).size > 1)
  return (
    <ListPage
      header={{
        title: round.data?.round.title ?? w('page.sheet'),
        sub: [w('page.sheet'), mine ? me?.display_name : undefined, today].filter(Boolean).join(' · '),
        crumbs: [{ title: w('page.rounds'), href: `/rounds/${round_id}` }, { title: w('page.sheet') }],
        actions: (
          <Button look="primary" onClick={() => print()}>
            {w('page.print')}
          </Button>
        ),
      }}
    >
      {opened.problem ? <ProblemNotice problem={opened.problem} /> : null}
      {opened.stops === undefined && !opened.problem ? <ListSkeleton /> : null}
      {opened.stops === undefined ? null : (
        <DataTable
          label={w('page.sheet')}
          columns={columns}
          rows={opened.stops}
          id={(stop) => stop.line_id}
          empty={<EmptyState title={w('page.empty_lines')} />}
        />
      )}
      <Sub small>{w('sheet.note')}</Sub>
    </ListPage>
  )
}

function useRoute(round_id: Uuid, purpose: string, worker: string | undefined) {
  const body = { purpose, worker_id: worker === undefined ? undefined : uuid(worker) }
  // Each opening leaves a trace: read once on arrival, never again by itself.
  const opened = useQuery<ResponseOf<typeof openRoute>, Problem>({
    queryKey: ['visit-route', round_id, body],
    queryFn: () => api(openRoute, { params: { round_id }, body }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
  return { stops: opened.data?.stops, problem: opened.error }
}

/** On paper every column costs: the street is named only where the route crosses streets. */
function useColumns(phones: boolean, streets: boolean): Column<Stop>[] {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const joined = useJoining()
  const columns: Column<Stop>[] = [
    { key: 'heads', title: w('sheet.heads'), width: '16%', cell: (stop) => headsText(stop, locale) },
    {
      key: 'place',
      title: w('sheet.place'),
      cell: (stop) =>
        [streets ? stop.street_name : null, stop.community_name].filter((name) => name !== null).join(' '),
    },
    { key: 'address', title: w('sheet.address'), cell: (stop) => stop.address ?? '' },
    {
      key: 'wish',
      title: w('sheet.wish'),
      cell: (stop) =>
        [
          stop.wish === 'no_home_visit' ? w('sheet.no_home_visit') : '',
          stop.hours === null ? '' : w(`hours.${stop.hours}`),
        ]
          .filter((text) => text !== '')
          .join(' '),
    },
    { key: 'done', title: w('sheet.done'), cell: () => '', width: '24%' },
  ]
  const phone: Column<Stop> = { key: 'phones', title: w('sheet.phones'), cell: (stop) => joined.listed(stop.phones) }
  return phones ? columns.toSpliced(3, 0, phone) : columns
}
