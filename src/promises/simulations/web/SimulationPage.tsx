import { useState } from 'react'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { listSources } from '../../../ledgers/funds/contract.ts'
import { listChildren } from '../../../registry/divisions/contract.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  Card,
  Cluster,
  EmptyState,
  NotFound,
  Notice,
  ProblemNotice,
  Reading,
  RunPage,
  RunSkeleton,
  Stack,
  Sub,
  toast,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { type DraftShown, showDraft, submitDraft } from '../../policies/contract/index.ts'
import { policiesWords } from '../../policies/words/index.ts'
import { editorWords } from '../../policies/words/editor/index.ts'
import { simulate, type Simulated } from '../contract.ts'
import { simulationsWords } from '../words/index.ts'
import { type Asked, People } from './People.tsx'
import { useMonthText } from './parts.tsx'
import { Figures, Result } from './Result.tsx'
import { SaveDialog } from './SaveDialog.tsx'
import { SavedList } from './SavedList.tsx'

/** A draft simulated on the register of today: what it would mean, kept when asked, handed in from here. */
export function SimulationPage() {
  const draft_id = usePathPart('draft_id')
  return isUuid(draft_id) ? <Draft draft_id={draft_id} /> : <NotFound />
}

function Draft({ draft_id }: { draft_id: Uuid }) {
  const shown = useApi(showDraft, { params: { draft_id } })
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {(draft) => <Simulation draft={draft} />}
    </Reading>
  )
}

/** What is asked stands in the address, so that it can be sent to a colleague. */
function useAsked(draft_id: Uuid): Asked {
  const url = useUrlState()
  const division = Number(url.one('division'))
  return {
    draft_id,
    months: Number(url.one('months')) || 12,
    ...(division > 0 ? { division } : {}),
    ...(url.one('month') === '' ? {} : { month: url.one('month') }),
    ...(url.one('purpose') === '' ? {} : { purpose: url.one('purpose') }),
  }
}

function Simulation({ draft }: { draft: DraftShown }) {
  const w = useWords(simulationsWords)
  const p = useWords(policiesWords)
  const e = useWords(editorWords)
  const locale = useLocale()
  const may_save = useMay('simulations.save')
  const [stopped, setStopped] = useState(false)
  const [saving, setSaving] = useState(false)
  const asked = useAsked(draft.id)
  const read = useApi(simulate, { query: asked }, { enabled: !stopped })
  const name = locale === 'zh' ? draft.name_zh : draft.name_en
  const result = stopped ? undefined : read.data
  return (
    <RunPage
      header={{
        title: w('title_of', { name }),
        crumbs: [
          { title: p('title'), href: '/policies' },
          { title: e('drafts'), href: '/policies/drafts' },
          { title: name, href: `/policies/drafts/${draft.id}` },
        ],
        sub: w('sub'),
        actions: (
          <>
            <Button onClick={() => globalThis.print()}>{w('print')}</Button>
            {may_save && result ? <Button onClick={() => setSaving(true)}>{w('save')}</Button> : null}
            <Submit draft={draft} />
          </>
        ),
      }}
      steps={
        <Stack>
          <Scope />
          {result ? <Figures result={result} /> : null}
        </Stack>
      }
      side={
        <>
          {result ? <Counted result={result} /> : null}
          <SavedList draft_id={draft.id} />
        </>
      }
    >
      {stopped ? (
        <EmptyState title={w('cancelled')} action={<Button onClick={() => setStopped(false)}>{w('again')}</Button>}>
          {w('cancelled_text')}
        </EmptyState>
      ) : read.error ? (
        <ProblemNotice problem={read.error} retry={() => void read.refetch()} />
      ) : result ? (
        <Stack gap="wide">
          <People asked={asked} result={result} />
          <Result result={result} />
        </Stack>
      ) : (
        <Notice title={w('working')} action={<Button onClick={() => setStopped(true)}>{w('cancel')}</Button>}>
          {w('working_text')}
        </Notice>
      )}
      {saving && result ? <SaveDialog asked={asked} name={name} onClose={() => setSaving(false)} /> : null}
    </RunPage>
  )
}

function Submit({ draft }: { draft: DraftShown }) {
  const w = useWords(simulationsWords)
  const submit = useCommand(submitDraft, { refreshed: true, done: () => toast(w('submitted')) })
  if (!draft.may.submit) return null
  const send = () => void submit.send({ params: { draft_id: draft.id }, body: { version: draft.version } })
  return (
    <>
      <Button look="primary" busy={submit.pending} onClick={send}>
        {w('submit')}
      </Button>
      {submit.problem ? <ProblemNotice problem={submit.problem} /> : null}
    </>
  )
}

const SPANS = [12, 1, 3, 6, 18, 24, 36] as const

/** Place, month, span and purpose; each change works it out anew. */
function Scope() {
  const w = useWords(simulationsWords)
  const locale = useLocale()
  const monthText = useMonthText()
  const today = useToday()
  const post = useSession().data?.active_post
  const own = post?.division ?? 0
  const children = useApi(
    listChildren,
    { params: { code: own }, query: { limit: 100 } },
    { enabled: post !== undefined },
  )
  const funds = useApi(listSources, { query: {} })
  const first = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  const months = Array.from({ length: 14 }, (_, i) => {
    const month = first + i
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
  return (
    <Cluster>
      <UrlSelect
        name="division"
        label={w('form.place')}
        options={[
          { value: '', label: post?.division_name ?? '' },
          ...(children.data?.items ?? []).map((place) => ({ value: String(place.code), label: place.name })),
        ]}
      />
      <UrlSelect
        name="month"
        label={w('form.month')}
        options={months.map((value, i) => ({
          value: i === 0 ? '' : value,
          label: w('form.from', { month: monthText(value) }),
        }))}
      />
      <UrlSelect
        name="months"
        label={w('form.span')}
        options={SPANS.map((count) => ({ value: String(count), label: w('form.months', { count }) }))}
      />
      <UrlSelect
        name="purpose"
        label={w('form.purpose')}
        options={[
          { value: '', label: w('form.purpose_auto') },
          ...(funds.data?.purposes ?? []).map((one) => ({
            value: one.code,
            label: locale === 'zh' ? one.name_zh : one.name_en,
          })),
        ]}
      />
    </Cluster>
  )
}

/** What was counted together, and what the figures rest on. */
function Counted({ result }: { result: Simulated }) {
  const w = useWords(simulationsWords)
  const locale = useLocale()
  const { totals, policies, as_of, beneficiary } = result
  return (
    <Card title={w('how_title')}>
      <Stack gap="tight">
        <Sub>{w('as_of', { date: as_of })}</Sub>
        <Sub>{w('how')}</Sub>
        <Sub>{w('how_arrears')}</Sub>
        <Sub>
          {w('counted')}
          {locale === 'zh' ? '：' : ': '}
          {policies
            .map((policy) => (locale === 'zh' ? policy.name_zh : policy.name_en))
            .join(locale === 'zh' ? '、' : ', ')}
        </Sub>
        {totals.unknown > 0 ? (
          <Sub>
            {w('figures.unknown')}
            {locale === 'zh' ? '：' : ': '}
            {w(beneficiary === 'family' ? 'families_count' : 'people_count', { count: totals.unknown })}
          </Sub>
        ) : null}
      </Stack>
    </Card>
  )
}
