import { useState } from 'react'
import { ancestorAt, codeOfDistrict } from '../../../kernel/division-code.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { useToday } from '../../../web/clock.ts'
import { Button, Dialog, Form, FormEnd, Money, SelectField, Sub, TextField, toast } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { moneyField } from '../../../web/money-field.ts'
import type { Fault } from '../../../web/problem.ts'
import { useSession } from '../../../web/session.ts'
import { addSource, bookSpending, enterAppropriation, type listAppropriations, type listSources } from '../contract.ts'
import { SOURCE_KINDS, type SourceKind } from '../rules.ts'
import { fundsWords } from '../words/index.ts'

const freshId = () => crypto.randomUUID() as Uuid

/** The field for the sum: the button waits until something is typed, and what cannot be read is said at the field once it is sent. */
function useAmount(name: 'stated_fen' | 'amount_fen') {
  const w = useWords(fundsWords)
  const locale = useLocale()
  const [yuan, setYuan] = useState('')
  const [issues, setIssues] = useState<readonly Fault[]>([])
  const read = () => {
    const { fen, fault } = moneyField(name, yuan, locale)
    setIssues(fault === undefined ? [] : [fault])
    return fen
  }
  const field = (
    <TextField
      name={name}
      label={w('amount')}
      hint={w('amount_hint')}
      unit={w('unit_yuan')}
      inputMode="decimal"
      maxLength={20}
      value={yuan}
      onChange={setYuan}
    />
  )
  return { field, issues, read, typed: yuan.trim() !== '' }
}

function End({ act, busy, ready, onClose }: { act: string; busy: boolean; ready: boolean; onClose: () => void }) {
  const shell = useShellWords()
  return (
    <FormEnd>
      <Button type="submit" look="primary" busy={busy} disabled={!ready}>
        {act}
      </Button>
      <Button onClick={onClose}>{shell('cancel')}</Button>
    </FormEnd>
  )
}

const LEVELS = ['nation', 'province', 'city', 'district'] as const
type Level = (typeof LEVELS)[number]

export function SourceDialog({ onClose }: { onClose: () => void }) {
  const w = useWords(fundsWords)
  const own = codeOfDistrict(Math.floor((useSession().data?.active_post?.division ?? 0) / 1_000_000))
  const [id] = useState(freshId)
  const [name, setName] = useState('')
  const [kind, setKind] = useState<SourceKind>('treasury')
  const [level, setLevel] = useState<Level>('district')
  const add = useCommand(addSource, {
    done: () => {
      toast(w('source_saved'))
      onClose()
    },
  })
  const division = level === 'nation' ? 0 : ancestorAt(own, level)
  return (
    <Dialog title={w('source_new')} onClose={onClose}>
      <Form
        onSubmit={() => void add.send({ body: { id, name, kind, division } })}
        problem={add.problem}
        label={w('source_new')}
      >
        <TextField name="name" label={w('source_name')} maxLength={60} value={name} onChange={setName} />
        <SelectField
          name="kind"
          label={w('source_kind')}
          value={kind}
          options={SOURCE_KINDS.map((value) => ({ value, label: w(`source_${value}`) }))}
          onChange={(value) => setKind(value === '' ? kind : value)}
        />
        <SelectField
          name="division"
          label={w('source_level')}
          value={level}
          options={LEVELS.map((value) => ({ value, label: w(`level_${value}`) }))}
          onChange={(value) => setLevel(value === '' ? level : value)}
        />
        <End act={w('source_new')} busy={add.pending} ready={name.trim().length > 1} onClose={onClose} />
      </Form>
    </Dialog>
  )
}

type Origin = 'budget' | 'recovered'

/** A year's budget, or what came back of a year whose books are closed. */
function OriginField({ origin, onChange }: { origin: Origin; onChange: (origin: Origin) => void }) {
  const w = useWords(fundsWords)
  return (
    <SelectField<Origin>
      name="origin"
      label={w('origin')}
      hint={w('origin_hint')}
      value={origin}
      options={(['budget', 'recovered'] as const).map((value) => ({ value, label: w(`origin_${value}`) }))}
      onChange={(value) => onChange(value === '' ? origin : value)}
    />
  )
}

export function AppropriationDialog({
  known,
  onClose,
}: {
  known: ResponseOf<typeof listSources>
  onClose: () => void
}) {
  const w = useWords(fundsWords)
  const locale = useLocale()
  const this_year = useToday().slice(0, 4)
  const [id] = useState(freshId)
  const [year, setYear] = useState(this_year)
  const [source_id, setSource] = useState<string>(known.items[0]?.id ?? '')
  const [purpose, setPurpose] = useState(known.purposes[0]?.code ?? '')
  const amount = useAmount('stated_fen')
  const [document, setDocument] = useState('')
  const [origin, setOrigin] = useState<Origin>('budget')
  const enter = useCommand(enterAppropriation, {
    done: () => {
      toast(w('appropriation_entered'))
      onClose()
    },
  })
  const send = () => {
    enter.reset()
    const stated_fen = amount.read()
    if (stated_fen === undefined) return
    const more = document.trim() === '' ? {} : { document: document.trim() }
    const body = { id, year: Number(year), source_id: source_id as Uuid, purpose, origin, stated_fen, ...more }
    void enter.send({ body })
  }
  const ready = amount.typed && source_id !== '' && purpose !== '' && /^\d{4}$/.test(year)
  return (
    <Dialog title={w('appropriation_new')} onClose={onClose}>
      <Sub>{w('appropriation_new_text')}</Sub>
      <Form onSubmit={send} problem={enter.problem} issues={amount.issues} label={w('appropriation_new')}>
        <TextField name="year" label={w('year')} inputMode="numeric" maxLength={4} value={year} onChange={setYear} />
        <SelectField
          name="source_id"
          label={w('column_source')}
          value={source_id}
          options={known.items.map((one) => ({ value: one.id as string, label: one.name }))}
          onChange={setSource}
        />
        <SelectField
          name="purpose"
          label={w('column_purpose')}
          value={purpose}
          options={known.purposes.map((one) => ({
            value: one.code,
            label: locale === 'zh' ? one.name_zh : one.name_en,
          }))}
          onChange={setPurpose}
        />
        <OriginField origin={origin} onChange={setOrigin} />
        {amount.field}
        <TextField
          name="document"
          label={w('document')}
          optional
          maxLength={120}
          value={document}
          onChange={setDocument}
        />
        <End act={w('appropriation_new')} busy={enter.pending} ready={ready} onClose={onClose} />
      </Form>
    </Dialog>
  )
}

export function SpendingDialog({
  appropriation,
  onClose,
}: {
  appropriation: ResponseOf<typeof listAppropriations>['items'][number]
  onClose: () => void
}) {
  const w = useWords(fundsWords)
  const today = useToday()
  const [id] = useState(freshId)
  const amount = useAmount('amount_fen')
  const [memo, setMemo] = useState('')
  const [on, setOn] = useState(today)
  const spend = useCommand(bookSpending, {
    done: () => {
      toast(w('spend_done'))
      onClose()
    },
  })
  const send = () => {
    spend.reset()
    const amount_fen = amount.read()
    if (amount_fen === undefined) return
    const body = { id, appropriation_id: appropriation.id, amount_fen, happened_on: on as CivilDate, memo }
    void spend.send({ body })
  }
  return (
    <Dialog title={w('spend')} onClose={onClose}>
      <Sub>
        {w('spend_text')} {w('column_left')} <Money fen={appropriation.available_fen} exact />
      </Sub>
      <Form onSubmit={send} problem={spend.problem} issues={amount.issues} label={w('spend')}>
        {amount.field}
        <TextField
          name="happened_on"
          label={w('spent_on')}
          type="date"
          min={`${appropriation.year}-01-01`}
          max={today}
          value={on}
          onChange={setOn}
        />
        <TextField name="memo" label={w('what_for')} maxLength={300} value={memo} onChange={setMemo} />
        <End act={w('spend')} busy={spend.pending} ready={amount.typed && memo.trim() !== ''} onClose={onClose} />
      </Form>
    </Dialog>
  )
}
