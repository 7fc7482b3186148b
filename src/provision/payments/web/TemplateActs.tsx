import { useState } from 'react'
import { Button, ButtonLink, ConfirmWithNumbers, Sub, toast, ReasonedActDialog } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import * as contract from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

type Act = 'approve' | 'return' | 'withdraw' | 'retire'

/** What this person can do with a template now. Whoever proposed it does not decide on it. */
export function TemplateActs({ template }: { template: contract.Template }) {
  const w = useWords(paymentsWords)
  const [act, setAct] = useState<Act>()
  const may = { set_up: useMay('payments.set_up'), decide: useMay('payments.approve_template') }
  const { state, mine, id } = template
  const open = (one: Act, look?: 'primary') => (
    <Button key={one} {...(look ? { look } : {})} onClick={() => setAct(one)}>
      {w(`template.page.${one}`)}
    </Button>
  )
  return (
    <>
      {may.set_up && state === 'proposed' ? open('withdraw') : null}
      {may.set_up && state !== 'proposed' ? (
        <ButtonLink href={`/payments/templates/new?from=${id}`}>{w('template.page.new_version')}</ButtonLink>
      ) : null}
      {may.decide && state === 'approved' ? open('retire') : null}
      {may.decide && state === 'proposed' && !mine ? [open('return'), open('approve', 'primary')] : null}
      {act === undefined ? null : <ActDialog act={act} template={template} onClose={() => setAct(undefined)} />}
    </>
  )
}

interface DialogProps {
  readonly act: Act
  readonly template: contract.Template
  readonly onClose: () => void
}

function ActDialog({ act, ...props }: DialogProps) {
  if (act === 'approve' || act === 'withdraw') return <PlainAct act={act} {...props} />
  return <ReasonedAct act={act} {...props} />
}

const PLAIN = { approve: contract.approveTemplate, withdraw: contract.withdrawTemplate } as const

function PlainAct({ act, template, onClose }: Omit<DialogProps, 'act'> & { act: keyof typeof PLAIN }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const send = useCommand(PLAIN[act], {
    done: () => {
      toast(w(act === 'approve' ? 'template.page.approved' : 'template.page.done'))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w(`template.page.${act}_title`)}
      act={w(`template.page.${act}`)}
      facts={[
        { label: w('template.page.name'), value: locale === 'zh' ? template.name_zh : template.name_en },
        { label: w('template.page.code'), value: template.code },
        { label: w('template.page.version_label'), value: w('template.page.version', { version: template.version }) },
      ]}
      busy={send.pending}
      problem={send.problem}
      onClose={onClose}
      onConfirm={() => void send.send({ params: { template_id: template.id } })}
    >
      <Sub>{w(`template.page.${act}_note`)}</Sub>
    </ConfirmWithNumbers>
  )
}

const REASONED = { return: contract.returnTemplate, retire: contract.retireTemplate } as const

function ReasonedAct({ act, template, onClose }: Omit<DialogProps, 'act'> & { act: keyof typeof REASONED }) {
  const w = useWords(paymentsWords)
  const send = useCommand(REASONED[act], {
    done: () => {
      toast(w('template.page.done'))
      onClose()
    },
  })
  return (
    <ReasonedActDialog
      title={w(`template.page.${act}_title`)}
      note={w(`template.page.${act}_note`)}
      label={w('page.reason')}
      act={w(`template.page.${act}`)}
      command={send}
      onSend={(reason) => void send.send({ params: { template_id: template.id }, body: { reason } })}
      onClose={onClose}
    />
  )
}
