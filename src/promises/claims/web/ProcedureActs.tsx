import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  ButtonLink,
  Cluster,
  ConfirmWithNumbers,
  DateText,
  type NumberFact,
  ReasonedActDialog,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { approveProcedure, type listProcedures, returnProcedure, withdrawProcedure } from '../contract/index.ts'
import { useW } from './parts.tsx'

export type ProcedureShown = ResponseOf<typeof listProcedures>['items'][number]

type Act = 'approve' | 'return' | 'withdraw'

/** What this person can do with a chain now. Whoever proposed it does not decide on it; nobody else withdraws it. */
export function ProcedureActs({ procedure }: { procedure: ProcedureShown }) {
  const w = useW()
  const [asking, setAsking] = useState<Act>()
  const may = { set_up: useMay('claims.set_up'), decide: useMay('claims.approve_procedure') }
  const { state, own, procedure_id } = procedure
  const open = (act: Act, look?: 'primary' | 'quiet') => (
    <Button key={act} {...(look ? { look } : {})} onClick={() => setAsking(act)}>
      {w(`procedure.${act}`)}
    </Button>
  )
  const waits = state === 'proposed'
  const close = () => setAsking(undefined)
  const anew = `/claim-procedures/new?from=${procedure_id}`
  const acts = [
    ...(may.set_up && own && (waits || state === 'returned') ? [open('withdraw', 'quiet')] : []),
    ...(may.set_up && state === 'returned'
      ? [
          <ButtonLink key="anew" href={anew}>
            {w('procedure.anew')}
          </ButtonLink>,
        ]
      : []),
    ...(may.decide && waits && !own ? [open('return'), open('approve', 'primary')] : []),
  ]
  return (
    <>
      {acts.length === 0 ? null : <Cluster>{acts}</Cluster>}
      {asking === 'approve' ? <ApproveDialog procedure={procedure} onClose={close} /> : null}
      {asking === 'return' ? <ReturnDialog procedure={procedure} onClose={close} /> : null}
      {asking === 'withdraw' ? <WithdrawDialog procedure={procedure} onClose={close} /> : null}
    </>
  )
}

interface DialogProps {
  readonly procedure: ProcedureShown
  readonly onClose: () => void
}

/** What a chain is for: one policy, one kind of them, or all. */
export function useAim({ policy_name_zh, policy_name_en, theme }: ProcedureShown): string {
  const w = useW()
  const policy = useLocale() === 'zh' ? policy_name_zh : policy_name_en
  return policy ?? (theme === null ? w('page.procedure_all') : w(`theme.${theme}`))
}

/** What tells one chain from another. */
function useFacts(procedure: ProcedureShown): NumberFact[] {
  const w = useW()
  const locale = useLocale()
  const aim = useAim(procedure)
  const { name_zh, name_en, division, division_name, valid_from } = procedure
  const place = division === 0 ? w('page.nation') : (division_name ?? '')
  return [
    { label: w('procedure.name'), value: locale === 'zh' ? name_zh : name_en },
    { label: w('procedure.holds_for'), value: `${place} · ${aim}` },
    { label: w('page.procedure_from'), value: <DateText date={valid_from} /> },
  ]
}

function ApproveDialog({ procedure, onClose }: DialogProps) {
  const w = useW()
  const { procedure_id } = procedure
  const facts = useFacts(procedure)
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
      facts={facts}
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

function ReturnDialog({ procedure: { procedure_id }, onClose }: DialogProps) {
  const w = useW()
  const send = useCommand(returnProcedure, {
    topics: ['today'],
    done: () => {
      toast(w('procedure.returned'))
      onClose()
    },
  })
  return (
    <ReasonedActDialog
      title={w('procedure.return_title')}
      note={w('procedure.return_note')}
      label={w('procedure.return_reason')}
      act={w('procedure.return')}
      max={500}
      command={send}
      onSend={(reason) => void send.send({ params: { procedure_id }, body: { reason } })}
      onClose={onClose}
    />
  )
}

function WithdrawDialog({ procedure, onClose }: DialogProps) {
  const w = useW()
  const facts = useFacts(procedure)
  const send = useCommand(withdrawProcedure, {
    topics: ['today'],
    done: () => {
      toast(w('procedure.withdrawn'))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('procedure.withdraw_title')}
      facts={facts}
      act={w('procedure.withdraw')}
      busy={send.pending}
      problem={send.problem}
      onConfirm={() => void send.send({ params: { procedure_id: procedure.procedure_id } })}
      onClose={onClose}
    >
      <Sub>{w('procedure.withdraw_note')}</Sub>
    </ConfirmWithNumbers>
  )
}
