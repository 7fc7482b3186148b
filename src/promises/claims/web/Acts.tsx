import { useState } from 'react'
import { Button, Card, Cluster, Sub, toast } from '../../../web/design/index.ts'
import { ButtonLink, ProblemNotice } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useMay } from '../../../web/session.ts'
import { postNotices } from '../contract/index.ts'
import { stateOf } from '../rules/index.ts'
import { ChangeDialog } from './ChangeDialog.tsx'
import type { Claim } from './ClaimPage.tsx'
import { DecideDialog, FileDialog, ObjectDialog, ReasonedDialog, ReviewDialog } from './StepDialogs.tsx'
import { useW } from './parts.tsx'

type Opened = 'review' | 'return' | 'withdraw' | 'decide' | 'file' | 'object' | 'change'

/** What the reader may do with the claim now: the step's own act first, the others beside it. */
export function Acts({ claim }: { claim: Claim }) {
  const w = useW()
  const [opened, setOpened] = useState<Opened>()
  const posts = useMay('claims.post')
  const post = useCommand(postNotices, { topics: ['claims'], done: () => toast(w('page.sent')) })
  const may = (act: Claim['may'][number]) => claim.may.includes(act)
  const button = (act: Opened & Claim['may'][number], look?: 'primary') =>
    may(act) ? (
      <Button look={look ?? 'plain'} onClick={() => setOpened(act)}>
        {w(`page.${act}`)}
      </Button>
    ) : null
  const close = () => setOpened(undefined)
  const notice = claim.notices[0]
  return (
    <Card title={w(`state.${claim.state}`)}>
      <Sub>{whose(claim, w)}</Sub>
      {post.problem ? <ProblemNotice problem={post.problem} /> : null}
      <Cluster>
        {may('edit') ? (
          <ButtonLink look="primary" href={`/claims/${claim.claim_id}/form`}>
            {w('page.open')}
          </ButtonLink>
        ) : null}
        {button('review', 'primary')}
        {may('post') && posts ? (
          <Button
            look="primary"
            busy={post.pending}
            onClick={() => void post.send({ body: { claim_ids: [claim.claim_id] } })}
          >
            {w('page.post')}
          </Button>
        ) : null}
        {may('conclude') && notice ? (
          <ButtonLink look="primary" href={`/claim-notices/${notice.notice_id}`}>
            {w('page.conclude')}
          </ButtonLink>
        ) : null}
        {button('decide', 'primary')}
        {button('file', 'primary')}
        {button('return')}
        {button('object')}
        {button('change')}
        {button('withdraw')}
      </Cluster>
      {opened === 'review' ? <ReviewDialog claim={claim} onClose={close} /> : null}
      {opened === 'return' || opened === 'withdraw' ? (
        <ReasonedDialog claim={claim} act={opened} onClose={close} />
      ) : null}
      {opened === 'decide' ? <DecideDialog claim={claim} onClose={close} /> : null}
      {opened === 'file' ? <FileDialog claim={claim} onClose={close} /> : null}
      {opened === 'object' ? <ObjectDialog claim={claim} onClose={close} /> : null}
      {opened === 'change' ? <ChangeDialog claim={claim} onClose={close} /> : null}
    </Card>
  )
}

function closed(claim: Claim, w: ReturnType<typeof useW>): string {
  const { in_force_from: date } = claim
  return claim.decision === 'confirmed' && date !== null ? w('page.on_roll', { date }) : w('page.ended')
}

function whose(claim: Claim, w: ReturnType<typeof useW>): string {
  if (['filed', 'exited', 'withdrawn'].includes(claim.state))
    return claim.exit_cause === null ? closed(claim, w) : `${w('state.exited')} · ${claim.in_force_to ?? ''}`
  const step = claim.procedure.steps.find((one) => stateOf(one.kind) === claim.state)
  // Her post's step, but the claim went through her hands before.
  const acts = { township_review: 'review', county_confirmation: 'decide' } as const
  const act = acts[claim.state as keyof typeof acts]
  if (claim.mine && act !== undefined && !claim.may.includes(act)) return w('page.handled_before')
  return step === undefined || claim.mine ? '' : w('page.not_mine', { role: w(`role.${step.role}`) })
}
