import { useState } from 'react'
import {
  Button,
  Cluster,
  type Column,
  ConfirmWithNumbers,
  DataTable,
  EmptyState,
  InstantText,
  Link,
  ListPage,
  MaskedValue,
  Stack,
  Sub,
  toast,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useCommand, usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { approveAccounts, listWaiting } from '../contract.ts'
import { bankAccountsWords } from '../words/index.ts'
import { ReasonedAct, ToldDialog } from './dialogs.tsx'
import { AccountText, Standing, useReveal, type Version, Why } from './parts.tsx'

const QUEUES = ['requested', 'cooling', 'to_tell'] as const

/** `/bank-accounts`: requests to approve, changes that cool off, families to be told. */
export function BankAccountsPage() {
  const w = useWords(bankAccountsWords)
  const url = useUrlState()
  const state = QUEUES.find((known) => known === url.one('state')) ?? 'requested'
  const may_approve = useMay('bank_accounts.approve')
  const own = useSession().data?.account?.account_id
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [asked, setAsked] = useState<
    { act: 'approve'; ids: readonly string[] } | { act: 'refuse' | 'family' | 'told'; version: Version }
  >()
  const list = usePages(
    listWaiting,
    { query: { state, limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const open = new Set(list.rows.filter((row) => row.requested_by !== own).map((row) => row.version_id as string))
  const ids = chosen.filter((id) => open.has(id))
  const close = () => setAsked(undefined)
  return (
    <ListPage
      header={{ title: w('queue'), sub: w('lead') }}
      filters={
        <UrlSelect
          name="state"
          label={w('filter')}
          options={QUEUES.map((value) => ({ value, label: w(`tab_${value}`) }))}
        />
      }
    >
      <DataTable
        {...list}
        label={w(`tab_${state}`)}
        columns={useColumns(state, (act, version) =>
          setAsked(act === 'approve' ? { act, ids: [version.version_id] } : { act, version }),
        )}
        id={(row) => row.version_id}
        name={(row) => row.person_name}
        total={list.first?.total}
        empty={<EmptyState title={w('none_waiting')}>{w('none_waiting_text')}</EmptyState>}
        selection={
          may_approve && state === 'requested'
            ? {
                ids: chosen,
                onChange: setChosen,
                actions: (
                  <Button look="primary" disabled={ids.length === 0} onClick={() => setAsked({ act: 'approve', ids })}>
                    {w('approve')}
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
      {asked?.act === 'told' ? <ToldDialog version={asked.version} onClose={close} /> : null}
    </ListPage>
  )
}

type Ask = (act: 'approve' | 'refuse' | 'family' | 'told', version: Version) => void

function useColumns(state: (typeof QUEUES)[number], ask: Ask): Column<Version>[] {
  const w = useWords(bankAccountsWords)
  return [
    {
      key: 'person',
      title: w('column_person'),
      cell: (row) => (
        <Stack gap="tight">
          <Link href={`/families/${row.family_id}`}>{row.person_name}</Link>
          <Sub>{row.community_name}</Sub>
        </Stack>
      ),
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
    { key: 'act', title: '', cell: (row) => <Acts state={state} version={row} ask={ask} /> },
  ]
}

function Acts({ state, version, ask }: { state: (typeof QUEUES)[number]; version: Version; ask: Ask }) {
  const w = useWords(bankAccountsWords)
  const may_approve = useMay('bank_accounts.approve')
  const may_ask = useMay('bank_accounts.request')
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
      {state === 'to_tell' && may_ask ? <Button onClick={() => ask('told', version)}>{w('told')}</Button> : null}
    </Cluster>
  )
}

function OldPhone({ version }: { version: Version }) {
  const w = useWords(bankAccountsWords)
  const may = useMay('bank_accounts.reveal')
  const reveal = useReveal(version.version_id, 'notice_phone')
  if (!version.notice_phone) return <Sub>{w('no_old_phone')}</Sub>
  return may ? <MaskedValue masked={w('old_phone')} what={w('old_phone')} reveal={reveal} /> : null
}

function ApproveDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
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
      facts={[{ label: w('title'), value: ids.length }]}
      act={w('approve')}
      busy={approve.pending}
      problem={approve.problem}
      onConfirm={() => void approve.send({ body: { version_ids: [...ids] as Version['version_id'][] } })}
      onClose={onClose}
    >
      <Sub>{w('approve_text')}</Sub>
    </ConfirmWithNumbers>
  )
}
