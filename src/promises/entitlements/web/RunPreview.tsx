import { useState } from 'react'
import { type CivilDate } from '../../../kernel/calendar.ts'
import {} from '../../../kernel/division-code.ts'
import { formatCount } from '../../../kernel/units.ts'
import {} from '../../../registry/divisions/contract.ts'
import {
  Button,
  ButtonLink,
  Card,
  ConfirmWithNumbers,
  Count,
  Kpi,
  Kpis,
  Money,
  Notice,
  Reading,
  RunPage,
  RunSkeleton,
  Section,
  Stack,
  type Step,
  Stepper,
  Sub,
} from '../../../web/design/index.ts'
import {} from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { applyRun, type PolicyCounts, type Preview, previewRun } from '../contract/index.ts'
import { entitlementsWords } from '../words/index.ts'
import { Differences, Signed } from './differences.tsx'

/** What a run is asked about; it stands in the address. */
export interface Asked {
  readonly division: number
  readonly as_of: CivilDate
  readonly policy: readonly string[]
}

export function useSteps(now: 'choose' | 'preview' | 'done'): Step[] {
  const w = useWords(entitlementsWords)
  const at = ['choose', 'preview', 'apply', 'done'].indexOf(now)
  return (['choose', 'preview', 'apply', 'done'] as const).map((id, index) => ({
    id,
    title: w(`run.step_${id}`),
    note: id === 'done' ? '' : w(`run.step_${id}_note`),
    state: now === 'done' || index < at ? 'done' : index === at ? 'now' : 'todo',
  }))
}

export function useHeader() {
  const w = useWords(entitlementsWords)
  return { title: w('run.title'), crumbs: [{ title: w('page.due'), href: '/due' }] }
}

const total = (policies: readonly PolicyCounts[], of: (policy: PolicyCounts) => number) =>
  policies.reduce((sum, policy) => sum + of(policy), 0)
const writesOf = (policies: readonly PolicyCounts[]) =>
  total(policies, (one) => one.gained.rows + one.changed.rows + one.lost.rows)
/** What the run changes in what is owed, in fen. */
const changeOf = (policies: readonly PolicyCounts[]) =>
  total(
    policies,
    (one) => one.gained.amount_fen + one.changed.amount_fen - one.changed.amount_before - one.lost.amount_fen,
  )

export function Previewing({
  asked,
  onDone,
}: {
  asked: Asked
  onDone: (answer: Preview & { run_id: string | null }) => void
}) {
  const preview = useApi(previewRun, {
    query: { ...asked, policy: asked.policy.length > 0 ? [...asked.policy] : undefined },
  })
  return (
    <Reading of={preview} skeleton={<RunSkeleton />}>
      {(data) => <Previewed asked={asked} preview={data} onDone={onDone} again={() => void preview.refetch()} />}
    </Reading>
  )
}

function Previewed({
  asked,
  preview,
  onDone,
  again,
}: {
  asked: Asked
  preview: Preview
  onDone: (answer: Preview & { run_id: string | null }) => void
  again: () => void
}) {
  const w = useWords(entitlementsWords)
  const url = useUrlState()
  const header = useHeader()
  const steps = useSteps('preview')
  const [asking, setAsking] = useState(false)
  const may = useMay('entitlements.run')
  const { policies, fingerprint, division, as_of } = preview
  const send = useCommand(applyRun, { topics: ['entitlements', 'families', 'today'], done: onDone })
  const writes = writesOf(policies)
  const apply = () =>
    void send
      .send({
        body: { division, as_of, fingerprint, ...(asked.policy.length > 0 ? { policy_codes: [...asked.policy] } : {}) },
      })
      .then((answer) => {
        // Refused because things have changed: the new figures are fetched while the reason stays in sight.
        if (answer === undefined) again()
      })
  const facts = [
    {
      label: w('run.gained'),
      value: <Rows count={total(policies, (one) => one.gained.rows)} />,
    },
    {
      label: w('difference.changed'),
      value: <Rows count={total(policies, (one) => one.changed.rows)} />,
    },
    {
      label: w('run.lost'),
      value: <Rows count={total(policies, (one) => one.lost.rows)} />,
    },
    { label: w('run.change'), value: <Signed fen={changeOf(policies)} /> },
  ]
  return (
    <RunPage
      header={{
        ...header,
        title: `${w('run.title')} · ${preview.division_name ?? ''} · ${as_of}`,
        actions: (
          <>
            <Button onClick={() => url.change({ step: undefined })}>{w('run.step_choose')}</Button>
            {may && writes > 0 ? (
              <Button look="primary" onClick={() => setAsking(true)}>
                {w('run.apply_count', { count: writes })}
              </Button>
            ) : null}
          </>
        ),
      }}
      steps={<Stepper label={w('run.title')} steps={steps} />}
      figures={<Figures policies={policies} />}
      side={<Side fingerprint={fingerprint} />}
    >
      {send.problem?.status === 409 && !asking ? <Notice tone="attention" title={w('run.differs')} /> : null}
      <Section title={w('run.differences')} note={w('run.differences_note')}>
        <Differences policies={policies} names={{ kind: 'preview', division, as_of }} />
      </Section>
      {asking ? (
        <ConfirmWithNumbers
          title={w('run.apply_title')}
          act={w('run.apply_count', { count: writes })}
          facts={facts}
          busy={send.pending}
          problem={send.problem}
          onClose={() => {
            setAsking(false)
            send.reset()
          }}
          onConfirm={apply}
        >
          <Sub>{w('run.apply_text')}</Sub>
        </ConfirmWithNumbers>
      ) : null}
    </RunPage>
  )
}

export function Figures({ policies }: { policies: readonly PolicyCounts[] }) {
  const w = useWords(entitlementsWords)
  const rows = (difference: 'gained' | 'lost' | 'unknown') => total(policies, (one) => one[difference].rows)
  const money = (difference: 'gained' | 'lost') => total(policies, (one) => one[difference].amount_fen)
  const owed = total(policies, (one) => one.gained.amount_fen + one.changed.amount_fen + one.kept.amount_fen)
  const people = Math.max(0, ...policies.map((one) => one.gained.persons + one.changed.persons + one.kept.persons))
  const homes = Math.max(
    0,
    ...policies.map((one) => one.gained.households + one.changed.households + one.kept.households),
  )
  return (
    <Kpis>
      <Kpi
        label={w('run.gained')}
        value={formatCount(rows('gained'), 'zh')}
        unit={w('run.unit_rows', { count: rows('gained') })}
        note={<Signed fen={money('gained')} />}
      />
      <Kpi label={w('run.owed_after')} value={<Money fen={owed} />} note={<Reach homes={homes} people={people} />} />
      <Kpi
        label={w('run.lost')}
        value={formatCount(rows('lost'), 'zh')}
        unit={w('run.unit_rows', { count: rows('lost') })}
        note={<Signed fen={-money('lost')} />}
      />
      <Kpi
        label={w('run.unknown')}
        value={formatCount(rows('unknown'), 'zh')}
        unit={w('run.unit_rows', { count: rows('unknown') })}
        note={w('why.facts')}
      />
    </Kpis>
  )
}

function Rows({ count }: { count: number }) {
  const w = useWords(entitlementsWords)
  return <>{`${formatCount(count, 'zh')} ${w('run.unit_rows', { count })}`}</>
}

/** The widest policy says how many it reaches: sums over policies would count people several times. */
function Reach({ homes, people }: { homes: number; people: number }) {
  const w = useWords(entitlementsWords)
  return (
    <>
      {w('run.widest')} <Count value={homes} unit="household" /> <Count value={people} unit="person" />
    </>
  )
}

function Side({ fingerprint }: { fingerprint: string }) {
  const w = useWords(entitlementsWords)
  const code = `${fingerprint.slice(0, 4)} ${fingerprint.slice(4, 8)}`
  return (
    <Card title={w('run.checked')}>
      <Stack gap="tight">
        {(['check_once', 'check_alive', 'check_rates', 'check_same'] as const).map((key) => (
          <div key={key}>✓ {w(`run.${key}`)}</div>
        ))}
        <Sub>{w('run.fingerprint', { code })}</Sub>
      </Stack>
    </Card>
  )
}

export function Done({ answer }: { answer: Preview & { run_id: string | null } }) {
  const w = useWords(entitlementsWords)
  const header = useHeader()
  const steps = useSteps('done')
  return (
    <RunPage
      header={{
        ...header,
        actions: (
          <ButtonLink href="/due" look="primary">
            {w('run.to_list')}
          </ButtonLink>
        ),
      }}
      steps={<Stepper label={w('run.title')} steps={steps} />}
      figures={<Figures policies={answer.policies} />}
    >
      <Notice tone="done" title={w('run.done_title')}>
        {w('run.done_text')}
      </Notice>
      {answer.run_id === null ? null : <ButtonLink href={`/due/runs/${answer.run_id}`}>{w('run.see')}</ButtonLink>}
    </RunPage>
  )
}
