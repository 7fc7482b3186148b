import { useState, type ReactNode } from 'react'
import { Button, CheckField, ChoiceField, Cluster, FieldGroup, Stack, TextField } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Fault } from '../../../web/problem.ts'
import type { careKinds, logForm } from '../contract/index.ts'
import { MOODS } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { ATTEMPTS, chosen, type LogDraft } from './draft.ts'

type Kinds = ResponseOf<typeof careKinds>['kinds']

interface Parts {
  readonly draft: LogDraft
  readonly change: (change: Partial<LogDraft>) => void
  readonly kinds: Kinds
  readonly persons: ResponseOf<typeof logForm>['persons']
  readonly today: string
  /** What was found wrong: a field that is folded away opens when it is named. */
  readonly issues: readonly Fault[]
}

/** The tiles of the first look, in the order of use. */
const FIRST = ['phone', 'visit_daily', 'message', 'visit_festival', 'visit_birthday', 'not_reached'] as const

/** How it was: six tiles, the rest behind 更多. */
function How({ draft, change, kinds }: Parts) {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const nameOf = (code: string) => {
    const kind = kinds.find((one) => one.code === code)
    return (locale === 'en' ? kind?.name_en : kind?.name_zh) ?? code
  }
  const quick = kinds.filter((kind) => kind.quick && !FIRST.some((code) => code === kind.code))
  const others = [
    ...quick.map((kind) => ({ value: kind.code, label: nameOf(kind.code) })),
    ...ATTEMPTS.filter((code) => code !== 'not_reached').map((code) => ({ value: code, label: w(`outcome.${code}`) })),
  ]
  const [more, setMore] = useState(others.some((other) => other.value === draft.how))
  const tiles = [...FIRST.map((code) => ({ value: code as string, label: w(`tile.${code}`) })), ...(more ? others : [])]
  return (
    <Stack gap="tight">
      <ChoiceField
        name="kind"
        label={w('page.how')}
        value={draft.how}
        options={tiles}
        onChange={(how) => change({ how })}
      />
      {more ? null : (
        <Button look="quiet" onClick={() => setMore(true)}>
          {w('page.more')}
        </Button>
      )}
    </Stack>
  )
}

function Who({ draft, change, persons }: Parts) {
  const w = useWords(careRecordsWords)
  if (persons.length < 2) return null
  const reached = draft.person_ids ?? persons.filter((person) => person.parent).map((person) => person.person_id)
  const set = (id: string, on: boolean) =>
    change({ person_ids: on ? [...reached, id] : reached.filter((one) => one !== id) })
  return (
    <FieldGroup label={w('page.who')}>
      <Cluster>
        {persons.map((person) => (
          <CheckField
            key={person.person_id}
            name={`person.${person.person_id}`}
            label={person.name}
            checked={reached.some((id) => id === person.person_id)}
            onChange={(on) => set(person.person_id, on)}
          />
        ))}
      </Cluster>
    </FieldGroup>
  )
}

function Next({ draft, change, today }: Parts) {
  const w = useWords(careRecordsWords)
  return (
    <>
      <ChoiceField
        name="next"
        label={w('page.next')}
        size="small"
        value={draft.next}
        onChange={(next) => change({ next })}
        options={[
          { value: 'none', label: w('page.next_none') },
          { value: 'week', label: w('page.next_week') },
          { value: 'month', label: w('page.next_month') },
          { value: 'other', label: w('page.next_other') },
        ]}
      />
      {draft.next === 'other' ? (
        <TextField
          name="next_on"
          label={w('page.next_on')}
          type="date"
          min={today}
          value={draft.next_on}
          onChange={(next_on) => change({ next_on })}
        />
      ) : null}
    </>
  )
}

/** The day, the time spent, money and things: asked for only when the kind counts them, and only on request. */
function Figures({ draft, change, kinds, today, issues }: Parts) {
  const w = useWords(careRecordsWords)
  const { kind: code, outcome } = chosen(draft.how)
  const units = kinds.find((kind) => kind.code === code)?.units ?? []
  const given = draft.minutes !== '' || draft.amount !== '' || draft.quantity !== '' || draft.happened_on !== today
  const [more, setMore] = useState(given)
  const named = issues.some(({ place }) => ['happened_on', 'minutes', 'amount_fen', 'quantity'].includes(place))
  if (!more && !named) {
    return (
      <Button look="quiet" onClick={() => setMore(true)}>
        {w('page.more_figures')}
      </Button>
    )
  }
  const counts = (unit: string): boolean => outcome === 'done' && units.some((one) => one === unit)
  const figure = (name: 'minutes' | 'quantity', label: string, unit: string): ReactNode => (
    <TextField
      name={name}
      label={label}
      unit={unit}
      optional
      inputMode="numeric"
      value={draft[name]}
      onChange={(value) => change({ [name]: value })}
    />
  )
  return (
    <>
      <TextField
        name="happened_on"
        label={w('page.on_day')}
        type="date"
        max={today}
        value={draft.happened_on}
        onChange={(happened_on) => change({ happened_on })}
      />
      {counts('minute') ? figure('minutes', w('page.minutes'), w('column.minutes')) : null}
      {counts('fen') ? (
        <TextField
          name="amount_fen"
          label={w('page.amount')}
          unit={w('page.yuan')}
          optional
          inputMode="decimal"
          value={draft.amount}
          onChange={(amount) => change({ amount })}
        />
      ) : null}
      {counts('piece') ? figure('quantity', w('page.pieces'), w('column.quantity')) : null}
    </>
  )
}

/** All fields of the page, the few that matter first. */
export function LogFields(parts: Parts) {
  const w = useWords(careRecordsWords)
  const { draft, change } = parts
  const done = draft.how === '' || chosen(draft.how).outcome === 'done'
  return (
    <>
      <How {...parts} />
      {done ? (
        <ChoiceField
          name="mood"
          label={w('page.mood_today')}
          size="small"
          value={draft.mood}
          options={MOODS.map((mood) => ({ value: mood, label: w(`mood.${mood}`) }))}
          onChange={(mood) => change({ mood })}
        />
      ) : null}
      <TextField
        name="note"
        label={w('page.note')}
        hint={w('page.note_hint')}
        optional
        rows={3}
        maxLength={2000}
        value={draft.note}
        onChange={(note) => change({ note })}
      />
      <Next {...parts} />
      {done ? <Who {...parts} /> : null}
      <Figures {...parts} />
    </>
  )
}
