import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import {
  Button,
  ChoiceField,
  ConfirmWithNumbers,
  Count,
  Dialog,
  Form,
  FormEnd,
  Money,
  type NumberFact,
  Stack,
  Sub,
  TextField,
  toast,
  ExportDialog,
  ReasonedActDialog,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { Params } from '../../../kernel/refusal.ts'
import { useToday } from '../../../web/clock.ts'
import {
  type Entitlement,
  exportOwed,
  hold,
  makeVoid,
  type OwedFilter,
  reach,
  type Sum,
  undoReach,
} from '../contract/index.ts'
import { entitlementsWords } from '../words/index.ts'
import { download } from '../../../web/api.ts'
import { moneyField } from '../../../web/money-field.ts'
import type { Fault } from '../../../web/problem.ts'

/** What an act is about: rows that were marked, or all a filter means, with what the reader saw. */
export interface Chosen {
  readonly ids?: readonly Entitlement['id'][]
  readonly filter?: OwedFilter
  readonly sum: Sum
  /** Some of them promise no amount of money, so that the act may have to say one. */
  readonly other_than_money: boolean
}

interface DialogProps {
  readonly chosen: Chosen
  readonly onClose: () => void
  readonly onDone: () => void
}

export function factsOf(
  w: (
    key: 'page.total_rows' | 'page.total_households' | 'page.total_persons' | 'page.total_money' | 'page.items',
    params?: Params,
  ) => string,
  sum: Sum,
): NumberFact[] {
  return [
    { label: w('page.total_rows'), value: <>{`${sum.rows} ${w('page.items', { count: sum.rows })}`}</> },
    { label: w('page.total_households'), value: <Count value={sum.households} unit="household" /> },
    ...(sum.persons === 0
      ? []
      : [{ label: w('page.total_persons'), value: <Count value={sum.persons} unit="person" /> }]),
    ...(sum.amount_fen === 0 ? [] : [{ label: w('page.total_money'), value: <Money fen={sum.amount_fen} /> }]),
  ]
}

const CHANNELS = ['visit', 'phone', 'online', 'site'] as const
const CHANNEL_WORD = {
  visit: 'channels.visit',
  phone: 'channels.phone',
  online: 'channels.online',
  site: 'channels.site',
} as const

/** 登记落实: what will happen in 户, 人 and 元 before it does. */
export function ReachDialog({ chosen, onClose, onDone }: DialogProps) {
  const w = useWords(entitlementsWords)
  const today = useToday()
  const [on, setOn] = useState<string>(today)
  const [channel, setChannel] = useState<(typeof CHANNELS)[number] | ''>('')
  const [amount, setAmount] = useState('')
  const { ids, filter, sum } = chosen
  const locale = useLocale()
  const [faults, setFaults] = useState<readonly Fault[]>([])
  const send = useCommand(reach, {
    topics: ['care-records', 'families', 'today'],
    done: ({ reached }) => {
      toast(w('act.done_reach', { count: reached.rows }))
      onDone()
    },
  })
  const confirm = () => {
    const { fen: amount_fen_each, fault } = moneyField('amount_fen_each', amount, locale)
    setFaults(fault ? [fault] : [])
    if (fault) return
    void send.send({
      body: {
        ...(ids
          ? { entitlement_ids: [...ids] }
          : { filter: filter ?? {}, expected: { rows: sum.rows, amount_fen: sum.amount_fen } }),
        happened_on: on as CivilDate,
        ...(channel === '' ? {} : { channel }),
        ...(amount_fen_each === undefined ? {} : { amount_fen_each }),
      },
    })
  }
  return (
    <ConfirmWithNumbers
      title={w('act.reach_title')}
      facts={factsOf(w, sum)}
      act={w('act.reach_count', { count: sum.rows })}
      busy={send.pending}
      issues={faults}
      problem={send.problem}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Stack gap="tight">
        <TextField name="happened_on" type="date" label={w('act.happened_on')} value={on} onChange={setOn} />
        <ChoiceField
          name="channel"
          label={w('act.channel')}
          optional
          size="small"
          value={channel}
          options={CHANNELS.map((value) => ({ value, label: w(CHANNEL_WORD[value]) }))}
          onChange={setChannel}
        />
        {chosen.other_than_money ? (
          <TextField
            name="amount_fen_each"
            label={w('act.amount_each')}
            hint={w('act.amount_each_hint')}
            optional
            inputMode="decimal"
            unit={w('run.yuan')}
            value={amount}
            onChange={setAmount}
          />
        ) : null}
        <Sub>{w('act.reach_note')}</Sub>
      </Stack>
    </ConfirmWithNumbers>
  )
}

type NamedProps = Omit<DialogProps, 'chosen'> & { readonly ids: readonly Entitlement['id'][] }

export function HoldDialog({ ids, onClose, onDone }: NamedProps) {
  const w = useWords(entitlementsWords)
  const [reason, setReason] = useState('')
  const [review_on, setReview] = useState('')
  const send = useCommand(hold, {
    done: ({ moved }) => {
      toast(w('act.done_hold', { count: moved }))
      onDone()
    },
  })
  return (
    <Dialog title={w('act.hold_title')} onClose={onClose}>
      <Form
        problem={send.problem}
        onSubmit={() =>
          void send.send({ body: { entitlement_ids: [...ids], reason, review_on: review_on as CivilDate } })
        }
      >
        <TextField name="reason" label={w('act.reason')} maxLength={200} value={reason} onChange={setReason} />
        <TextField name="review_on" type="date" label={w('act.review_on')} value={review_on} onChange={setReview} />
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending}>
            {w('act.hold_count', { count: ids.length })}
          </Button>
          <Button onClick={onClose}>{w('act.cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

export function VoidDialog({ ids, onClose, onDone }: NamedProps) {
  const w = useWords(entitlementsWords)
  const send = useCommand(makeVoid, {
    done: ({ moved }) => {
      toast(w('act.done_void', { count: moved }))
      onDone()
    },
  })
  return (
    <ReasonedActDialog
      title={w('act.void_title')}
      note={w('act.void_note')}
      label={w('act.reason')}
      act={w('act.void_count', { count: ids.length })}
      max={200}
      command={send}
      onSend={(reason) => void send.send({ body: { entitlement_ids: [...ids], reason } })}
      onClose={onClose}
    />
  )
}

export function UndoDialog({ record_id, onClose, onDone }: Omit<NamedProps, 'ids'> & { record_id: Entitlement['id'] }) {
  const w = useWords(entitlementsWords)
  const send = useCommand(undoReach, {
    topics: ['care-records', 'families'],
    done: ({ moved }) => {
      toast(w('act.done_undo', { count: moved }))
      onDone()
    },
  })
  return (
    <ReasonedActDialog
      title={w('act.undo_title')}
      note={w('act.undo_note')}
      label={w('act.reason')}
      act={w('act.undo')}
      max={200}
      command={send}
      onSend={(reason) => void send.send({ body: { record_id, reason } })}
      onClose={onClose}
    />
  )
}

export function OwedExportDialog({ filter, onClose }: { filter: OwedFilter; onClose: () => void }) {
  const w = useWords(entitlementsWords)
  return (
    <ExportDialog
      title={w('page.export_title')}
      formats={['xlsx'] as const}
      hint={w('page.export_hint')}
      onClose={onClose}
      onExport={(_format, purpose, idempotency_key) =>
        download(exportOwed, { body: { filter, purpose } }, { idempotency_key })
      }
    />
  )
}
