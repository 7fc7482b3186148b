import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import {
  ButtonLink,
  Card,
  EmptyState,
  InstantText,
  KeyValue,
  ListPage,
  ListSkeleton,
  NotFound,
  type Pair,
  Reading,
  Stack,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { accountsOfPerson } from '../contract.ts'
import { bankAccountsWords } from '../words/index.ts'
import { AccountText, Standing, type Version, Why } from './parts.tsx'

/** `/bank-accounts/$person_id`: every version of one person's account: who asked, who approved, when it held, why it was stopped. */
export function AccountHistoryPage() {
  const person_id = usePathPart('person_id')
  return isUuid(person_id) ? <Asked person_id={person_id} /> : <NotFound />
}

function Asked({ person_id }: { person_id: Uuid }) {
  const read = useApi(accountsOfPerson, { params: { person_id } })
  return (
    <Reading of={read} skeleton={<ListSkeleton />}>
      {(data) => <History person={data} />}
    </Reading>
  )
}

function History({ person }: { person: ResponseOf<typeof accountsOfPerson> }) {
  const w = useWords(bankAccountsWords)
  const may = useMay('families.read')
  return (
    <ListPage
      header={{
        title: w('history_of', { name: person.name }),
        sub: w('history_lead'),
        crumbs: [{ title: w('queue'), href: '/bank-accounts' }, { title: person.name }],
        actions: may ? <ButtonLink href={`/families/${person.family_id}`}>{w('open_family')}</ButtonLink> : undefined,
      }}
    >
      <Stack gap="wide">
        <Card>
          <KeyValue
            pairs={[
              { label: w('person'), value: person.name },
              { label: w('community'), value: person.community_name },
              { label: w('file'), value: person.file },
            ]}
          />
        </Card>
        {person.versions.length === 0 ? (
          <Card flush>
            <EmptyState title={w('history_none')}>{w('history_none_text')}</EmptyState>
          </Card>
        ) : (
          person.versions.map((version) => <OneVersion key={version.version_id} version={version} />)
        )}
      </Stack>
    </ListPage>
  )
}

/** What was stopped before its day was never in use, whatever day it was to begin. */
const HELD: readonly Version['standing'][] = ['cooling', 'active', 'ended']

function OneVersion({ version }: { version: Version }) {
  const w = useWords(bankAccountsWords)
  const at = (label: string, moment: Version['effective_at']): Pair[] =>
    moment === null ? [] : [{ label, value: <InstantText at={moment} /> }]
  const pairs: Pair[] = [
    { label: w('column_account'), value: <AccountText version={version} /> },
    { label: w('column_why'), value: <Why version={version} /> },
    ...at(w('requested_on', { name: version.requested_by_name }), version.requested_at),
    ...at(w('approved_on', { name: version.approved_by_name ?? '' }), version.approved_at),
    ...(HELD.includes(version.standing)
      ? [...at(w('in_use_from'), version.effective_at), ...at(w('in_use_to'), version.ended_at)]
      : []),
    ...(version.stop_reason === null ? [] : [{ label: w('stopped_because'), value: version.stop_reason }]),
    ...(version.notice === null ? [] : [{ label: w('notice'), value: w(`notice_${version.notice}`) }]),
  ]
  return (
    <Card title={<Standing version={version} />}>
      <KeyValue pairs={pairs} />
    </Card>
  )
}
