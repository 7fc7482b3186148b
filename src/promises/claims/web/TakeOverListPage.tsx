import { useState, type ReactNode } from 'react'
import { isCode } from '../../../kernel/division-code.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { listChildren } from '../../../registry/divisions/contract.ts'
import {
  Button,
  type Column,
  ConfirmWithNumbers,
  DataTable,
  EmptyState,
  FilterChips,
  ListPage,
  ListSkeleton,
  NotFound,
  Reading,
  Section,
  Sub,
  toast,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi, useCommand, useMarked, usePages } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import {
  type ClaimLine,
  listCandidates,
  listTakenOver,
  listTakeOvers,
  type TakeOver,
  takeOverRoll,
} from '../contract/index.ts'
import { StateChip, useW } from './parts.tsx'

const LISTS = ['candidates', 'waiting', 'to_file'] as const
type List = (typeof LISTS)[number]
type Candidate = ResponseOf<typeof listCandidates>['items'][number]

/** The people of one policy's former roll: who could be listed, who waits for confirmation, who is to be filed. */
export function TakeOverListPage() {
  const policy_id = usePathPart('policy_id')
  const read = useApi(listTakeOvers, {}, { topics: ['claims'] })
  return (
    <Reading of={read} skeleton={<ListSkeleton />}>
      {({ items }) => {
        const row = items.find((one) => one.policy_id === policy_id)
        return row && isUuid(policy_id) ? <Lists row={row} /> : <NotFound />
      }}
    </Reading>
  )
}

function Lists({ row }: { row: TakeOver }) {
  const w = useW()
  const locale = useLocale()
  const may = useMay('claims.take_over')
  const url = useUrlState()
  const lists = LISTS.filter((one) => may || one !== 'candidates')
  const list = lists.find((one) => one === url.one('list')) ?? lists[0] ?? 'waiting'
  const name = locale === 'zh' ? row.policy_name_zh : row.policy_name_en
  return (
    <ListPage
      header={{
        title: w('roll.list_of', { policy: name }),
        crumbs: [
          { title: w('page.claims'), href: '/claims' },
          { title: w('roll.take_over'), href: '/claims/take-over' },
          { title: name },
        ],
      }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'list',
              label: w('roll.which'),
              fallback: lists[0] ?? 'waiting',
              options: lists.map((value) => ({ value, label: w(`roll.${value}`), count: row[value] })),
            },
          ]}
        >
          {list === 'candidates' ? <Places /> : null}
        </FilterChips>
      }
    >
      <Section title={w(`roll.${list}`)} note={w(`roll.${list}_text`)}>
        {list === 'candidates' ? (
          <Candidates policy_id={row.policy_id} />
        ) : (
          <Listed policy_id={row.policy_id} list={list} />
        )}
      </Section>
    </ListPage>
  )
}

/** The streets or communities of the reader's place: a roll is taken over street by street. */
function Places(): ReactNode {
  const w = useW()
  const own = useSession().data?.active_post?.division ?? 0
  const children = useApi(
    listChildren,
    { params: { code: own }, query: { limit: 100 } },
    { enabled: own % 1000 === 0 && own > 0 },
  )
  const places = children.data?.items ?? []
  if (places.length === 0) return null
  return (
    <UrlSelect
      name="place"
      label={w('roll.place')}
      options={[
        { value: '', label: w('roll.all_places') },
        ...places.map((place) => ({ value: String(place.code), label: place.name })),
      ]}
    />
  )
}

function Empty({ list }: { list: List }) {
  const w = useW()
  return <EmptyState title={w(`roll.${list}_none`)}>{w(`roll.${list}_none_text`)}</EmptyState>
}

function Candidates({ policy_id }: { policy_id: Uuid }) {
  const w = useW()
  const asked = Number(useUrlState().one('place'))
  const division = asked > 0 && isCode(asked) ? asked : undefined
  const [adding, setAdding] = useState(false)
  const rows = usePages(
    listCandidates,
    { params: { policy_id }, query: { limit: 100, ...(division === undefined ? {} : { division }) } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Candidate>[] = [
    { key: 'who', title: w('page.who'), cell: (row) => row.name },
    { key: 'place', title: w('page.place'), cell: (row) => row.community_name },
    { key: 'file', title: w('roll.file_number'), cell: (row) => row.file },
  ]
  const { ids, set: mark } = useMarked(rows, (row) => row.person_id)
  return (
    <>
      <DataTable
        {...rows}
        label={w('roll.candidates')}
        columns={columns}
        id={(row) => row.person_id}
        name={(row) => row.name}
        href={(row) => `/families/${row.family_id}`}
        empty={<Empty list="candidates" />}
        selection={{
          ids,
          onChange: mark,
          actions: (
            <Button look="primary" onClick={() => setAdding(true)}>
              {w('roll.add', { count: ids.length })}
            </Button>
          ),
        }}
      />
      {adding ? (
        <AddDialog policy_id={policy_id} ids={ids} onDone={() => mark([])} onClose={() => setAdding(false)} />
      ) : null}
    </>
  )
}

interface AddProps {
  readonly policy_id: Uuid
  readonly ids: readonly string[]
  readonly onDone: () => void
  readonly onClose: () => void
}

function AddDialog({ policy_id, ids, onDone, onClose }: AddProps) {
  const w = useW()
  const add = useCommand(takeOverRoll, {
    topics: ['claims'],
    refreshed: true,
    done: ({ claims }) => {
      toast(w('roll.added', { count: claims }))
      onDone()
      onClose()
    },
  })
  const send = () =>
    void add.send({ params: { policy_id }, body: { person_ids: ids.filter((id): id is Uuid => isUuid(id)) } })
  return (
    <ConfirmWithNumbers
      title={w('roll.add_title')}
      facts={[{ label: w('roll.candidates'), value: w('roll.persons', { count: ids.length }) }]}
      act={w('roll.add', { count: ids.length })}
      busy={add.pending}
      problem={add.problem}
      onConfirm={send}
      onClose={onClose}
    >
      <Sub>{w('roll.add_text')}</Sub>
    </ConfirmWithNumbers>
  )
}

function Listed({ policy_id, list }: { policy_id: Uuid; list: 'waiting' | 'to_file' }) {
  const w = useW()
  const state = list === 'waiting' ? 'county_confirmation' : 'notice_of_decision'
  const rows = usePages(
    listTakenOver,
    { params: { policy_id }, query: { state, limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<ClaimLine>[] = [
    { key: 'who', title: w('page.who'), cell: (row) => row.name },
    { key: 'place', title: w('page.place'), cell: (row) => row.community_name },
    { key: 'state', title: w('page.state'), cell: (row) => <StateChip row={row} /> },
  ]
  return (
    <DataTable
      {...rows}
      label={w(`roll.${list}`)}
      columns={columns}
      id={(row) => row.claim_id}
      href={(row) => `/claims/${row.claim_id}`}
      empty={<Empty list={list} />}
    />
  )
}
