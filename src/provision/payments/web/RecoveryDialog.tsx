import { useState } from 'react'
import { addMonths, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { formatYuan } from '../../../kernel/money.ts'
import {
  Button,
  Dialog,
  Form,
  FormEnd,
  InstantText,
  KeyValue,
  Lines,
  Link,
  ListSkeleton,
  Money,
  Notice,
  Reading,
  ReasonedActDialog,
  SelectField,
  Stack,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { askToLetGo, decideLetGo, returnRecovery, showRecovery } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

type Shown = ResponseOf<typeof showRecovery>
const TOPICS = ['today', 'funds', 'care-records', 'entitlements']

/** One recovery: its months, its payment, and what this person can do about it. */
export function RecoveryDialog({ recovery_id, onClose }: { recovery_id: string; onClose: () => void }) {
  const w = useWords(paymentsWords)
  const read = useApi(showRecovery, { params: { recovery_id: recovery_id as Uuid } }, { enabled: isUuid(recovery_id) })
  const name = read.data?.recovery.name
  return (
    <Dialog title={name === undefined ? w('page.recoveries') : name} onClose={onClose}>
      <Stack>
        <Reading of={read} skeleton={<ListSkeleton />} part>
          {(shown) => (
            <>
              <About shown={shown} />
              {shown.recovery.state === 'open' ? <Acts shown={shown} onDone={onClose} /> : null}
            </>
          )}
        </Reading>
      </Stack>
    </Dialog>
  )
}

function About({ shown }: { shown: Shown }) {
  const w = useWords(paymentsWords)
  const { recovery, months } = shown
  const yuan = (fen: number) => formatYuan(fen as never)
  const pairs = [
    { label: w('page.state'), value: recovery.asked ? w('page.let_go_asked') : w(`recovery_state.${recovery.state}`) },
    { label: w('page.amount'), value: <Money fen={recovery.amount_fen} exact /> },
    { label: w('page.cause'), value: w(`recovery_cause.${recovery.cause}`) },
    {
      label: w('page.paid_round'),
      value: (
        <Link href={`/payments/${shown.round_id}`}>
          {shown.round_title} · {w('page.line', { line: shown.line_no })} · <Money fen={shown.paid_fen} exact />
        </Link>
      ),
    },
    { label: w('page.paid_on'), value: shown.paid_on },
    { label: w('page.found_by'), value: shown.found_by },
    { label: w('page.asked_by'), value: shown.asked_by },
    { label: w('page.settled_by'), value: shown.settled_by },
    { label: w('page.returned_on'), value: recovery.state === 'returned' ? recovery.settled_on : null },
    { label: recovery.state === 'returned' ? w('page.voucher') : w('page.let_go_reason'), value: shown.reason },
  ]
  return (
    <>
      {shown.refused === null || recovery.state !== 'open' ? null : <Refusal refused={shown.refused} />}
      <KeyValue pairs={pairs.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))} />
      <Lines
        lines={spansOf(months).map(({ first, last, month }) => ({
          id: first,
          name: first === last ? first : w('page.span', { from: first, to: last }),
          // Below the span, not beside it: on a phone a sentence would leave the months no room.
          note: [
            w('page.month_line', { was: yuan(month.was_fen), now: yuan(month.now_fen), back: yuan(month.back_fen) }),
            month.document_number ?? w('page.no_document'),
          ].join(' · '),
        }))}
      />
    </>
  )
}

/** Why it was not let go, for whoever asked; her own reason stands among the facts below. */
function Refusal({ refused }: { refused: NonNullable<Shown['refused']> }) {
  const w = useWords(paymentsWords)
  const { name, at, reason } = refused
  return (
    <Notice tone="attention" title={w('page.refused_title')}>
      {name === null ? reason : w('page.refused_said', { name, reason })} · <InstantText at={at} />
    </Notice>
  )
}

interface Span {
  readonly first: string
  readonly last: string
  readonly month: Shown['months'][number]
}

/** Months alike that follow each other are said once. */
function spansOf(months: Shown['months']): Span[] {
  const spans: Span[] = []
  for (const month of months) {
    const at = month.from.slice(0, 7)
    const before = spans.at(-1)
    const same = (['was_fen', 'now_fen', 'back_fen', 'document_number'] as const).every(
      (key) => before?.month[key] === month[key],
    )
    if (before && same && addMonths(civilDate(`${before.last}-01`), 1).slice(0, 7) === at) {
      spans.splice(-1, 1, { ...before, last: at })
    } else spans.push({ first: at, last: at, month })
  }
  return spans
}

function Acts({ shown, onDone }: { shown: Shown; onDone: () => void }) {
  const may = {
    ask: useMay('payments.recover'),
    take_back: useMay('payments.take_back'),
    decide: useMay('payments.let_go'),
  }
  const { asked } = shown.recovery
  return (
    <>
      {may.take_back ? <TakeBack shown={shown} onDone={onDone} /> : null}
      {may.ask && !asked ? <AskToLetGo shown={shown} onDone={onDone} /> : null}
      {may.decide && asked ? <Decide shown={shown} onDone={onDone} /> : null}
    </>
  )
}

const paramsOf = ({ recovery }: Shown) => ({ recovery_id: recovery.id })

function useDone(onDone: () => void) {
  const w = useWords(paymentsWords)
  return {
    topics: TOPICS,
    refreshed: true,
    done: () => {
      toast(w('page.recovery_done'))
      onDone()
    },
  }
}

function TakeBack({ shown, onDone }: { shown: Shown; onDone: () => void }) {
  const w = useWords(paymentsWords)
  const today = useToday()
  const [draft, setDraft] = useState({ returned_on: today as string, voucher: '', into_id: '' })
  const send = useCommand(returnRecovery, useDone(onDone))
  const { closed, recovery } = shown
  const enough = (closed?.into ?? []).filter(({ left_fen }) => left_fen >= recovery.amount_fen)
  const into_id = (draft.into_id === '' ? enough[0]?.id : draft.into_id) as Uuid | undefined
  if (shown.mine.found) return <Notice tone="info" title={w('page.not_yours_found')} />
  if (closed && enough.length === 0)
    return <Notice tone="attention" title={w('page.closed_year', { year: String(closed.year) })} />
  const body = {
    ...(closed ? { into_id } : {}),
    version: recovery.version,
    returned_on: draft.returned_on as CivilDate,
    voucher: draft.voucher,
  }
  return (
    <Form problem={send.problem} onSubmit={() => void send.send({ params: paramsOf(shown), body })}>
      <Sub>{w('page.take_back_note')}</Sub>
      <TextField
        name="returned_on"
        label={w('page.returned_on')}
        type="date"
        value={draft.returned_on}
        onChange={(returned_on) => setDraft({ ...draft, returned_on })}
      />
      <TextField
        name="voucher"
        label={w('page.voucher')}
        hint={w('page.voucher_hint')}
        maxLength={200}
        value={draft.voucher}
        onChange={(voucher) => setDraft({ ...draft, voucher })}
      />
      {closed ? (
        <SelectField
          name="into_id"
          label={w('page.recovered_into')}
          value={into_id ?? ''}
          options={enough.map(({ id, year, document, left_fen }) => ({
            value: id,
            label: [
              w('page.of_year', { year }),
              ...(document === null ? [] : [document]),
              w('page.left', { yuan: formatYuan(left_fen as never) }),
            ].join(' · '),
          }))}
          onChange={(chosen) => setDraft({ ...draft, into_id: chosen })}
        />
      ) : null}
      <FormEnd>
        <Button type="submit" look="primary" busy={send.pending} disabled={draft.voucher.trim().length < 2}>
          {w('page.take_back')}
        </Button>
      </FormEnd>
    </Form>
  )
}

function AskToLetGo({ shown, onDone }: { shown: Shown; onDone: () => void }) {
  const w = useWords(paymentsWords)
  const [reason, setReason] = useState('')
  const send = useCommand(askToLetGo, useDone(onDone))
  const body = { version: shown.recovery.version, reason }
  return (
    <Form problem={send.problem} onSubmit={() => void send.send({ params: paramsOf(shown), body })}>
      <Sub>{w('page.let_go_note')}</Sub>
      <TextField
        name="reason"
        label={w('page.let_go_reason')}
        rows={3}
        maxLength={300}
        value={reason}
        onChange={setReason}
      />
      <FormEnd>
        <Button type="submit" busy={send.pending} disabled={reason.trim().length < 2}>
          {w('page.let_go')}
        </Button>
      </FormEnd>
    </Form>
  )
}

/** The second person agrees, or says that the money is to come back all the same, and why. */
function Decide({ shown, onDone }: { shown: Shown; onDone: () => void }) {
  const w = useWords(paymentsWords)
  const [refusing, setRefusing] = useState(false)
  const agree = useCommand(decideLetGo, useDone(onDone))
  const refuse = useCommand(decideLetGo, useDone(onDone))
  if (shown.mine.asked) return <Notice tone="info" title={w('page.not_yours_asked')} />
  const params = paramsOf(shown)
  const { version } = shown.recovery
  return (
    <>
      <Form problem={agree.problem} onSubmit={() => void agree.send({ params, body: { version, agree: true } })}>
        <FormEnd>
          <Button type="submit" look="primary" busy={agree.pending}>
            {w('page.agree')}
          </Button>
          <Button onClick={() => setRefusing(true)}>{w('page.disagree')}</Button>
        </FormEnd>
      </Form>
      {refusing ? (
        <ReasonedActDialog
          title={w('page.disagree')}
          note={w('page.disagree_note')}
          label={w('page.disagree_reason')}
          act={w('page.disagree')}
          command={refuse}
          onSend={(reason) => void refuse.send({ params, body: { version, agree: false, reason } })}
          onClose={() => setRefusing(false)}
        />
      ) : null}
    </>
  )
}
