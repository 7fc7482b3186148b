import {
  Button,
  ButtonLink,
  Card,
  Cluster,
  EmptyState,
  Link,
  ProblemNotice,
  Queue,
  type QueueGroup,
  QueuePage,
  QueueSkeleton,
  Reading,
  toast,
} from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useMay } from '../../../web/session.ts'
import { type ClaimLine, claimsWaiting, postNotices } from '../contract/index.ts'
import { isNotice } from '../rules/index.ts'
import { Deadline, PolicyText, StateChip, useW } from './parts.tsx'

type Waiting = ResponseOf<typeof claimsWaiting>

/** What waits for the reader's role, by step. */
export function ClaimsPage() {
  const w = useW()
  const read = useApi(
    claimsWaiting,
    {},
    { topics: ['claim-notices', 'claim-objections', 'roll-changes', 'claim-transfers', 'roll-take-overs'] },
  )
  return (
    <QueuePage header={{ title: w('page.claims'), sub: w('page.waiting_sub') }} side={<Beside data={read.data} />}>
      <Reading of={read} skeleton={<QueueSkeleton />} part>
        {(data) => <Steps data={data} />}
      </Reading>
    </QueuePage>
  )
}

function Steps({ data }: { data: Waiting }) {
  const w = useW()
  const may = useMay('claims.post')
  const groups = data.steps.map((step): QueueGroup => {
    const more = step.total - step.items.length
    return {
      id: step.state,
      title: w(`state.${step.state}`),
      note:
        step.overdue > 0
          ? w('page.group_overdue', { count: step.total, overdue: step.overdue })
          : w('page.group_note', { count: step.total }),
      items: step.items.map(itemOf),
      more:
        more > 0 || (may && isNotice(step.state)) ? (
          <Cluster>
            {more > 0 ? <Link href={`/claims/list?state=${step.state}`}>{w('page.more', { count: more })}</Link> : null}
            {may && isNotice(step.state) ? <PostAll items={step.items} /> : null}
          </Cluster>
        ) : undefined,
      empty: null,
    }
  })
  if (groups.length > 0) return <Queue groups={groups} />
  return (
    <Card flush>
      <EmptyState title={w('page.clear')} action={<ButtonLink href="/find">{w('page.family_file')}</ButtonLink>}>
        {w('page.clear_text')}
      </EmptyState>
    </Card>
  )
}

const itemOf = (row: ClaimLine) => ({
  id: row.claim_id,
  who: (
    <Link href={`/claims/${row.claim_id}`} data-primary="">
      {row.name}
    </Link>
  ),
  what: (
    <>
      {row.community_name} · <PolicyText row={row} />
    </>
  ),
  when: row.step_due_on === null ? <StateChip row={row} /> : <Deadline row={row} />,
  actions: <Open row={row} />,
})

function Open({ row }: { row: ClaimLine }) {
  const w = useW()
  return (
    <ButtonLink href={row.state === 'draft' ? `/claims/${row.claim_id}/form` : `/claims/${row.claim_id}`}>
      {w('page.open')}
    </ButtonLink>
  )
}

/** Puts those of the group on notices together; the server says which hang already. */
function PostAll({ items }: { items: readonly ClaimLine[] }) {
  const w = useW()
  const post = useCommand(postNotices, {
    topics: ['claims'],
    done: (answer) =>
      toast(
        w('page.posted', {
          count: answer.notices.reduce((sum, one) => sum + one.lines, 0),
          notices: answer.notices.length,
        }),
      ),
  })
  return (
    <>
      <Button
        busy={post.pending}
        onClick={() => void post.send({ body: { claim_ids: items.map((row) => row.claim_id) } })}
      >
        {w('page.post_all', { count: items.length })}
      </Button>
      {post.problem ? <ProblemNotice problem={post.problem} /> : null}
    </>
  )
}

function Beside({ data }: { data: Waiting | undefined }) {
  const w = useW()
  const opens = useMay('claims.open')
  const lines: [string, string, number?][] = [
    ['/claims/list', w('page.all_claims')],
    ['/claims/roll', w('page.roll')],
    ['/claim-notices', w('page.notices')],
    ['/claim-objections', w('page.objections'), data?.objections],
    ...(opens ? [['/roll-changes', w('page.changes'), data?.changes] as [string, string, number?]] : []),
    ['/claim-transfers', w('page.transfers'), data?.transfers],
    ['/annual-reviews', w('page.reviews')],
    ['/claims/take-over', w('roll.take_over'), data?.taken_over],
    ['/claim-procedures', w('page.procedures')],
  ]
  return (
    <Card title={w('page.side')}>
      {lines.map(([href, title, count]) => (
        <Cluster spread key={href}>
          <Link href={href}>{title}</Link>
          <span>{count === undefined || count === 0 ? '' : w('page.count', { count })}</span>
        </Cluster>
      ))}
    </Card>
  )
}
