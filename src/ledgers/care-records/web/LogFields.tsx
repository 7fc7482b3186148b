import { useState } from 'react'
import { Button, CheckField, ChoiceField, Cluster, FieldGroup, Stack, TextField } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Fault } from '../../../web/problem.ts'
import type { logForm } from '../contract/index.ts'
import { type Figure, isForFamily, MOODS } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { ATTEMPTS, chosen, type LogDraft } from './draft.ts'
import { DayField, NoteField } from './ActFields.tsx'
import { FigureFields } from './FigureFields.tsx'
import { KindPicker, type Kinds } from './KindPicker.tsx'
import { personPlace } from './said.ts'

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

/** How it was: six tiles; behind 更多 the other frequent ones, and every kind there is for a family by its group or name. */
function How({ draft, change, kinds }: Parts) {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const nameOf = (code: string) => {
    const kind = kinds.find((one) => one.code === code)
    return (locale === 'en' ? kind?.name_en : kind?.name_zh) ?? code
  }
  const first = (code: string) => FIRST.some((one) => one === code)
  const quick = kinds.filter((kind) => kind.quick && !first(kind.code))
  const others = [
    ...quick.map((kind) => ({ value: kind.code, label: nameOf(kind.code) })),
    ...ATTEMPTS.filter((code) => code !== 'not_reached').map((code) => ({ value: code, label: w(`outcome.${code}`) })),
  ]
  const [more, setMore] = useState(draft.how !== '' && !first(draft.how))
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
      {more ? (
        <KindPicker
          name="kind_other"
          label={w('page.kind_other')}
          kinds={kinds.filter((kind) => isForFamily(kind) && !kind.quick)}
          value={draft.how}
          onChange={(how) => change({ how })}
        />
      ) : (
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
            name={personPlace(person.person_id)}
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

/** What the kind cannot do without stands open: its subject, its sum, its number. */
function Needed({ draft, change, kinds }: Parts) {
  const w = useWords(careRecordsWords)
  const { kind: code, outcome } = chosen(draft.how)
  const kind = kinds.find((one) => one.code === code)
  if (kind === undefined || outcome !== 'done') return null
  return (
    <>
      {kind.needs.includes('title') ? (
        <TextField
          name="title"
          label={w('column.title')}
          maxLength={120}
          value={draft.title}
          onChange={(title) => change({ title })}
        />
      ) : null}
      <DraftFigures draft={draft} change={change} kind={kind} needed />
    </>
  )
}

const TYPED = { minutes: 'minutes', amount_fen: 'amount', quantity: 'quantity', copies: 'copies' } as const
const ASKED = ['minutes', 'amount_fen', 'quantity', 'copies'] as const

function DraftFigures({
  draft,
  change,
  kind,
  needed,
}: Pick<Parts, 'draft' | 'change'> & { kind: Kinds[number] | undefined; needed: boolean }) {
  const asked = ASKED.filter((figure) => kind?.needs.some((need) => need === figure) === needed)
  const key = (figure: Figure) => TYPED[ASKED.find((one) => one === figure) ?? 'minutes']
  return (
    <FigureFields
      kind={kind}
      figures={asked}
      value={(figure) => draft[key(figure)]}
      onChange={(figure, text) => change({ [key(figure)]: text })}
    />
  )
}

/** The day, the time spent, money and things: asked for only when the kind counts them, and only on request. */
function Figures({ draft, change, kinds, today, issues }: Parts) {
  const w = useWords(careRecordsWords)
  const { kind: code, outcome } = chosen(draft.how)
  const kind = kinds.find((one) => one.code === code)
  const typed = ASKED.some((figure) => draft[TYPED[figure]] !== '' && kind?.needs.every((need) => need !== figure))
  const [more, setMore] = useState(typed || draft.happened_on !== today)
  const named = issues.some(({ place }) => place === 'happened_on' || ASKED.some((figure) => figure === place))
  if (!more && !named) {
    return (
      <Button look="quiet" onClick={() => setMore(true)}>
        {w('page.more_figures')}
      </Button>
    )
  }
  return (
    <>
      <DayField value={draft.happened_on} today={today} onChange={(happened_on) => change({ happened_on })} />
      {outcome === 'done' ? <DraftFigures draft={draft} change={change} kind={kind} needed={false} /> : null}
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
      <Needed {...parts} />
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
      <NoteField value={draft.note} onChange={(note) => change({ note })} />
      <Next {...parts} />
      {done ? <Who {...parts} /> : null}
      <Figures {...parts} />
    </>
  )
}
