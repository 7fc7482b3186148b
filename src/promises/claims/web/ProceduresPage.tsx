import {
  ButtonLink,
  Card,
  Chip,
  Cluster,
  ListPage,
  ListSkeleton,
  Reading,
  Stepper,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { listProcedures } from '../contract/index.ts'
import { ProcedureActs, type ProcedureShown } from './ProcedureActs.tsx'
import { useW } from './parts.tsx'

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

function ProcedureCard({ procedure }: { procedure: ProcedureShown }) {
  const w = useW()
  const locale = useLocale()
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
          <ProcedureActs procedure={procedure} />
        </Cluster>
      }
    >
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
