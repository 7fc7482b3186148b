import { uuid, type Uuid } from '../../../kernel/ids.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  FileButton,
  ButtonLink,
  Card,
  Chip,
  Cluster,
  DateText,
  Lines,
  Link,
  Notice,
  Reading,
  RunPage,
  RunSkeleton,
  Stack,
  type Step,
  Stepper,
  Sub,
} from '../../../web/design/index.ts'
import { download } from '../../../web/api.ts'
import { useApi } from '../../../web/hooks.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { openProof, showClaim } from '../contract/index.ts'
import { stateOf } from '../rules/index.ts'
import { Acts } from './Acts.tsx'
import { History } from './History.tsx'
import { PolicyText, StateChip, useW } from './parts.tsx'

export type Claim = ResponseOf<typeof showClaim>

/** One claim: its chain, where it stands, what happened, and what the reader may do. */
export function ClaimPage() {
  const claim_id = uuid(usePathPart('claim_id'))
  const read = useApi(
    showClaim,
    { params: { claim_id } },
    { topics: ['claim-notices', 'claim-objections', 'roll-changes'] },
  )
  return (
    <Reading of={read} skeleton={<RunSkeleton />}>
      {(claim) => <Shown claim={claim} />}
    </Reading>
  )
}

function Shown({ claim }: { claim: Claim }) {
  const w = useW()
  return (
    <RunPage
      header={{
        title: claim.name,
        beside: <StateChip row={claim} />,
        sub: (
          <>
            <PolicyText row={claim} /> · {claim.community_name}
            {claim.in_force_from === null ? null : (
              <>
                {' '}
                · {w('page.since')} <DateText date={claim.in_force_from} />
              </>
            )}
          </>
        ),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: claim.name }],
      }}
      steps={<Way claim={claim} />}
      side={<Side claim={claim} />}
    >
      {claim.procedure.confidence === 'to_confirm' && claim.state !== 'filed' ? (
        <Notice tone="attention" title={w('confidence.to_confirm')}>
          {w('page.to_confirm', { source: claim.procedure.source })}
        </Notice>
      ) : null}
      <Acts claim={claim} />
      <History claim={claim} />
    </RunPage>
  )
}

/** The steps it took here; what another district, a former roll or the other category had confirmed took none of the first. */
function Way({ claim }: { claim: Claim }) {
  const w = useW()
  if (claim.origin === 'transferred' || claim.origin === 'continued')
    return <Notice tone="info" title={w(`from.${claim.origin}`)} />
  return <Stepper label={w('page.chain')} steps={stepsOf(claim, w)} />
}

function stepsOf(claim: Claim, w: ReturnType<typeof useW>): Step[] {
  const states = claim.procedure.steps.map((step) => stateOf(step.kind))
  const now = states.indexOf(claim.state)
  const ended = claim.state === 'exited' || claim.state === 'filed'
  const first = claim.origin === 'taken_over' ? states.indexOf('county_confirmation') : 0
  return claim.procedure.steps.slice(first).map((step, at) => {
    const index = first + at
    const done = claim.events.findLast((event) => event.from_state === states[index] && event.act !== 'return')
    const state =
      claim.state === 'withdrawn'
        ? done
          ? 'done'
          : 'stopped'
        : ended || index < now
          ? 'done'
          : index === now
            ? 'now'
            : 'todo'
    return {
      id: step.kind,
      title: w(`step.${step.kind}`),
      state,
      note:
        state === 'done' && done
          ? done.at.slice(0, 10)
          : state === 'now'
            ? (claim.step_due_on ?? undefined)
            : undefined,
    }
  })
}

function Side({ claim }: { claim: Claim }) {
  const w = useW()
  const opens = useMay('claims.open')
  return (
    <>
      <Card>
        <Stack gap="tight">
          <Link href={`/families/${claim.family_id}`}>{w('page.family_file')}</Link>
          <Link href={`/policies/${claim.policy_id}/persons/${claim.person_id}`}>{w('page.why')}</Link>
          {opens && claim.origin === 'declared' ? (
            <Link href={`/claims/${claim.claim_id}/form`}>{w('page.open_declaration')}</Link>
          ) : null}
          {opens && claim.decision !== null ? (
            <Link href={`/claims/${claim.claim_id}/decision`}>{w('page.decision_letter')}</Link>
          ) : null}
          {claim.continues_id === null ? null : <Link href={`/claims/${claim.continues_id}`}>{w('act.continue')}</Link>}
        </Stack>
      </Card>
      {claim.notices.length === 0 ? null : (
        <Card flush title={w('page.notices')}>
          <Lines
            lines={claim.notices.map((notice) => ({
              id: notice.notice_id,
              name: (
                <Link href={`/claim-notices/${notice.notice_id}`}>
                  {w(`step.${notice.step === 'public_notice' ? 'public_notice' : 'village_notice'}`)}
                </Link>
              ),
              state: (
                <Chip tone={notice.hangs ? 'info' : 'plain'}>
                  {w(notice.hangs ? 'page.hangs' : notice.concluded ? 'page.concluded' : 'page.over')}
                </Chip>
              ),
              note: w('page.closes', { date: notice.closes_on }),
            }))}
          />
        </Card>
      )}
      {claim.objections.length === 0 ? null : (
        <Card flush title={w('page.objection')}>
          <Lines
            lines={claim.objections.map((objection) => ({
              id: objection.objection_id,
              name: opens ? (
                <Link href={`/claim-objections/${objection.objection_id}`}>{w(`channel.${objection.channel}`)}</Link>
              ) : (
                w(`channel.${objection.channel}`)
              ),
              state: (
                <Chip tone={objection.outcome === null ? 'attention' : 'plain'}>
                  {objection.outcome === null ? w('page.objections') : w(`outcome.${objection.outcome}`)}
                </Chip>
              ),
              note: objection.received_on,
            }))}
          />
        </Card>
      )}
      <Proofs claim={claim} />
    </>
  )
}

function Proofs({ claim }: { claim: Claim }) {
  const w = useW()
  const opens = useMay('claims.open')
  if (claim.origin !== 'declared') return null
  const open = (proof_id: Uuid) => download(openProof, { params: { claim_id: claim.claim_id, proof_id } })
  return (
    <Card title={w('page.proofs')}>
      {claim.proofs.length === 0 ? <Sub>{w('page.no_proofs')}</Sub> : null}
      {claim.proofs.map((proof) => (
        <Cluster spread key={proof.proof_id}>
          <span>{w(`proof.${proof.kind}`)}</span>
          {opens ? (
            <FileButton inline onFetch={() => open(proof.proof_id)}>
              {w('page.open_file')}
            </FileButton>
          ) : null}
        </Cluster>
      ))}
      {claim.may.includes('edit') ? (
        <ButtonLink href={`/claims/${claim.claim_id}/form`}>{w('page.attach')}</ButtonLink>
      ) : null}
    </Card>
  )
}
