import { type Column, DataTable, EmptyState, FilterChips, ListPage } from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useUrlState } from '../../../web/url.ts'
import { type ClaimLine, listClaims } from '../contract/index.ts'
import { STATES, type State } from '../rules/index.ts'
import { Deadline, PolicyText, Since, StateChip, usePressingFilter, usePressingSets, useW } from './parts.tsx'

function useColumns(roll: boolean): Column<ClaimLine>[] {
  const w = useW()
  return [
    { key: 'who', title: w('page.who'), cell: (row) => row.name },
    { key: 'policy', title: w('page.policy'), cell: (row) => <PolicyText row={row} /> },
    { key: 'place', title: w('page.place'), cell: (row) => row.community_name },
    roll
      ? { key: 'since', title: w('page.since'), cell: (row) => <Since date={row.in_force_from} /> }
      : { key: 'state', title: w('page.state'), cell: (row) => <StateChip row={row} /> },
    ...(roll ? [] : [{ key: 'due', title: w('page.deadline'), cell: (row: ClaimLine) => <Deadline row={row} /> }]),
  ]
}

/** Every claim of the reader's place, by step. */
export function ClaimListPage() {
  const w = useW()
  const url = useUrlState()
  const asked = url.one('state')
  const state = STATES.find((one): one is State => one === asked)
  const list = usePages(
    listClaims,
    { query: { state, ...usePressingFilter() } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  return (
    <ListPage
      header={{
        title: w('page.all_claims'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.all_claims') }],
      }}
      filters={
        <FilterChips
          sets={[
            ...usePressingSets(),
            {
              name: 'state',
              label: w('page.filter_state'),
              options: STATES.map((value) => ({ value, label: w(`state.${value}`) })),
            },
          ]}
        />
      }
    >
      <DataTable
        {...list}
        label={w('page.all_claims')}
        columns={useColumns(false)}
        id={(row) => row.claim_id}
        href={(row) => `/claims/${row.claim_id}`}
        empty={<EmptyState title={w('page.none')} />}
      />
    </ListPage>
  )
}

/** Everybody on the roll today. */
export function RollPage() {
  const w = useW()
  const list = usePages(
    listClaims,
    { query: { on_roll: 'yes' } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  return (
    <ListPage
      header={{
        title: w('page.roll'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.roll') }],
      }}
    >
      <DataTable
        {...list}
        label={w('page.roll')}
        columns={useColumns(true)}
        id={(row) => row.claim_id}
        href={(row) => `/claims/${row.claim_id}`}
        empty={<EmptyState title={w('page.roll_none')} />}
      />
    </ListPage>
  )
}
