import { useState } from 'react'
import {
  Button,
  Cluster,
  type Column,
  ConfirmWithNumbers,
  DataTable,
  EmptyState,
  FilterChips,
  InstantText,
  ListPage,
  MaskedValue,
  SearchBox,
  Stack,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand, useMarked, usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { approveAccounts, countAccounts, listWaiting } from '../contract.ts'
import { bankAccountsWords } from '../words/index.ts'
import { AccountBook, BankSelect } from './AccountBook.tsx'
import { CoolingDialog } from './CoolingDialog.tsx'
import { ReasonedAct, ToldDialog } from './dialogs.tsx'
import { AccountText, PersonCell, Standing, useReveal, type Version, Why } from './parts.tsx'

const QUEUES = ['requested', 'cooling', 'to_tell'] as const
type Queue = (typeof QUEUES)[number]
type Id = Version['version_id']

const LISTS = [...QUEUES, 'active'] as const

/** `/bank-accounts`: requests to approve, changes that cool off, families to be told, and the accounts in use. */
export function BankAccountsPage() {
  const w = useWords(bankAccountsWords)
  const asked = useUrlState().one('state')
  const state = LISTS.find((known) => known === asked) ?? 'requested'
  const counts = useApi(countAccounts, {}, { keep: true })
  const may_configure = useMay('bank_accounts.configure')
  const [cooling, setCooling] = useState(false)
  return (
    <ListPage
      header={{
        title: w('queue'),
        sub: w('lead'),
        actions: may_configure ? <Button onClick={() => setCooling(true)}>{w('cooling')}</Button> : undefined,
      }}
      search={state === 'active' ? <SearchBox placeholder={w('search')} /> : undefined}
      filters={
        <FilterChips
          sets={[
            {
              name: 'state',
              label: w('filter'),
              fallback: 'requested',
              options: LISTS.map((value) => ({ value, label: w(`tab_${value}`), count: counts.data?.[value] })),
            },
          ]}
        >
          {state === 'active' ? <BankSelect /> : null}
        </FilterChips>
      }
    >
      {state === 'active' ? <AccountBook /> : <WaitingList key={state} state={state} />}
      {cooling ? <CoolingDialog onClose={() => setCooling(false)} /> : null}
    </ListPage>
  )
}

function WaitingList({ state }: { state: Queue }) {
  const w = useWords(bankAccountsWords)
  const may_approve = useMay('bank_accounts.approve')
  const own = useSession().data?.account?.account_id
  const may_tell = useMay('bank_accounts.tell')
  const [asked, setAsked] = useState<
    { act: 'approve' | 'told'; ids: readonly Id[] } | { act: 'refuse' | 'family'; version: Version }
  >()
  const list = usePages(
    listWaiting,
    { query: { state, limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  // Nobody approves what she asked for herself, nor says that the family was told of it.
  const marked = useMarked(list, (row) => row.version_id)
  const ids = marked.rows.filter((row) => row.requested_by !== own).map((row) => row.version_id)
  const selects = state === 'requested' ? may_approve : state === 'to_tell' && may_tell
  const act = state === 'to_tell' ? 'told' : 'approve'
  const close = () => setAsked(undefined)
  return (
    <>
      <DataTable
        {...list}
        label={w(`tab_${state}`)}
        columns={useColumns(state, (one, version) =>
          setAsked(
            one === 'approve' || one === 'told' ? { act: one, ids: [version.version_id] } : { act: one, version },
          ),
        )}
        id={(row) => row.version_id}
        name={(row) => row.person_name}
        total={list.first?.total}
        empty={<Clear state={state} />}
        selection={
          selects
            ? {
                ids: marked.ids,
                onChange: marked.set,
                actions: (
                  <Button look="primary" disabled={ids.length === 0} onClick={() => setAsked({ act, ids })}>
                    {state === 'to_tell' ? w('told_many', { count: ids.length }) : w('approve')}
                  </Button>
                ),
              }
            : undefined
        }
      />
      {asked?.act === 'approve' ? <ApproveDialog ids={asked.ids} onClose={close} /> : null}
      {asked?.act === 'refuse' || asked?.act === 'family' ? (
        <ReasonedAct act={asked.act} version={asked.version} onClose={close} />
      ) : null}
      {asked?.act === 'told' ? <ToldDialog ids={asked.ids} onClose={close} /> : null}
    </>
  )
}

/** What a clear queue means. */
function Clear({ state }: { state: Queue }) {
  const w = useWords(bankAccountsWords)
  const kind = state === 'requested' ? 'waiting' : state
  return <EmptyState title={w(`none_${kind}`)}>{w(`none_${kind}_text`)}</EmptyState>
}

type Ask = (act: 'approve' | 'refuse' | 'family' | 'told', version: Version) => void

function useColumns(state: Queue, ask: Ask): Column<Version>[] {
  const w = useWords(bankAccountsWords)
  const may = { approve: useMay('bank_accounts.approve'), ask: useMay('bank_accounts.request') }
  // Who may do nothing in a queue sees no column for it; the phone before the change is for whoever tells, and for who reveals.
  const acts = state === 'requested' ? may.approve : state === 'to_tell' || may.ask
  const act: Column<Version> = {
    key: 'act',
    title: w('column_act'),
    cell: (row) => <Acts state={state} version={row} ask={ask} />,
  }
  return [
    {
      key: 'person',
      title: w('column_person'),
      cell: (row) => <PersonCell version={row} />,
    },
    { key: 'account', title: w('column_account'), cell: (row) => <AccountText version={row} /> },
    { key: 'why', title: w('column_why'), cell: (row) => <Why version={row} /> },
    {
      key: 'asked',
      title: w('column_asked'),
      cell: (row) => (
        <Stack gap="tight">
          <span>{w('asked_by', { name: row.requested_by_name })}</span>
          <Sub>
            <InstantText at={row.requested_at} />
          </Sub>
        </Stack>
      ),
    },
    { key: 'state', title: w('column_state'), cell: (row) => <Standing version={row} /> },
    ...(acts ? [act] : []),
  ]
}

function Acts({ state, version, ask }: { state: Queue; version: Version; ask: Ask }) {
  const w = useWords(bankAccountsWords)
  const may_approve = useMay('bank_accounts.approve')
  const may_ask = useMay('bank_accounts.request')
  const may_tell = useMay('bank_accounts.tell')
  const own = useSession().data?.account?.account_id === version.requested_by
  return (
    <Cluster>
      {state === 'requested' && may_approve && !own ? (
        <>
          <Button onClick={() => ask('approve', version)}>{w('approve')}</Button>
          <Button onClick={() => ask('refuse', version)}>{w('refuse')}</Button>
        </>
      ) : null}
      {may_ask && version.standing === 'cooling' ? (
        <Button onClick={() => ask('family', version)}>{w('object')}</Button>
      ) : null}
      {state === 'to_tell' ? <OldPhone version={version} /> : null}
      {state === 'to_tell' && may_tell && !own ? (
        <Button onClick={() => ask('told', version)}>{w('told')}</Button>
      ) : null}
    </Cluster>
  )
}

function OldPhone({ version }: { version: Version }) {
  const w = useWords(bankAccountsWords)
  const may = useMay('bank_accounts.reveal')
  const reveal = useReveal(version.version_id, 'notice_phone')
  const revealFormer = useReveal(version.version_id, 'notice_former_phone')
  return (
    <>
      {version.notice_phone ? null : <Sub>{w('no_old_phone')}</Sub>}
      {may && version.notice_phone ? (
        <MaskedValue masked={w('old_phone')} what={w('old_phone')} reveal={reveal} />
      ) : null}
      {may && version.notice_former_phone ? (
        <MaskedValue masked={w('former_phone')} what={w('former_phone')} reveal={revealFormer} />
      ) : null}
    </>
  )
}

function ApproveDialog({ ids, onClose }: { ids: readonly Id[]; onClose: () => void }) {
  const w = useWords(bankAccountsWords)
  const approve = useCommand(approveAccounts, {
    done: ({ approved }) => {
      toast(w('approved', { count: approved }))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('approve')}
      facts={[{ label: w('title'), value: w('accounts', { count: ids.length }) }]}
      act={w('approve')}
      busy={approve.pending}
      problem={approve.problem}
      onConfirm={() => void approve.send({ body: { version_ids: [...ids] } })}
      onClose={onClose}
    >
      <Sub>{w('approve_text')}</Sub>
    </ConfirmWithNumbers>
  )
}
