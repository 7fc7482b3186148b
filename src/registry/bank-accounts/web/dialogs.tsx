import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import {
  Button,
  ChoiceField,
  Dialog,
  Form,
  FormEnd,
  SelectField,
  Sub,
  TextField,
  toast,
  ReasonedActDialog,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import {
  cancelAccount,
  type familyAccounts,
  listBanks,
  markAllTold,
  refuseAccount,
  requestAccount,
} from '../contract.ts'
import { KINDS, type Kind } from '../rules.ts'
import { bankAccountsWords } from '../words/index.ts'
import type { Version } from './parts.tsx'

const empty = {
  bank_code: '',
  branch: '',
  number: '',
  holder_name: '',
  reason: '',
  shared_reason: '',
  warning_reason: '',
}
type Draft = typeof empty

/** What was left empty is not sent. */
function given(draft: Draft, keys: readonly (keyof Draft)[]): Partial<Draft> {
  return Object.fromEntries(keys.flatMap((key) => (draft[key].trim() === '' ? [] : [[key, draft[key].trim()]])))
}

/** Asks for an account: whose, which bank, the number as written on the card or passbook, and why. */
export function RequestDialog({
  persons,
  onClose,
}: {
  persons: ResponseOf<typeof familyAccounts>['persons']
  onClose: () => void
}) {
  const w = useWords(bankAccountsWords)
  const shell = useShellWords()
  const banks = useApi(listBanks, {})
  const [id] = useState(() => crypto.randomUUID() as Uuid)
  const [person_id, setPerson] = useState<string>(persons[0]?.person_id ?? '')
  const [kind, setKind] = useState<Kind>('card')
  const [draft, setDraft] = useState(empty)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const ask = useCommand(requestAccount, {
    done: () => {
      toast(w('asked'))
      onClose()
    },
  })
  const send = () => {
    const { bank_code, number, reason } = draft
    const more = given(draft, ['branch', 'holder_name', 'shared_reason', 'warning_reason'])
    void ask.send({ body: { id, person_id: person_id as Uuid, kind, bank_code, number, reason, ...more } })
  }
  return (
    <Dialog title={w('add')} onClose={onClose}>
      <Sub>{w('change_text', { count: banks.data?.cooling_days ?? 3 })}</Sub>
      <Form onSubmit={send} problem={ask.problem} label={w('add')}>
        <SelectField
          name="person_id"
          label={w('person')}
          value={person_id}
          options={persons.map((one) => ({ value: one.person_id as string, label: one.name }))}
          onChange={setPerson}
        />
        <AccountFields kind={kind} setKind={setKind} draft={draft} change={change} />
        <FormEnd>
          <Button
            type="submit"
            look="primary"
            busy={ask.pending}
            disabled={draft.bank_code === '' || draft.number === '' || draft.reason.trim() === ''}
          >
            {w('add')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

interface Fields {
  kind: Kind
  setKind: (kind: Kind) => void
  draft: Draft
  change: (part: Partial<Draft>) => void
}

function AccountFields({ kind, setKind, draft, change }: Fields) {
  const w = useWords(bankAccountsWords)
  const locale = useLocale()
  const banks = useApi(listBanks, {})
  const text = (name: keyof Draft, more: { hint?: string; optional?: boolean; max: number }) => (
    <TextField
      name={name}
      label={w(name === 'holder_name' ? 'holder' : (name as 'branch'))}
      hint={more.hint}
      optional={more.optional}
      maxLength={more.max}
      value={draft[name]}
      onChange={(value) => change({ [name]: value })}
    />
  )
  return (
    <>
      <ChoiceField
        name="kind"
        label={w('kind')}
        value={kind}
        options={KINDS.map((value) => ({ value, label: w(`kind_${value}`) }))}
        onChange={(value) => setKind(value as Kind)}
      />
      <SelectField
        name="bank_code"
        label={w('bank')}
        placeholder={w('bank')}
        value={draft.bank_code}
        options={(banks.data?.items ?? []).map((one) => ({
          value: one.code,
          label: locale === 'zh' ? one.name_zh : one.name_en,
        }))}
        onChange={(bank_code) => change({ bank_code })}
      />
      {text('branch', { optional: true, max: 80 })}
      <TextField
        name="number"
        label={w('number')}
        hint={w('number_hint')}
        inputMode="numeric"
        autoComplete="off"
        maxLength={60}
        value={draft.number}
        onChange={(number) => change({ number })}
      />
      {text('holder_name', { hint: w('holder_hint'), optional: true, max: 60 })}
      {text('reason', { max: 300 })}
      {text('shared_reason', { hint: w('shared_hint'), optional: true, max: 300 })}
      {text('warning_reason', { hint: w('warning_hint'), optional: true, max: 300 })}
    </>
  )
}

/** Refusing, taking back, objecting: each says why. */
export function ReasonedAct({
  act,
  version,
  onClose,
}: {
  act: 'refuse' | 'requester' | 'family'
  version: Version
  onClose: () => void
}) {
  const w = useWords(bankAccountsWords)
  const over = (text: string) => () => {
    toast(text)
    onClose()
  }
  const refuse = useCommand(refuseAccount, { done: over(w('refused')) })
  const cancel = useCommand(cancelAccount, { done: over(w('cancelled')) })
  const params = { version_id: version.version_id }
  const title = w({ refuse: 'refuse', requester: 'cancel_request', family: 'object' }[act] as 'refuse')
  return (
    <ReasonedActDialog
      title={`${title} · ${version.person_name}`}
      note={act === 'family' ? w('object_text') : undefined}
      label={w(`why_${act}`)}
      act={title}
      command={act === 'refuse' ? refuse : cancel}
      onSend={(reason) =>
        void (act === 'refuse'
          ? refuse.send({ params, body: { reason } })
          : cancel.send({ params, body: { by: act, reason } }))
      }
      onClose={onClose}
    />
  )
}

const CHANNELS = ['phone', 'sms', 'letter', 'visit'] as const

/** Writes down how the families were told: one, or all that were ticked. */
export function ToldDialog({ ids, onClose }: { ids: readonly Version['version_id'][]; onClose: () => void }) {
  const w = useWords(bankAccountsWords)
  const shell = useShellWords()
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('phone')
  const told = useCommand(markAllTold, {
    done: (answer) => {
      toast(w('told_done', { count: answer.told }))
      onClose()
    },
  })
  return (
    <Dialog title={w('told')} onClose={onClose}>
      <Form
        onSubmit={() => void told.send({ body: { version_ids: [...ids], channel } })}
        problem={told.problem}
        label={w('told')}
      >
        <SelectField
          name="channel"
          label={w('channel')}
          value={channel}
          options={CHANNELS.map((value) => ({ value, label: w(`channel_${value}`) }))}
          onChange={(value) => setChannel(value === '' ? channel : value)}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={told.pending}>
            {ids.length === 1 ? w('told') : w('told_many', { count: ids.length })}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
