import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { Button, Card, EmptyState, Lines, Link, ListSkeleton, Reading, Stack, Sub } from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { familyAccounts } from '../contract.ts'
import { bankAccountsWords } from '../words/index.ts'
import { ReasonedAct, RequestDialog } from './dialogs.tsx'
import { AccountText, Standing, type Version } from './parts.tsx'

type Accounts = ResponseOf<typeof familyAccounts>

/** 收款账户 in the file of a family: for each who can be paid, the account in use and what is under way. */
export function AccountsOfFamily({ family_id }: { family_id: Version['family_id'] }) {
  const may = useMay('bank_accounts.read')
  return may ? <AccountsCard family_id={family_id} /> : null
}

function AccountsCard({ family_id }: { family_id: Version['family_id'] }) {
  const w = useWords(bankAccountsWords)
  const accounts = useApi(familyAccounts, { params: { family_id } })
  const may_ask = useMay('bank_accounts.request')
  const [asking, setAsking] = useState(false)
  return (
    <Card
      flush
      title={w('title')}
      end={
        may_ask && accounts.data ? (
          <Button look="quiet" onClick={() => setAsking(true)}>
            {w('add')}
          </Button>
        ) : undefined
      }
    >
      <Reading of={accounts} part skeleton={<ListSkeleton columns={2} />}>
        {(data) => <Versions accounts={data} />}
      </Reading>
      {asking && accounts.data ? (
        <RequestDialog persons={accounts.data.persons} onClose={() => setAsking(false)} />
      ) : null}
    </Card>
  )
}

const CURRENT: readonly Version['standing'][] = ['active', 'requested', 'cooling']

/** The account in use and what is on its way; what has ended stands in the person's history, behind the name. */
function Versions({ accounts }: { accounts: Accounts }) {
  const w = useWords(bankAccountsWords)
  const shown = accounts.versions.filter((version) => CURRENT.includes(version.standing))
  if (shown.length === 0) return <EmptyState title={w('none')}>{w('none_text')}</EmptyState>
  return (
    <Lines
      lines={shown.map((version) => ({
        id: version.version_id,
        name: <Link href={`/bank-accounts/${version.person_id}`}>{version.person_name}</Link>,
        state: <Standing version={version} />,
        note: (
          <Stack gap="tight">
            <AccountText version={version} />
            {version.shared_with > 0 ? <Sub>{w('shared', { count: version.shared_with })}</Sub> : null}
          </Stack>
        ),
        action: <StopAct version={version} />,
      }))}
    />
  )
}

function StopAct({ version }: { version: Version }) {
  const w = useWords(bankAccountsWords)
  const may = useMay('bank_accounts.request')
  const own = useSession().data?.account?.account_id === version.requested_by
  const [act, setAct] = useState<'requester' | 'family'>()
  if (!may || version.standing === 'active') return null
  return (
    <>
      {own && version.standing === 'requested' ? (
        <Button look="quiet" onClick={() => setAct('requester')}>
          {w('cancel_request')}
        </Button>
      ) : null}
      <Button look="quiet" onClick={() => setAct('family')}>
        {w('object')}
      </Button>
      {act ? <ReasonedAct act={act} version={version} onClose={() => setAct(undefined)} /> : null}
    </>
  )
}
