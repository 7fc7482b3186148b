import { useState } from 'react'
import type { Division } from '../../../registry/divisions/contract.ts'
import { showDivision } from '../../../registry/divisions/contract.ts'
import { DivisionPicker } from '../../../registry/divisions/web/DivisionPicker.tsx'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  Card,
  Count,
  EditorPage,
  EmptyState,
  Form,
  FormEnd,
  KeyValue,
  Reading,
  RunSkeleton,
  Sub,
  TextField,
  toast,
  useDraft,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { type Fault, Problem } from '../../../web/problem.ts'
import { useSession } from '../../../web/session.ts'
import { useGo } from '../../../web/url.ts'
import { careKinds, logAct } from '../contract/index.ts'
import { type Figure, isForMany } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { DayField, NoteField } from './ActFields.tsx'
import { FigureFields } from './FigureFields.tsx'
import { GuestsField } from './GuestsField.tsx'
import { KindPicker, type Kinds } from './KindPicker.tsx'
import { type Guest, type ManyDraft, manyOf, newMany } from './many-draft.ts'
import { atPersons, personPlace, wholeOf } from './said.ts'
import { useOtherId } from './use-other-id.ts'

const NONE: readonly Fault[] = []

/** `/care-records/new`: a lecture, a consultation, a street event, leaflets, an online class – one act for whoever came. */
export function NewActPage() {
  const kinds = useApi(careKinds, {})
  return (
    <Reading of={kinds} skeleton={<RunSkeleton />}>
      {(data) => <NewAct kinds={data.kinds.filter(isForMany)} />}
    </Reading>
  )
}

function NewAct({ kinds }: { kinds: Kinds }) {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const today = useToday()
  const session = useSession().data
  const home = session?.active_post?.division
  const own = useApi(showDivision, { params: { code: home ?? 0 } }, { enabled: home !== undefined })
  const [fresh] = useState(() => newMany(crypto.randomUUID(), today))
  const [draft, change, clear] = useDraft(`care-records.new.${session?.account?.account_id ?? ''}`, fresh)
  const [chosen, setPlace] = useState<Division | null>()
  // Her own place until she chooses another.
  const place = chosen === undefined ? (own.data?.division ?? null) : chosen
  const save = useSave(clear)
  const kind = kinds.find((one) => one.code === draft.kind)
  useOtherId(draft, change, save.problem)
  const submit = () => save.submit(manyOf(draft, { kinds, place: place?.code, locale }))
  return (
    <EditorPage
      header={{
        title: w('page.many'),
        sub: w('page.many_sub'),
        crumbs: [{ title: w('page.acts'), href: '/care-records' }, { title: w('page.many') }],
      }}
      effect={<Counted draft={draft} kind={kind} />}
    >
      <Card>
        <Form onSubmit={submit} issues={save.issues} problem={save.problemFor(draft.guests)} label={w('page.many')}>
          <KindPicker
            name="kind"
            label={w('page.many_what')}
            kinds={kinds}
            value={draft.kind}
            onChange={(code) => change({ kind: code })}
          />
          <DayField value={draft.happened_on} today={today} onChange={(happened_on) => change({ happened_on })} />
          <DivisionPicker name="place" label={w('column.place')} value={place} within={home} onChange={setPlace} />
          {kind === undefined ? null : <OfKind kind={kind} draft={draft} change={change} />}
          <FormEnd>
            <Button type="submit" look="primary" busy={save.pending}>
              {w('page.save')}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </EditorPage>
  )
}

interface OfKindProps {
  readonly kind: Kinds[number]
  readonly draft: ManyDraft
  readonly change: (more: Partial<ManyDraft>) => void
}

/** The fields that the kind counts; what it cannot do without is not called optional. */
function OfKind({ kind, draft, change }: OfKindProps) {
  const w = useWords(careRecordsWords)
  const needs = (...some: string[]) => kind.needs.some((need) => some.includes(need))
  return (
    <>
      <TextField
        name="title"
        label={w('column.title')}
        hint={w('page.title_hint')}
        optional={!needs('title')}
        maxLength={120}
        value={draft.title}
        onChange={(title) => change({ title })}
      />
      {kind.units.includes('person') ? (
        <GuestsField guests={draft.guests} optional={!needs('persons')} onChange={(guests) => change({ guests })} />
      ) : null}
      <FigureFields
        kind={kind}
        figures={['headcount', 'minutes', 'copies', 'views', 'quantity', 'amount_fen']}
        value={(figure) => draft[figure]}
        onChange={(figure, text) => change({ [figure]: text })}
      />
      <NoteField value={draft.note} onChange={(note) => change({ note })} />
    </>
  )
}

/** Sends the act once, then shows it among the acts of its day and kind, where it can be taken back. */
function useSave(clear: () => void) {
  const w = useWords(careRecordsWords)
  const go = useGo()
  const [issues, setIssues] = useState(NONE)
  const [sent, setSent] = useState<readonly string[]>([])
  const send = useCommand(logAct, {
    topics: ['families', 'today', 'reports'],
    done: (_, { body }) => {
      clear()
      toast(w('page.saved'))
      const day = body.happened_on ?? ''
      go(`/care-records?kinds=${body.kind}&from=${day}&to=${day}`)
    },
  })
  const submit = ({ body, faults }: ReturnType<typeof manyOf>) => {
    send.reset()
    setIssues(faults)
    setSent(body?.person_ids ?? [])
    if (body) void send.send({ body })
  }
  const problemFor = (guests: readonly Guest[]) => guestsProblem(send.problem, sent, guests)
  return { submit, issues, problem: send.problem, problemFor, pending: send.pending }
}

/** Says of each guest who was not accepted that it is she; whoever was taken off the list since is no fault any more. */
function guestsProblem(problem: Problem | null, sent: readonly string[], guests: readonly Guest[]): Problem | null {
  if (problem === null || problem.issues.length === 0) return problem
  const gone = new Set(sent.filter((id) => guests.every((guest) => guest.person_id !== id)).map(personPlace))
  const issues = atPersons(problem.issues, sent).filter((issue) => !gone.has(issue.place))
  return issues.length === 0 ? null : new Problem({ ...problem.body, issues })
}

/** Beside the form: what of it the statement will count, each with its unit. */
function Counted({ draft, kind }: { draft: ManyDraft; kind: Kinds[number] | undefined }) {
  const w = useWords(careRecordsWords)
  if (kind === undefined) {
    return (
      <Card title={w('page.counts')}>
        <EmptyState heading={false} title={w('page.counts_none')}>
          {w('page.counts_none_text')}
        </EmptyState>
      </Card>
    )
  }
  const of = (figure: Figure) => wholeOf(draft[figure]) ?? 0
  const has = (unit: Kinds[number]['units'][number]) => kind.units.includes(unit)
  const guests = has('person') ? draft.guests : []
  const households = new Set(guests.map((guest) => guest.family_id)).size
  const pairs = [
    { label: w('page.sessions'), value: <Count value={1} unit="session" />, shown: has('session') },
    { label: w('page.households'), value: <Count value={households} unit="household" />, shown: has('household') },
    {
      label: w('page.person_times'),
      value: <Count value={guests.length + of('headcount')} unit="person_time" />,
      shown: has('person_time'),
    },
    { label: w('page.copies'), value: <Count value={of('copies')} unit="copy" />, shown: has('copy') },
    { label: w('page.views'), value: <Count value={of('views')} unit="view" />, shown: has('view') },
    { label: w('page.pieces'), value: <Count value={of('quantity')} unit="piece" />, shown: has('piece') },
  ]
  return (
    <Card title={w('page.counts')}>
      <KeyValue pairs={pairs.filter(({ shown }) => shown)} />
      <Sub small>{w('page.counts_note')}</Sub>
    </Card>
  )
}
