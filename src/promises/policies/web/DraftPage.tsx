import { useState } from 'react'
import type { Endpoint } from '../../../kernel/endpoint.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import {
  Button,
  ButtonLink,
  Card,
  Chip,
  ConfirmWithNumbers,
  EditorPage,
  KeyValue,
  NotFound,
  Notice,
  ProblemNotice,
  Reading,
  RunSkeleton,
  Section,
  Stack,
  Timeline,
  toast,
  ReasonedActDialog,
} from '../../../web/design/index.ts'
import { instantParts } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { approveDraft, type DraftShown, returnDraft, showDraft, submitDraft, withdrawDraft } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'
import { Changes } from './Changes.tsx'
import { DraftContent } from './DraftContent.tsx'
import { STATE_TONES } from './DraftsPage.tsx'
import { RuleEffect, RuleWords } from './editor/RuleEffect.tsx'

/** One draft: what it says in both languages, what it changes, who did what, and what the reader may do with it. */
export function DraftPage() {
  const draft_id = usePathPart('draft_id')
  return isUuid(draft_id) ? <Draft draft_id={draft_id} /> : <NotFound />
}

function Draft({ draft_id }: { draft_id: Uuid }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const locale = useLocale()
  const shown = useApi(showDraft, { params: { draft_id } })
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {(draft) => (
        <EditorPage
          header={{
            title: locale === 'zh' ? draft.name_zh : draft.name_en,
            crumbs: [
              { title: p('title'), href: '/policies' },
              { title: w('drafts'), href: '/policies/drafts' },
            ],
            sub: [draft.division_name, w(`kinds.${draft.kind}`)].join(' · '),
            actions: <Acts draft={draft} />,
          }}
          effect={<Effect draft={draft} />}
        >
          <State draft={draft} />
          <DraftContent draft={draft} />
          {draft.content.kind === 'retire' || draft.content.kind === 'group' ? null : (
            <Card title={w('changes')}>
              <Changes changes={draft.changes} />
            </Card>
          )}
          {draft.rule_words === null ? null : (
            <Card title={w('rule')}>
              <Stack gap="wide">
                <Section title={w('in_chinese')}>
                  <RuleWords lines={draft.rule_words.zh} />
                </Section>
                <Section title={w('in_english')}>
                  <RuleWords lines={draft.rule_words.en} />
                </Section>
              </Stack>
            </Card>
          )}
        </EditorPage>
      )}
    </Reading>
  )
}

function State({ draft }: { draft: DraftShown }) {
  const w = useWords(editorWords)
  return (
    <Card title={w('state')} end={<Chip tone={STATE_TONES[draft.state]}>{w(`states.${draft.state}`)}</Chip>}>
      <Stack>
        {draft.state === 'returned' ? (
          <Notice tone="attention" title={w('returned_because', { reason: draft.decision_reason ?? '' })} />
        ) : null}
        {draft.warnings.map((warning) => (
          <Notice key={warning.code} tone="attention" title={warning.detail} />
        ))}
        <Timeline
          empty={null}
          items={draft.steps.map((step, i) => ({
            id: String(i),
            on: instantParts(step.at).date,
            title: `${w(`acts.${step.act}`)} · ${step.by_name ?? ''}`,
            ...(step.reason === null ? {} : { detail: step.reason }),
          }))}
        />
      </Stack>
    </Card>
  )
}

/** Who meets the draft's rule today, for whoever may count it. */
function Effect({ draft }: { draft: DraftShown }) {
  const w = useWords(editorWords)
  const { content } = draft
  if (content.kind === 'create' && draft.may.edit) {
    const { beneficiary, asked, place_asked } = content.promise
    return (
      <RuleEffect
        asked={{ division: draft.division, beneficiary, asked, place_asked, rule: content.version.rule }}
        counts_only
      />
    )
  }
  return (
    <Card title={w('about')}>
      <KeyValue
        pairs={[
          { label: w('division'), value: draft.division_name },
          { label: w('writer'), value: draft.written_by_name ?? '' },
          ...('version' in content ? [{ label: w('valid_from'), value: content.version.valid_from }] : []),
        ]}
      />
    </Card>
  )
}

function Acts({ draft }: { draft: DraftShown }) {
  const w = useWords(editorWords)
  const [open, setOpen] = useState<'approve' | 'return'>()
  const { may, id, version } = draft
  const simulates = useMay('simulations.read')
  const submit = useCommand(submitDraft, { refreshed: true, done: () => toast(w('submitted')) })
  const withdraw = useCommand(withdrawDraft, { refreshed: true, done: () => toast(w('withdrawn')) })
  const at = { params: { draft_id: id }, body: { version } }
  return (
    <>
      {may.withdraw ? (
        <Button busy={withdraw.pending} disabled={submit.pending} onClick={() => void withdraw.send(at)}>
          {w('withdraw')}
        </Button>
      ) : null}
      {simulates && draft.state !== 'approved' && draft.state !== 'withdrawn' ? (
        <ButtonLink href={`/policies/drafts/${id}/simulation`}>{w('simulate')}</ButtonLink>
      ) : null}
      {may.edit ? <ButtonLink href={`/policies/drafts/${id}/edit`}>{w('edit')}</ButtonLink> : null}
      {may.submit ? (
        <Button look="primary" busy={submit.pending} disabled={withdraw.pending} onClick={() => void submit.send(at)}>
          {w('submit')}
        </Button>
      ) : null}
      {may.decide ? (
        <>
          <Button onClick={() => setOpen('return')}>{w('give_back')}</Button>
          <Button look="primary" onClick={() => setOpen('approve')}>
            {w('approve')}
          </Button>
        </>
      ) : null}
      {draft.state === 'approved' && draft.policy_id !== null ? (
        <ButtonLink href={`/policies/${draft.policy_id}`}>{w('open_policy')}</ButtonLink>
      ) : null}
      {submit.problem ? <ProblemNotice problem={submit.problem} /> : null}
      {withdraw.problem ? <ProblemNotice problem={withdraw.problem} /> : null}
      {open === 'approve' ? <Approve draft={draft} onClose={() => setOpen(undefined)} /> : null}
      {open === 'return' ? <GiveBack draft={draft} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

function useDecision<E extends Endpoint>(endpoint: E, said: string, onClose: () => void) {
  return useCommand(endpoint, {
    topics: ['entitlements'],
    refreshed: true,
    done: () => {
      toast(said)
      onClose()
    },
  })
}

function Approve({ draft, onClose }: { draft: DraftShown; onClose: () => void }) {
  const w = useWords(editorWords)
  const approve = useDecision(approveDraft, w('approved'), onClose)
  const { content } = draft
  const from =
    'version' in content
      ? content.version.valid_from
      : content.kind === 'retire'
        ? content.end.valid_to
        : content.group.valid_from
  return (
    <ConfirmWithNumbers
      title={w('approve_title')}
      facts={[
        { label: w('kind'), value: w(`kinds.${draft.kind}`) },
        { label: w(content.kind === 'retire' ? 'retire_on' : 'valid_from'), value: from },
        { label: w('writer'), value: draft.written_by_name ?? '' },
      ]}
      act={w('approve')}
      busy={approve.pending}
      problem={approve.problem}
      onClose={onClose}
      onConfirm={() => void approve.send({ params: { draft_id: draft.id }, body: { version: draft.version } })}
    >
      <Notice tone="info" title={w(content.kind === 'retire' ? 'retire_text' : 'approve_text')} />
    </ConfirmWithNumbers>
  )
}

function GiveBack({ draft, onClose }: { draft: DraftShown; onClose: () => void }) {
  const w = useWords(editorWords)
  const back = useDecision(returnDraft, w('returned'), onClose)
  return (
    <ReasonedActDialog
      title={w('give_back_title')}
      label={w('reason')}
      act={w('give_back')}
      max={500}
      command={back}
      onSend={(reason) => void back.send({ params: { draft_id: draft.id }, body: { version: draft.version, reason } })}
      onClose={onClose}
    />
  )
}
