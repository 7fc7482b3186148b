import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { type Uuid, uuid } from '../../../kernel/ids.ts'
import { formatYuan } from '../../../kernel/money.ts'
import { listAppropriations, listYears } from '../../../ledgers/funds/contract.ts'
import { fundsWords } from '../../../ledgers/funds/words/index.ts'
import { download } from '../../../web/api.ts'
import {
  Button,
  ConfirmWithNumbers,
  Count,
  Dialog,
  FileField,
  Form,
  FormEnd,
  Money,
  Notice,
  SelectField,
  Sub,
  TextField,
  toast,
  ReasonedActDialog,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import * as contract from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'
import type { Shown } from './RoundPage.tsx'

export type Step = 'submit' | 'approve' | 'return' | 'cancel' | 'fund' | 'export' | 'answer' | 'close'
/** What else a step of a round makes stale. */
export const TOPICS = ['today', 'entitlements', 'funds', 'care-records']

/** The dialog of a step: what it will do, and what it needs to know. */
export function StepDialog({ step, shown, onClose }: { step: Step; shown: Shown; onClose: () => void }) {
  if (step === 'fund') return <FundDialog shown={shown} onClose={onClose} />
  if (step === 'export') return <ExportDialog shown={shown} onClose={onClose} />
  if (step === 'answer') return <AnswerDialog shown={shown} onClose={onClose} />
  if (step === 'return' || step === 'cancel') return <ReasonedStep step={step} shown={shown} onClose={onClose} />
  return <PlainStep step={step} shown={shown} onClose={onClose} />
}

interface DialogProps {
  readonly shown: Shown
  readonly onClose: () => void
}

const seenOf = ({ round }: Shown) => ({ version: round.version, total_fen: round.total_fen })
const paramsOf = ({ round }: Shown) => ({ round_id: round.id })

function useFacts({ round }: Shown) {
  const w = useWords(paymentsWords)
  return [
    { label: w('page.total'), value: <Money fen={round.total_fen} exact /> },
    { label: w('page.persons'), value: <Count value={round.persons} unit="person" /> },
    { label: w('page.lines'), value: w('page.count_lines', { count: round.item_count }) },
  ]
}

const PLAIN = { submit: contract.submitRound, approve: contract.approveRound, close: contract.closeRound } as const

function PlainStep({ step, shown, onClose }: DialogProps & { step: keyof typeof PLAIN }) {
  const w = useWords(paymentsWords)
  const facts = useFacts(shown)
  const send = useCommand(PLAIN[step], { topics: TOPICS, done: onClose })
  return (
    <ConfirmWithNumbers
      title={w(`page.step_title.${step}`)}
      act={w(`page.step.${step}`)}
      facts={facts}
      busy={send.pending}
      problem={send.problem}
      onClose={onClose}
      onConfirm={() => void send.send({ params: paramsOf(shown), body: seenOf(shown) })}
    >
      <Sub>{w(`page.step_note.${step}`)}</Sub>
    </ConfirmWithNumbers>
  )
}

const REASONED = { return: contract.returnRound, cancel: contract.cancelRound } as const

function ReasonedStep({ step, shown, onClose }: DialogProps & { step: keyof typeof REASONED }) {
  const w = useWords(paymentsWords)
  const send = useCommand(REASONED[step], { topics: TOPICS, done: onClose })
  return (
    <ReasonedActDialog
      title={w(`page.step_title.${step}`)}
      note={w(`page.step_note.${step}`)}
      label={w('page.reason')}
      act={w(`page.step.${step}`)}
      command={send}
      onSend={(reason) => void send.send({ params: paramsOf(shown), body: { ...seenOf(shown), reason } })}
      onClose={onClose}
    />
  )
}

/** The appropriations a round may be paid from: for what it pays, of a year that has begun and is open, with enough left. */
function useFitting({ round, purposes }: Shown) {
  const this_year = Number(useToday().slice(0, 4))
  const found = useApi(listAppropriations, { query: { state: 'confirmed' } })
  const years = useApi(listYears, { query: {} })
  if (found.data === undefined || years.data === undefined) return undefined
  const open = new Set(years.data.items.filter((one) => one.state === 'open').map((one) => one.year))
  return found.data.items.filter(
    ({ year, purpose, available_fen }) =>
      year <= this_year &&
      open.has(year) &&
      purposes.some(({ code }) => code === purpose) &&
      available_fen >= round.total_fen,
  )
}

/** What tells one appropriation from another of the same year, source and purpose: where it comes from, its document, what is left. */
function useLabelOf() {
  const w = useWords(paymentsWords)
  const f = useWords(fundsWords)
  const locale = useLocale()
  return (one: ResponseOf<typeof listAppropriations>['items'][number]) =>
    [
      w('page.of_year', { year: one.year }),
      one.source_name,
      locale === 'zh' ? one.purpose_zh : one.purpose_en,
      f(`origin_${one.origin}`),
      one.document,
      w('page.left', { yuan: formatYuan(one.available_fen as never) }),
    ]
      .filter((part) => part !== null)
      .join(' · ')
}

/** The money is set aside from one appropriation; where none fits, what is missing is said. */
function FundDialog({ shown, onClose }: DialogProps) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const { round, purposes } = shown
  const fitting = useFitting(shown)
  const labelOf = useLabelOf()
  const fits = purposes.map((one) => (locale === 'zh' ? one.name_zh : one.name_en)).join(locale === 'zh' ? '、' : ', ')
  const missing =
    purposes.length === 0
      ? `${w('purposes_mixed')} ${w('purposes_mixed_next')}`
      : w('page.no_appropriation', { fits, total: formatYuan(round.total_fen as never) })
  const [chosen, setChosen] = useState('')
  const appropriation_id = chosen || (fitting?.[0]?.id ?? '')
  const held = fitting?.find(({ id }) => id === appropriation_id)
  const send = useCommand(contract.fundRound, { topics: TOPICS, done: onClose })
  return (
    <Dialog title={w('page.step_title.fund')} onClose={onClose}>
      <Form
        problem={send.problem}
        onSubmit={() =>
          void send.send({
            params: paramsOf(shown),
            body: { ...seenOf(shown), appropriation_id: appropriation_id as Uuid },
          })
        }
      >
        {fitting?.length === 0 ? (
          <Notice tone="attention" title={missing} />
        ) : (
          <SelectField
            name="appropriation_id"
            label={w('page.appropriation')}
            hint={held === undefined ? undefined : w('page.available', yuanOf(held.available_fen, round.total_fen))}
            value={appropriation_id}
            options={(fitting ?? []).map((one) => ({ value: one.id, label: labelOf(one) }))}
            onChange={setChosen}
          />
        )}
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending} disabled={appropriation_id === ''}>
            {w('page.step.fund')}
          </Button>
          <Button onClick={onClose}>{w('page.back')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** What an appropriation holds, and what the round leaves of it. */
function yuanOf(available_fen: number, total_fen: number): { yuan: string; rest: string } {
  return { yuan: formatYuan(available_fen as never), rest: formatYuan((available_fen - total_fen) as never) }
}

/** Chooses the template; after this the round is in the bank's hands. */
function ExportDialog({ shown, onClose }: DialogProps) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const [file_id] = useState(() => uuid(crypto.randomUUID()))
  const templates = useApi(contract.listTemplates, { query: { state: 'approved', limit: 100 } })
  const [template, setTemplate] = useState('general_xlsx')
  const send = useCommand(contract.exportRound, {
    topics: TOPICS,
    done: () => {
      onClose()
      // The round is with the bank all the same; the file can be had again where the round stands.
      void download(contract.bankFile, { params: paramsOf(shown) }).catch(() => toast(w('page.file_not_fetched')))
    },
  })
  return (
    <Dialog title={w('page.step_title.export')} onClose={onClose}>
      <Form
        problem={send.problem}
        onSubmit={() => void send.send({ params: paramsOf(shown), body: { ...seenOf(shown), file_id, template } })}
      >
        <Sub>{w('page.step_note.export')}</Sub>
        <SelectField
          name="template"
          label={w('page.template')}
          value={template}
          options={[...(templates.data?.items ?? []), ...(templates.data?.general ?? [])].map((one) => ({
            value: one.code,
            label: locale === 'zh' ? one.name_zh : one.name_en,
          }))}
          onChange={setTemplate}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending}>
            {w('page.step.export')}
          </Button>
          <Button onClick={onClose}>{w('page.back')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** The bank's answer: whole, or refused with every fault and its line. */
function AnswerDialog({ shown, onClose }: DialogProps) {
  const w = useWords(paymentsWords)
  const [file, setFile] = useState<File>()
  const [sha256, setSha256] = useState('')
  const send = useCommand(contract.importReturn, {
    topics: TOPICS,
    done: (answer) => {
      toast(w('page.answered', { paid: answer.paid_count, failed: answer.failed_count }))
      onClose()
    },
  })
  const submit = () => {
    const body = { sha256: sha256.trim() === '' ? undefined : sha256.trim() }
    if (file) void send.send({ params: paramsOf(shown), body, file })
  }
  return (
    <Dialog title={w('page.step_title.answer')} onClose={onClose}>
      <Form problem={send.problem} onSubmit={submit}>
        <Sub>{w('page.step_note.answer')}</Sub>
        <FileField name="file" label={w('page.answer_file')} accept=".xlsx,.csv,.txt" onChange={setFile} />
        <TextField
          name="sha256"
          label={w('page.sha256')}
          hint={w('page.sha256_hint')}
          optional
          maxLength={80}
          value={sha256}
          onChange={setSha256}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending} disabled={file === undefined}>
            {w('page.step.answer')}
          </Button>
          <Button onClick={onClose}>{w('page.back')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
