import {
  Card,
  type Column,
  DataTable,
  DateText,
  EmptyState,
  FigurePage,
  FigureSkeleton,
  InstantText,
  KeyValue,
  Link,
  NotFound,
  Notice,
  type Pair,
  Reading,
  Section,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { useApi } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { type Act, getAct } from '../contract.ts'
import { reportsWords } from '../words.ts'
import { useSaying } from './asked.ts'

type Person = Act['persons'][number]

/** One act behind a figure, and the people it reached. */
export function ActPage() {
  const district = usePathPart('district')
  const record_id = usePathPart('record_id')
  return isUuid(record_id) ? <Opening district={district} record_id={record_id} /> : <NotFound />
}

function Opening(params: { district: string; record_id: Uuid }) {
  const act = useApi(getAct, { params })
  return (
    <Reading of={act} skeleton={<FigureSkeleton />}>
      {(data) => <Opened act={data} />}
    </Reading>
  )
}

function Opened({ act }: { act: Act }) {
  const w = useWords(reportsWords)
  const shell = useShellWords()
  return (
    <FigurePage
      header={{
        title: act.title === null ? act.kind_name : `${act.kind_name} · ${act.title}`,
        crumbs: [{ title: shell('nav_figures'), href: '/figures' }, { title: w('behind') }],
        sub: (
          <>
            <DateText date={act.happened_on} /> · {act.place_name}
          </>
        ),
      }}
      sheet={
        <Stack>
          {act.corrected ? <Notice tone="attention" title={w('act_corrected')} /> : null}
          <Card>
            <Facts act={act} />
          </Card>
          <People act={act} />
        </Stack>
      }
    />
  )
}

function Facts({ act }: { act: Act }) {
  const w = useWords(reportsWords)
  const say = useSaying()
  const figures = act.figures.map(({ unit, value }) => {
    const said = say(value, unit)
    return `${said.exact ?? `${said.text} ${said.unit}`}`
  })
  const pairs: Pair[] = [
    { label: w('act_outcome'), value: w(`outcome_${act.outcome}`) },
    ...(figures.length > 0 ? [{ label: w('act_figures'), value: figures.join(' · ') }] : []),
    ...(act.family_id === null
      ? []
      : [{ label: w('column_person'), value: <Link href={`/families/${act.family_id}`}>{w('act_family')}</Link> }]),
    { label: w('act_worker'), value: act.worker_name ?? '—' },
    { label: w('act_recorded'), value: <InstantText at={act.recorded_at} /> },
  ]
  return <KeyValue pairs={pairs} />
}

function People({ act }: { act: Act }) {
  const w = useWords(reportsWords)
  const columns: Column<Person>[] = [
    { key: 'name', title: w('column_person'), cell: (row) => row.name },
    { key: 'place', title: w('column_place'), cell: (row) => row.community_name ?? '' },
  ]
  const total = act.persons.length + act.headcount
  return (
    <Section title={w('act_people')} note={`${total} ${w('unit_person_time', { count: total })}`}>
      <DataTable
        label={w('act_people')}
        columns={columns}
        rows={act.persons}
        id={(row) => row.person_id}
        href={(row) => `/families/${row.family_id}`}
        empty={<EmptyState title={w('act_people_none')} heading={false} />}
      />
      {act.headcount > 0 ? <Sub>{w('list_unnamed', { count: act.headcount })}</Sub> : null}
    </Section>
  )
}
