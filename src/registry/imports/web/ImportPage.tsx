import { useState } from 'react'
import {
  Button,
  ButtonLink,
  Cluster,
  ConfirmWithNumbers,
  Count,
  EmptyState,
  InstantText,
  Kpi,
  Kpis,
  Notice,
  ProgressBar,
  Reading,
  RunPage,
  RunSkeleton,
  Stack,
  type Step,
  Stepper,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { type Command, useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { formatCount, unitWord } from '../../../kernel/units.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { applyImport, discardImport, type ImportDetail, showImport } from '../contract.ts'
import { importsWords } from '../words/index.ts'
import { ColumnsSection } from './ColumnsSection.tsx'
import { FaultsSection } from './FaultsSection.tsx'
import { PlacesCard } from './PlacesCard.tsx'
import { PreviewSection } from './PreviewSection.tsx'
import { UploadCard } from './UploadCard.tsx'

const STEPS = ['columns', 'faults', 'preview'] as const
type Where = (typeof STEPS)[number]

/** One roster on its way into the register: columns, faults, preview, done. Where the reader stands is in the address. */
export function ImportPage() {
  const import_id = usePathPart('import_id') as Uuid
  const detail = useApi(showImport, { params: { import_id } })
  return (
    <Reading of={detail} skeleton={<RunSkeleton />}>
      {(data) => <Import detail={data} />}
    </Reading>
  )
}

function Import({ detail }: { detail: ImportDetail }) {
  const w = useWords(importsWords)
  const url = useUrlState()
  const natural: Where = detail.counts.blocks > 0 ? 'faults' : 'preview'
  const where = STEPS.find((step) => step === url.one('step')) ?? natural
  const go = (step: Where) => url.change({ step, severity: undefined, kind: undefined }, { push: true })
  const staged = detail.state === 'staged'
  const apply = useCommand(applyImport, { topics: ['families'], done: () => toast(w('applied_toast')) })
  return (
    <RunPage
      header={{
        title: detail.file_name,
        crumbs: [{ title: w('title'), href: '/imports' }],
        sub: (
          <>
            {w('uploaded')} <InstantText at={detail.uploaded_at} /> {detail.uploaded_by}
            {detail.state === 'applied' && detail.ended_at !== null ? (
              <>
                {' · '}
                {w('written_at')} <InstantText at={detail.ended_at} />
              </>
            ) : null}
          </>
        ),
        actions: staged ? <Acts detail={detail} where={where} go={go} apply={apply} /> : undefined,
      }}
      steps={<Stepper label={w('title')} steps={stepsOf(w, detail, where)} />}
      figures={<Figures detail={detail} />}
    >
      {staged ? (
        <Stage detail={detail} where={where} go={go} writing={apply.pending || apply.done} />
      ) : (
        <Ended detail={detail} />
      )}
    </RunPage>
  )
}

interface StageProps {
  readonly detail: ImportDetail
  readonly where: Where
  readonly go: (step: Where) => void
  /** While it is being written there is nothing to preview any more. */
  readonly writing: boolean
}

function Stage({ detail, where, go, writing }: StageProps) {
  const w = useWords(importsWords)
  if (writing) return <ProgressBar value={1} of={2} label={w('applying')} />
  if (where === 'columns') return <ColumnsSection detail={detail} onDone={() => go('faults')} />
  if (where === 'preview') return <PreviewSection detail={detail} />
  return (
    <>
      <PlacesCard detail={detail} />
      <FaultsSection detail={detail} />
      {detail.counts.blocks > 0 ? <UploadCard title={w('mended')} text={w('upload_text')} /> : null}
    </>
  )
}

type Say = ReturnType<typeof useWords<typeof importsWords>>

function stepsOf(w: Say, detail: ImportDetail, where: Where): Step[] {
  const applied = detail.state === 'applied'
  const titles = ['step_upload', 'step_columns', 'step_faults', 'step_preview', 'step_done'] as const
  const at = applied ? titles.length : 1 + STEPS.indexOf(where)
  const clean = detail.counts.blocks === 0
  return titles.map((title, index): Step => {
    if (detail.state === 'discarded')
      return { id: title, title: w(title), state: index === 0 ? 'done' : index === 4 ? 'stopped' : 'todo' }
    // The check is done only when nothing blocks, wherever the reader looks.
    const done = index < at && (title !== 'step_faults' || clean)
    return { id: title, title: w(title), state: index === at ? 'now' : done ? 'done' : 'todo' }
  })
}

function Figures({ detail: { counts, import_id, state } }: { detail: ImportDetail }) {
  const w = useWords(importsWords)
  const locale = useLocale()
  const open = (step: string, filter: string) =>
    state === 'staged' ? `/imports/${import_id}?step=${step}&${filter}` : undefined
  const kpi = (label: string, value: number, persons: number, href: string | undefined) => (
    <Kpi
      label={label}
      value={formatCount(value, locale)}
      unit={unitWord('household', locale, value)}
      note={w('persons_note', { count: persons })}
      {...(href === undefined ? {} : { href })}
    />
  )
  // Of a roster that is written they are what happened then; of one that waits, what will.
  const then = state === 'applied' ? '_then' : ''
  const faults = open('faults', 'severity=blocks')
  const problems = (count: number) => w(count === 1 ? 'problems_unit_one' : 'problems_unit')
  return (
    <Kpis>
      <Kpi
        label={w('kpi_blocks')}
        value={formatCount(counts.blocks, locale)}
        unit={problems(counts.blocks)}
        note={`${w('kpi_warns')} ${formatCount(counts.warns, locale)} ${problems(counts.warns)}`}
        {...(faults === undefined ? {} : { href: faults })}
      />
      {kpi(w(`kpi_new${then}`), counts.new_households, counts.new_persons, open('preview', 'kind=new'))}
      {kpi(w(`kpi_changed${then}`), counts.changed_households, counts.changed_persons, open('preview', 'kind=changed'))}
      {kpi(
        w(`kpi_unchanged${then}`),
        counts.unchanged_households,
        counts.unchanged_persons,
        open('preview', 'kind=unchanged'),
      )}
    </Kpis>
  )
}

interface ActsProps {
  readonly detail: ImportDetail
  readonly where: Where
  readonly go: (step: Where) => void
  readonly apply: Command<typeof applyImport>
}

function Acts({ detail, where, go, apply }: ActsProps) {
  const w = useWords(importsWords)
  const [asking, setAsking] = useState<'apply' | 'discard'>()
  const params = { import_id: detail.import_id }
  const body = { version: detail.version }
  const close = () => setAsking(undefined)
  const discard = useCommand(discardImport, { done: () => toast(w('discarded_toast')) })
  const { counts } = detail
  return (
    <Cluster>
      {where === 'columns' ? null : <Button onClick={() => go('columns')}>{w('step_columns')}</Button>}
      <Button onClick={() => setAsking('discard')}>{w('discard')}</Button>
      {where === 'faults' && counts.blocks === 0 ? (
        <Button onClick={() => go('preview')}>{w('step_preview')}</Button>
      ) : null}
      {where === 'preview' && counts.blocks > 0 ? (
        <Button onClick={() => go('faults')}>{w('step_faults')}</Button>
      ) : null}
      {counts.blocks === 0 ? (
        <Button look="primary" onClick={() => setAsking('apply')}>
          {w('apply')}
        </Button>
      ) : null}
      {asking === 'apply' ? (
        <ConfirmWithNumbers
          title={w('apply_title')}
          act={w('apply')}
          facts={[
            { label: w('fact_new'), value: <Count value={counts.new_households} unit="household" /> },
            { label: w('fact_new_persons'), value: <Count value={counts.new_persons} unit="person" /> },
            { label: w('fact_changed'), value: <Count value={counts.changed_households} unit="household" /> },
            ...(counts.moved_households === 0
              ? []
              : [{ label: w('fact_moved'), value: <Count value={counts.moved_households} unit="household" /> }]),
            { label: w('fact_unchanged'), value: <Count value={counts.unchanged_households} unit="household" /> },
          ]}
          busy={apply.pending}
          problem={apply.problem}
          onClose={close}
          onConfirm={() => void apply.send({ params, body })}
        >
          <Sub>{w('apply_text')}</Sub>
          {apply.pending ? <ProgressBar value={1} of={2} label={w('applying')} /> : null}
        </ConfirmWithNumbers>
      ) : null}
      {asking === 'discard' ? (
        <ConfirmWithNumbers
          title={w('discard_title')}
          act={w('discard')}
          facts={[{ label: w('file'), value: <Count value={counts.households} unit="household" /> }]}
          busy={discard.pending}
          problem={discard.problem}
          onClose={close}
          onConfirm={() => void discard.send({ params, body })}
        >
          <Sub>{w('discard_text')}</Sub>
        </ConfirmWithNumbers>
      ) : null}
    </Cluster>
  )
}

function Ended({ detail }: { detail: ImportDetail }) {
  const w = useWords(importsWords)
  const again = useUrlState().one('again') !== ''
  if (detail.state === 'discarded')
    return <EmptyState title={w('stopped')} action={<ButtonLink href="/imports">{w('upload')}</ButtonLink>} />
  return (
    <Stack>
      {again ? (
        <Notice tone="info" title={w('applied_before')}>
          {w('applied_before_text')}
        </Notice>
      ) : null}
      <EmptyState
        title={w('done_title')}
        action={
          <ButtonLink href="/families" look="primary">
            {w('see_families')}
          </ButtonLink>
        }
      >
        {w('done_text')}
      </EmptyState>
    </Stack>
  )
}
