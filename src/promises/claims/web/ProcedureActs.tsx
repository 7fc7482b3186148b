import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { Button, ConfirmWithNumbers, DateText, Sub, toast } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { approveProcedure, type listProcedures } from '../contract/index.ts'
import { useW } from './parts.tsx'

export type ProcedureShown = ResponseOf<typeof listProcedures>['items'][number]

/** What this person can do with a chain now. */
export function ProcedureActs({ procedure }: { procedure: ProcedureShown }) {
  const w = useW()
  const may_approve = useMay('claims.approve_procedure')
  const [asking, setAsking] = useState(false)
  if (!procedure.proposed || !may_approve) return null
  return (
    <>
      <Button onClick={() => setAsking(true)}>{w('procedure.approve')}</Button>
      {asking ? <ApproveDialog procedure={procedure} onClose={() => setAsking(false)} /> : null}
    </>
  )
}

interface DialogProps {
  readonly procedure: ProcedureShown
  readonly onClose: () => void
}

function ApproveDialog({ procedure, onClose }: DialogProps) {
  const w = useW()
  const locale = useLocale()
  const { procedure_id, division_name, theme, valid_from, steps } = procedure
  const approve = useCommand(approveProcedure, {
    topics: ['today'],
    done: (answer) => {
      toast(w('procedure.approved', { date: answer.valid_from }))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('procedure.approve_title')}
      facts={[
        { label: w('procedure.name'), value: locale === 'zh' ? procedure.name_zh : procedure.name_en },
        { label: w('procedure.place'), value: division_name ?? w('page.nation') },
        { label: w('page.procedure_theme'), value: theme === null ? w('page.procedure_all') : w(`theme.${theme}`) },
        { label: w('procedure.steps'), value: w('procedure.step_count', { count: steps.length }) },
        { label: w('page.procedure_from'), value: <DateText date={valid_from} /> },
      ]}
      act={w('procedure.approve')}
      busy={approve.pending}
      problem={approve.problem}
      onConfirm={() => void approve.send({ params: { procedure_id } })}
      onClose={onClose}
    >
      <Sub>{w('procedure.approve_note')}</Sub>
    </ConfirmWithNumbers>
  )
}
