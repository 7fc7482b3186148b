import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { download } from '../../../web/api.ts'
import {
  Button,
  Dialog,
  FileButton,
  ListSkeleton,
  Notice,
  ProblemNotice,
  Reading,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import * as contract from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'
import type { Shown } from './RoundPage.tsx'
import { type Step, StepDialog, TOPICS } from './StepDialog.tsx'

/** What this person can do now, the one that is her turn last; what is not her turn is not shown. */
export function RoundActions({ shown }: { shown: Shown }) {
  const w = useWords(paymentsWords)
  const { round } = shown
  const may = {
    compose: useMay('payments.compose'),
    approve: useMay('payments.approve'),
    fund: useMay('payments.fund'),
    pay: useMay('payments.pay'),
    supervise: useMay('payments.supervise'),
    reperform: useMay('payments.reperform'),
  }
  const [step, setStep] = useState<Step>()
  const open = (one: Step, look?: 'primary') => (
    <Button key={one} {...(look ? { look } : {})} onClick={() => setStep(one)}>
      {w(`page.step.${one}`)}
    </Button>
  )
  const { state } = round
  const before = state === 'draft' || state === 'submitted' || state === 'approved' || state === 'funded'
  return (
    <>
      {may.reperform && state !== 'draft' ? <Reperform round_id={round.id} /> : null}
      {may.compose && before ? open('cancel') : null}
      {may.compose && state === 'draft' ? <Refresh round_id={round.id} /> : null}
      {may.compose && state === 'draft' ? open('submit', 'primary') : null}
      {may.approve && state === 'submitted' ? [open('return'), open('approve', 'primary')] : null}
      {may.fund && state === 'approved' ? open('fund', 'primary') : null}
      {may.pay && state === 'funded' ? open('export', 'primary') : null}
      {may.pay && state === 'exported' ? (
        <>
          <BankFile round_id={round.id} />
          {open('answer', 'primary')}
        </>
      ) : null}
      {may.supervise && state === 'reconciled' ? open('close', 'primary') : null}
      {step === undefined ? null : <StepDialog step={step} shown={shown} onClose={() => setStep(undefined)} />}
    </>
  )
}

/** The file the bank is given, once more; what keeps it from her is said beside the button. */
function BankFile({ round_id }: { round_id: Uuid }) {
  const w = useWords(paymentsWords)
  return (
    <FileButton onFetch={() => download(contract.bankFile, { params: { round_id } })}>{w('page.download')}</FileButton>
  )
}

function Refresh({ round_id }: { round_id: Uuid }) {
  const w = useWords(paymentsWords)
  const send = useCommand(contract.refreshRound, {
    topics: TOPICS,
    done: (answer) => toast(w('page.composed', { count: answer.item_count })),
  })
  return (
    <>
      <Button busy={send.pending} onClick={() => void send.send({ params: { round_id }, body: {} })}>
        {w('page.refresh')}
      </Button>
      {send.problem ? <ProblemNotice problem={send.problem} /> : null}
    </>
  )
}

/** Works the round out again and says what came of it, or why it could not be done. */
function Reperform({ round_id }: { round_id: Uuid }) {
  const w = useWords(paymentsWords)
  const [open, setOpen] = useState(false)
  const done = useApi(contract.reperform, { params: { round_id } }, { enabled: open })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{w('page.reperform')}</Button>
      {open ? (
        <Dialog title={w('page.reperform')} onClose={() => setOpen(false)}>
          <Reading of={done} skeleton={<ListSkeleton />} part>
            {(found) => <Reperformed found={found} />}
          </Reading>
        </Dialog>
      ) : null}
    </>
  )
}

function Reperformed({ found }: { found: ResponseOf<typeof contract.reperform> }) {
  const w = useWords(paymentsWords)
  const { differences, sealed, lines } = found
  const right = differences.length === 0
  const said = w(sealed ? 'page.reperformed_right' : 'page.reperformed_unsealed', { count: lines })
  return (
    <>
      <Notice
        tone={right && sealed ? 'done' : 'attention'}
        title={right ? said : w('page.reperformed_wrong', { count: differences.length })}
      />
      {differences.map((one) => (
        <Sub key={one.line_no}>{w(`differs_${one.what}`, { line: one.line_no })}</Sub>
      ))}
    </>
  )
}
