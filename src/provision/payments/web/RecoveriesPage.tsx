import { useState } from 'react'
import { periodLabel } from '../../../kernel/period.ts'
import {
  Button,
  Chip,
  type Column,
  Count,
  DataTable,
  EmptyState,
  FilterChips,
  Kpi,
  Kpis,
  ListPage,
  Money,
  Stack,
  type Tone,
} from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listRecoveries, type Recovery, recoveryStateShape } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'
import { FindDialog } from './FindDialog.tsx'
import { RecoveryDialog } from './RecoveryDialog.tsx'

type State = Recovery['state']
const STATES = recoveryStateShape.options
const TONE: Readonly<Record<State, Tone>> = { open: 'attention', returned: 'done', let_go: 'plain' }

/** What was paid and was not owed: how much is still to come back, what has come back, what was let go. */
export function RecoveriesPage() {
  const w = useWords(paymentsWords)
  const url = useUrlState()
  const may_find = useMay('payments.recover')
  const [finding, setFinding] = useState(false)
  const state = STATES.find((one) => one === url.one('state'))
  const asked = url.one('asked') === 'yes' ? ('yes' as const) : undefined
  const query = { limit: 20, state, asked }
  const list = usePages(listRecoveries, { query }, { rows: (page) => page.items, next: (page) => page.next_cursor })
  const columns = useColumns((id) => url.change({ open: id }))
  const open = url.one('open')
  return (
    <ListPage
      header={{
        title: w('page.recoveries'),
        crumbs: [{ title: w('page.rounds'), href: '/payments' }, { title: w('page.recoveries') }],
        sub: w('page.recoveries_sub'),
        actions: may_find ? (
          <Button look="primary" onClick={() => setFinding(true)}>
            {w('page.find')}
          </Button>
        ) : undefined,
      }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'state',
              label: w('page.state'),
              options: STATES.map((value) => ({ value, label: w(`recovery_state.${value}`) })),
            },
            { name: 'asked', label: w('page.let_go'), options: [{ value: 'yes', label: w('page.let_go_waits') }] },
          ]}
        />
      }
    >
      <Stack>
        <Sums />
        <DataTable
          {...list}
          label={w('page.recoveries')}
          columns={columns}
          id={(row) => row.id}
          name={(row) => row.name}
          empty={
            state === undefined && asked === undefined ? (
              <EmptyState title={w('page.no_recoveries')}>{w('page.no_recoveries_text')}</EmptyState>
            ) : (
              <EmptyState title={w('page.no_recoveries_so')}>{w('page.no_recoveries_so_text')}</EmptyState>
            )
          }
        />
      </Stack>
      {finding ? <FindDialog onClose={() => setFinding(false)} /> : null}
      {open === undefined || open === '' ? null : (
        <RecoveryDialog recovery_id={open} onClose={() => url.change({ open: undefined })} />
      )}
    </ListPage>
  )
}

function useColumns(onOpen: (id: string) => void): Column<Recovery>[] {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const what = (row: Recovery) => (locale === 'zh' ? row.policy_name_zh : row.policy_name_en)
  return [
    {
      key: 'name',
      title: w('page.person'),
      cell: (row) => (
        <Button look="quiet" onClick={() => onOpen(row.id)}>
          {row.name}
        </Button>
      ),
    },
    { key: 'place', title: w('page.community'), cell: (row) => row.community_name ?? '' },
    { key: 'what', title: w('page.for'), cell: (row) => `${what(row)} · ${periodLabel(row.period, locale)}` },
    { key: 'cause', title: w('page.cause'), cell: (row) => w(`recovery_cause.${row.cause}`) },
    { key: 'amount', title: w('page.amount'), align: 'end', cell: (row) => <Money fen={row.amount_fen} exact /> },
    {
      key: 'state',
      title: w('page.state'),
      cell: (row) => (
        <Chip tone={row.asked ? 'info' : TONE[row.state]}>
          {row.asked ? w('page.let_go_asked') : w(`recovery_state.${row.state}`)}
        </Chip>
      ),
    },
  ]
}

function Sums() {
  const w = useWords(paymentsWords)
  const read = useApi(listRecoveries, { query: { limit: 1 } })
  const sums = read.data?.sums ?? []
  if (sums.length === 0) return null
  return (
    <Kpis>
      {STATES.flatMap((state) => sums.filter((sum) => sum.state === state)).map((sum) => (
        <Kpi
          key={sum.state}
          label={w(`recovery_state.${sum.state}`)}
          value={<Money fen={sum.fen} exact />}
          note={<Count value={sum.persons} unit="person" />}
        />
      ))}
    </Kpis>
  )
}
