import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  ConfirmWithNumbers,
  EmptyState,
  Link,
  Queue,
  QueuePage,
  QueueSkeleton,
  Reading,
  ReasonedActDialog,
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
  const [asking, setAsking] = useState<'confirmed' | 'rejected'>()
  const close = () => setAsking(undefined)
  if (!may) return null
  if (change.own) return <span>{w('page.change_own')}</span>
  return (
    <>
      <Button onClick={() => setAsking('confirmed')}>{w('page.confirm_change')}</Button>
      <Button look="quiet" onClick={() => setAsking('rejected')}>
        {w('page.reject_change')}
      </Button>
      {asking === 'confirmed' ? <ConfirmDialog change={change} onClose={close} /> : null}
      {asking === 'rejected' ? <RejectDialog change={change} onClose={close} /> : null}
    </>
  )
}

interface DecisionProps {
  readonly change: Change
  readonly onClose: () => void
}

function ConfirmDialog({ change, onClose }: DecisionProps) {
  const w = useW()
  const decide = useCommand(decideChange, {
    topics: ['claims', 'entitlements', 'annual-reviews', 'today'],
    done: ({ claims, opened, entitlements_void: count }) => {
      onClose()
      toast(w('page.change_done', { claims, opened, count }))
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('page.confirm_change')}
      facts={[
        { label: w(`change.${change.kind}`), value: w('page.count', { count: change.claim_ids.length }) },
        { label: w('page.change_on'), value: change.happens_on },
      ]}
      act={w('page.confirm_change')}
      busy={decide.pending}
      problem={decide.problem}
      onConfirm={() =>
        void decide.send({ params: { group_id: change.group_id }, body: { decision: 'confirmed', note: '' } })
      }
      onClose={onClose}
    />
  )
}

function RejectDialog({ change, onClose }: DecisionProps) {
  const w = useW()
  const decide = useCommand(decideChange, {
    topics: ['claims', 'annual-reviews', 'today'],
    done: () => {
      onClose()
      toast(w('page.change_rejected'))
    },
  })
  return (
    <ReasonedActDialog
      title={w('page.reject_title')}
      note={w('page.reject_note')}
      label={w('page.reason')}
      act={w('page.reject_change')}
      max={500}
      command={decide}
      onSend={(reason) =>
        void decide.send({ params: { group_id: change.group_id }, body: { decision: 'rejected', reason } })
      }
      onClose={onClose}
    />
  )
}
