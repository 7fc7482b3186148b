import {
  ButtonLink,
  Card,
  Chip,
  Cluster,
  EmptyState,
  FilterChips,
  ListPage,
  ListSkeleton,
  Notice,
  Reading,
  Stepper,
  Sub,
  type Tone,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listProcedures } from '../contract/index.ts'
import { PROCEDURE_STATES, type ProcedureState } from '../rules/index.ts'
import { ProcedureActs, type ProcedureShown, useAim } from './ProcedureActs.tsx'
import { useW } from './parts.tsx'

const TONES: Readonly<Record<Exclude<ProcedureState, 'approved'>, Tone>> = {
  proposed: 'attention',
  returned: 'info',
  withdrawn: 'plain',
}

/** What is proposed, then the chains that hold the reader's place, the narrowest first, each with what is confirmed and what is not. */
export function ProceduresPage() {
  const w = useW()
  const asked = useUrlState().one('state')
  const state = PROCEDURE_STATES.find((one) => one === asked)
  const read = useApi(listProcedures, { query: { state } })
  const may_write = useMay('claims.set_up')
  return (
    <ListPage
      header={{
        title: w('page.procedures'),
        sub: w('page.procedures_sub'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.procedures') }],
        actions: may_write ? (
          <ButtonLink href="/claim-procedures/new" look="primary">
            {w('page.procedure_write')}
          </ButtonLink>
        ) : undefined,
      }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'state',
              label: w('procedure.state'),
              options: PROCEDURE_STATES.map((value) => ({ value, label: w(`procedure.states.${value}`) })),
            },
          ]}
        />
      }
    >
      <Reading of={read} skeleton={<ListSkeleton />} part>
        {({ items }) => (
          <>
            {items.length === 0 ? <EmptyState title={w('procedure.none')} /> : null}
            {items.map((procedure) => (
              <ProcedureCard key={procedure.procedure_id} procedure={procedure} />
            ))}
          </>
        )}
      </Reading>
    </ListPage>
  )
}

function ProcedureCard({ procedure }: { procedure: ProcedureShown }) {
  const w = useW()
  const locale = useLocale()
  const aim = useAim(procedure)
  const { state, own, reason, decided_by } = procedure
  const name = locale === 'zh' ? procedure.name_zh : procedure.name_en
  const note = [
    procedure.division === 0 ? w('page.nation') : (procedure.division_name ?? ''),
    aim,
    procedure.valid_from,
    state === 'approved' ? '' : w('procedure.proposed_by', { name: procedure.proposed_by ?? '' }),
  ]
  return (
    <Card
      title={name}
      note={note.filter((text) => text !== '').join(' · ')}
      end={
        <Cluster>
          {state === 'approved' ? null : <Chip tone={TONES[state]}>{w(`procedure.states.${state}`)}</Chip>}
          {procedure.confidence === 'to_confirm' ? (
            <Chip tone="attention">{w('confidence.to_confirm')}</Chip>
          ) : (
            <Chip tone="done">{w('confidence.sourced')}</Chip>
          )}
          <ProcedureActs procedure={procedure} />
        </Cluster>
      }
    >
      {own && state === 'proposed' ? <Notice title={w('procedure.own_waits')} /> : null}
      {reason === null ? null : (
        <Notice tone="attention" title={w('procedure.returned_by', { name: decided_by ?? '', reason })} />
      )}
      <Steps procedure={procedure} name={name} />
      <Sub small>{procedure.source}</Sub>
    </Card>
  )
}

function Steps({ procedure, name }: { procedure: ProcedureShown; name: string }) {
  const w = useW()
  return (
    <Stepper
      label={name}
      steps={procedure.steps.map((step) => ({
        id: step.kind,
        title: w(`step.${step.kind}`),
        state: 'todo',
        note: [
          w(`role.${step.role}`),
          step.notice_days === null ? '' : w('page.step_notice', { count: step.notice_days }),
          step.deadline_days === null ? '' : w('page.step_days', { count: step.deadline_days }),
          step.deadline_on === null ? '' : w('page.due_on', { date: step.deadline_on }),
        ]
          .filter((text) => text !== '')
          .join(' · '),
      }))}
    />
  )
}
