import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  ButtonLink,
  Card,
  Chip,
  Cluster,
  ListPage,
  ListSkeleton,
  ProblemNotice,
  Reading,
  Stepper,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { approveProcedure, listProcedures } from '../contract/index.ts'
import { useW } from './parts.tsx'

type Procedure = ResponseOf<typeof listProcedures>['items'][number]

/** The chains that hold the reader's place, the narrowest first, each with what is confirmed and what is not. */
export function ProceduresPage() {
  const w = useW()
  const read = useApi(listProcedures, { query: {} })
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
    >
      <Reading of={read} skeleton={<ListSkeleton />} part>
        {({ items }) => (
          <>
            {items.map((procedure) => (
              <ProcedureCard key={procedure.procedure_id} procedure={procedure} />
            ))}
          </>
        )}
      </Reading>
    </ListPage>
  )
}

function ProcedureCard({ procedure }: { procedure: Procedure }) {
  const w = useW()
  const locale = useLocale()
  const may = useMay('claims.approve_procedure')
  const approve = useCommand(approveProcedure, {
    done: (answer) => toast(w('page.approved', { date: answer.valid_from })),
  })
  return (
    <Card
      title={locale === 'zh' ? procedure.name_zh : procedure.name_en}
      note={`${procedure.division === 0 ? w('page.nation') : (procedure.division_name ?? '')} · ${procedure.valid_from}`}
      end={
        <Cluster>
          {procedure.proposed ? <Chip tone="info">{w('page.procedure_proposed')}</Chip> : null}
          {procedure.confidence === 'to_confirm' ? (
            <Chip tone="attention">{w('confidence.to_confirm')}</Chip>
          ) : (
            <Chip tone="done">{w('confidence.sourced')}</Chip>
          )}
          {procedure.proposed && may ? (
            <Button
              busy={approve.pending}
              onClick={() => void approve.send({ params: { procedure_id: procedure.procedure_id } })}
            >
              {w('page.approve')}
            </Button>
          ) : null}
        </Cluster>
      }
    >
      {approve.problem ? <ProblemNotice problem={approve.problem} /> : null}
      <Stepper
        label={locale === 'zh' ? procedure.name_zh : procedure.name_en}
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
      <Sub small>{procedure.source}</Sub>
    </Card>
  )
}
