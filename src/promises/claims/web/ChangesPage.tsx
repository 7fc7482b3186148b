import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  ConfirmWithNumbers,
  EmptyState,
  Link,
  ProblemNotice,
  Queue,
  QueuePage,
  QueueSkeleton,
  Reading,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useJoining } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { decideChange, listChanges } from '../contract/index.ts'
import { PolicyText, useW } from './parts.tsx'

type Change = ResponseOf<typeof listChanges>['items'][number]

/** Changes of the roll that wait for another account's confirmation. */
export function ChangesPage() {
  const w = useW()
  const joined = useJoining()
  const read = useApi(listChanges, { query: { limit: 100 } }, { topics: ['claims', 'annual-reviews'] })
  return (
    <QueuePage
      header={{
        title: w('page.changes'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.changes') }],
      }}
    >
      <Reading of={read} skeleton={<QueueSkeleton />} part>
        {({ items }) => (
          <Queue
            groups={[
              {
                id: 'changes',
                title: w('page.changes'),
                items: items.map((change) => ({
                  id: change.group_id,
                  who: (
                    <Link href={`/claims/${change.claim_ids[0] ?? ''}`} data-primary="">
                      {joined.listed(change.names)}
                    </Link>
                  ),
                  what: <What change={change} />,
                  when: w('page.proposed_by', { name: change.proposed_by ?? '' }),
                  actions: <Decide change={change} />,
                })),
                empty: <EmptyState heading={false} title={w('page.change_none')} />,
              },
            ]}
          />
        )}
      </Reading>
    </QueuePage>
  )
}

const CAUSES = ['rebirth', 'adoption', 'regraded', 'death', 'moved', 'ineligible', 'branch_change'] as const

function What({ change }: { change: Change }) {
  const w = useW()
  const cause = CAUSES.find((one) => one === change.cause)
  return (
    <>
      <PolicyText row={change} /> · {w(`change.${change.kind}`)}
      {cause === undefined || change.kind !== 'exit' ? '' : ` · ${w(`cause.${cause}`)}`}
      {change.to_division_name === null ? '' : ` → ${change.to_division_name}`} · {change.happens_on}
      {change.note === null ? '' : ` · ${change.note}`}
    </>
  )
}

function Decide({ change }: { change: Change }) {
  const w = useW()
  const may = useMay('claims.confirm_change')
  const [asking, setAsking] = useState(false)
  const decide = useCommand(decideChange, {
    topics: ['claims', 'entitlements', 'annual-reviews', 'today'],
    done: (answer, input) => {
      setAsking(false)
      toast(
        input.body.decision === 'rejected'
          ? w('page.change_rejected')
          : w('page.change_done', { claims: answer.claims, opened: answer.opened, count: answer.entitlements_void }),
      )
    },
  })
  if (!may) return null
  if (change.own) return <span>{w('page.change_own')}</span>
  const send = (decision: 'confirmed' | 'rejected') =>
    void decide.send({ params: { group_id: change.group_id }, body: { decision } })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{w('page.confirm_change')}</Button>
      <Button look="quiet" busy={decide.pending} onClick={() => send('rejected')}>
        {w('page.reject_change')}
      </Button>
      {decide.problem && !asking ? <ProblemNotice problem={decide.problem} /> : null}
      {asking ? (
        <ConfirmWithNumbers
          title={w('page.confirm_change')}
          facts={[
            { label: w(`change.${change.kind}`), value: w('page.count', { count: change.claim_ids.length }) },
            { label: w('page.change_on'), value: change.happens_on },
          ]}
          act={w('page.confirm_change')}
          busy={decide.pending}
          problem={decide.problem}
          onConfirm={() => send('confirmed')}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}
