import type { CivilDate } from '../../../kernel/calendar.ts'
import { uuid } from '../../../kernel/ids.ts'
import { useState } from 'react'
import type { BodyOf } from '../../../kernel/endpoint.ts'
import { isPeriod, type Period } from '../../../kernel/period.ts'
import { careKinds } from '../../../ledgers/care-records/contract/index.ts'
import { type Division, showDivision } from '../../../registry/divisions/contract.ts'
import { DivisionPicker } from '../../../registry/divisions/web/DivisionPicker.tsx'
import {
  Button,
  Card,
  Earlier,
  EditorPage,
  Form,
  FormEnd,
  SelectField,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { moneyField } from '../../../web/money-field.ts'
import type { Fault } from '../../../web/problem.ts'
import { useSession } from '../../../web/session.ts'
import { useToday } from '../../../web/clock.ts'
import { useGo } from '../../../web/url.ts'
import { createRound, FESTIVALS } from '../contract/index.ts'
import { figureFault } from '../rules/index.ts'
import { contactsWords } from '../words/index.ts'
import { PolicyFields, usePolicies } from './PolicyFields.tsx'
import { RoundEffect, useRoundPreview } from './RoundEffect.tsx'

type Festival = (typeof FESTIVALS)[number]

const EMPTY = {
  title: '',
  festival: '' as Festival | '',
  care_kind: 'visit_festival',
  gift: '',
  cash: '',
  policy_id: '',
  period: '',
  choose: 'all' as 'all' | 'owed',
}

/** Left the round in plain words, right whom it will visit. */
export function NewRoundPage() {
  const w = useWords(contactsWords)
  const today = useToday()
  const home = useSession().data?.active_post
  const [id] = useState(() => crypto.randomUUID())
  const [draft, setDraft] = useState({ ...EMPTY, opens_on: today, closes_on: today })
  const [place, setPlace] = useState<Division | null>()
  const change = (more: Partial<typeof draft>) => setDraft({ ...draft, ...more })
  const own = useApi(showDivision, { params: { code: home?.division ?? 0 } }, { enabled: home !== undefined })
  // Her own place until she chooses another.
  const chosen = place === undefined ? (own.data?.division ?? null) : place
  const division = chosen?.code ?? 0
  const policies = usePolicies(division)
  // What she chose counts where it applies: another place may know another set of policies.
  const known = policies.some((option) => option.value === draft.policy_id)
  const value = known ? draft : { ...draft, policy_id: '' }
  const aim = aimOf(value, division)
  const preview = useRoundPreview(aim, draft.opens_on)
  const create = useCreate()
  const households = preview.data?.households
  const submit = () =>
    create.submit(draft, {
      ...aim,
      ...promiseIn(value),
      id: uuid(id),
      ...(preview.data === undefined
        ? {}
        : { expected_households: preview.data.households, expected_same_festival: preview.data.same_festival }),
    })
  return (
    <EditorPage
      header={{
        title: w('page.new_round'),
        crumbs: [{ title: w('page.rounds'), href: '/rounds' }, { title: w('page.new_round') }],
      }}
      effect={
        <Earlier now={preview.isPlaceholderData}>
          <RoundEffect data={preview.data} />
        </Earlier>
      }
    >
      <Card>
        <Form problem={create.problem} issues={create.issues} onSubmit={submit}>
          <RoundFields draft={draft} change={change} place={chosen} within={home?.division} onPlace={setPlace} />
          <PolicyFields options={policies} value={value} onChange={change} />
          <FormEnd>
            <Button
              type="submit"
              look="primary"
              busy={create.pending}
              disabled={
                preview.isPlaceholderData ||
                households === undefined ||
                households === 0 ||
                draft.title.trim().length < 2
              }
            >
              {w('page.create', { count: households ?? 0 })}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </EditorPage>
  )
}

type Draft = typeof EMPTY & { opens_on: string; closes_on: string }

/** Which families the form means, as far as it can be counted: a promise together with its period. */
function aimOf(draft: Draft, division: number) {
  const { policy_id, period, festival } = draft
  const promise = policy_id !== '' && isPeriod(period) ? { policy_id: uuid(policy_id), period } : undefined
  return {
    division,
    families: { choose: promise ? draft.choose : ('all' as const) },
    ...promise,
    ...(festival === '' ? {} : { festival }),
  }
}

/** The promise as it is typed: a period that cannot be read is named by the server, not dropped together with the promise. */
function promiseIn({ policy_id, period }: Draft) {
  if (policy_id === '') return {}
  return { policy_id: uuid(policy_id), ...(period === '' ? {} : { period: period as Period }) }
}

const NONE: readonly Fault[] = []

/** Sends the round, or says at its field that the money cannot be read. */
function useCreate() {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const go = useGo()
  const [issues, setIssues] = useState(NONE)
  const create = useCommand(createRound, {
    topics: ['today'],
    done: (answer) => {
      toast(w('page.created', { count: answer.households }))
      go(`/rounds/${answer.round_id}`)
    },
  })
  const submit = (draft: Draft, aim: Omit<BodyOf<typeof createRound>, keyof ReturnType<typeof saidIn>>) => {
    const cash = moneyField('cash_fen', draft.cash, locale)
    create.reset()
    setIssues(cash.fault === undefined ? NONE : [cash.fault])
    if (cash.fault === undefined) void create.send({ body: { ...aim, ...saidIn(draft, cash.fen ?? 0) } })
  }
  return { submit, issues, problem: create.problem, pending: create.pending }
}

/** What the form says, as the contract wants it; empty fields are left out. A day that was cleared is named by the server at its field. */
function saidIn(draft: Draft, cash_fen: number) {
  return {
    opens_on: draft.opens_on as CivilDate,
    closes_on: draft.closes_on as CivilDate,
    title: draft.title,
    care_kind: draft.care_kind,
    cash_fen,
    ...(draft.gift.trim() === '' ? {} : { gift: draft.gift }),
  }
}

interface FieldsProps {
  draft: Draft
  change: (more: Partial<Draft>) => void
  place: Division | null
  within: number | undefined
  onPlace: (place: Division | null) => void
}

function RoundFields({ draft, change, place, within, onPlace }: FieldsProps) {
  const w = useWords(contactsWords)
  return (
    <>
      <TextField
        name="title"
        label={w('page.title')}
        hint={w('page.title_hint')}
        value={draft.title}
        maxLength={60}
        onChange={(title) => change({ title })}
      />
      <SelectField
        name="festival"
        label={w('page.festival')}
        optional
        value={draft.festival}
        placeholder={w('page.no_festival')}
        options={FESTIVALS.map((value) => ({ value, label: w(`festival.${value}`) }))}
        onChange={(festival) => change({ festival })}
      />
      <DivisionPicker name="division" label={w('page.place')} value={place} within={within} onChange={onPlace} />
      <TextField
        name="opens_on"
        type="date"
        label={w('page.opens_on')}
        value={draft.opens_on}
        onChange={(opens_on) => change({ opens_on })}
      />
      <TextField
        name="closes_on"
        type="date"
        label={w('page.closes_on')}
        value={draft.closes_on}
        onChange={(closes_on) => change({ closes_on })}
      />
      <KindField draft={draft} change={change} />
      <TextField
        name="cash_fen"
        label={w('page.cash')}
        optional
        inputMode="decimal"
        unit={w('page.yuan')}
        value={draft.cash}
        onChange={(cash) => change({ cash })}
      />
      <TextField
        name="gift"
        label={w('page.gift')}
        hint={w('page.gift_hint')}
        optional
        maxLength={60}
        value={draft.gift}
        onChange={(gift) => change({ gift })}
      />
    </>
  )
}

/** Only kinds that count families and can carry what is handed out. */
function KindField({
  draft,
  change,
}: {
  draft: { care_kind: string; cash: string; gift: string }
  change: (more: { care_kind: string }) => void
}) {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const kinds = useApi(careKinds, {})
  const figures = { cash_fen: moneyField('cash_fen', draft.cash, locale).fen ?? 0, gift: draft.gift }
  const fitting = (kinds.data?.kinds ?? []).filter(
    (kind) => ['visit', 'goods', 'money'].includes(kind.theme) && figureFault(kind, figures) === undefined,
  )
  return (
    <SelectField
      name="care_kind"
      label={w('page.kind')}
      value={draft.care_kind}
      options={fitting.map((kind) => ({ value: kind.code, label: locale === 'zh' ? kind.name_zh : kind.name_en }))}
      onChange={(care_kind) => change({ care_kind })}
    />
  )
}
