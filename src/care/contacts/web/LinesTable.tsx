import { uuid } from '../../../kernel/ids.ts'
import { useState } from 'react'
import {
  Button,
  Cluster,
  ConfirmWithNumbers,
  Count,
  DataTable,
  EmptyState,
  FilterChips,
  Money,
  ReasonedActDialog,
  Section,
  Sub,
  toast,
  UrlSelect,
  type Column,
} from '../../../web/design/index.ts'
import { useCommand, useMarked, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listLines, tickLines, undoTick } from '../contract/index.ts'
import { mayTick } from '../rules/index.ts'
import { contactsWords } from '../words/index.ts'
import { headsText, type Line, type Round, StateChip, Wishes } from './line.tsx'
import type { Places } from './PlacesCard.tsx'

const TOPICS = ['today', 'care-records', 'entitlements', 'contacts']

/** The families of a round by community; chosen ones can be ticked together, as lists come back on paper. */
export function LinesTable({ round, places }: { round: Round; places: Places }) {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const url = useUrlState()
  const [asking, setAsking] = useState(false)
  const may = useMay('contacts.tick_many') && round.state === 'open'
  const list = usePages(
    listLines,
    {
      params: { round_id: round.round_id },
      query: {
        division: url.one('place') === '' ? undefined : Number(url.one('place')),
        open: url.one('open') === 'yes' ? 'yes' : undefined,
        worker: url.one('worker') === 'me' ? 'me' : undefined,
      },
    },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const marked = useMarked(list, (line) => line.line_id)
  const open = marked.rows.filter((line) => mayTick(line.state))
  const columns = useColumns(round)
  const options = [{ value: '', label: w('page.all_places') }, ...places.map(optionOf)]
  return (
    <Section title={w('page.lines')} note={<Count value={round.progress.households} unit="household" />}>
      <FilterChips
        sets={[
          { name: 'open', label: w('page.state'), options: [{ value: 'yes', label: w('page.only_open') }] },
          { name: 'worker', label: w('page.worker'), options: [{ value: 'me', label: w('page.only_mine') }] },
        ]}
      >
        <UrlSelect name="place" label={w('page.by_place')} options={options} />
      </FilterChips>
      <DataTable
        {...list}
        label={w('page.lines')}
        columns={columns}
        id={(row) => row.line_id}
        href={(row) => `/families/${row.family_id}`}
        name={(row) => headsText(row, locale)}
        total={undefined}
        empty={<EmptyState title={w('page.empty_lines')} />}
        selection={
          may
            ? {
                ids: marked.ids,
                onChange: marked.set,
                actions: (
                  <Button look="primary" disabled={open.length === 0} onClick={() => setAsking(true)}>
                    {w('page.tick_chosen')}
                  </Button>
                ),
              }
            : undefined
        }
      />
      {asking ? (
        <TickMany
          round={round}
          lines={open}
          onClose={() => {
            setAsking(false)
            marked.set([])
          }}
        />
      ) : null}
    </Section>
  )
}

const optionOf = (place: Places[number]) => ({
  value: String(place.community),
  label: place.community_name ?? String(place.community),
})

function TickMany({ round, lines, onClose }: { round: Round; lines: readonly Line[]; onClose: () => void }) {
  const w = useWords(contactsWords)
  const [id] = useState(() => crypto.randomUUID())
  const count = lines.length
  const persons = lines.reduce((sum, line) => sum + line.persons.filter((person) => person.parent).length, 0)
  const tick = useCommand(tickLines, {
    topics: TOPICS,
    done: (answer) => {
      toast(w('page.ticked', { count: answer.ticked }))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('page.tick_many_title', { count })}
      act={w('page.tick_many_title', { count })}
      busy={tick.pending}
      problem={tick.problem}
      facts={[
        { label: w('page.reached'), value: <Count value={count} unit="household" /> },
        { label: w('page.persons'), value: <Count value={persons} unit="person" /> },
        { label: w('page.money'), value: <Money fen={round.cash_fen * count} exact /> },
      ]}
      onClose={onClose}
      onConfirm={() =>
        void tick.send({
          params: { round_id: round.round_id },
          body: { id: uuid(id), lines: lines.map(({ line_id }) => ({ line_id })) },
        })
      }
    >
      <Sub>{w('page.tick_many_note')}</Sub>
    </ConfirmWithNumbers>
  )
}

/** Takes a visit back: asks of which family and why, as the counter-record keeps both. */
function Undo({ round, line }: { round: Round; line: Line }) {
  const w = useWords(contactsWords)
  const [asking, setAsking] = useState(false)
  const name = headsText(line, useLocale())
  const close = () => setAsking(false)
  return (
    <>
      <Button look="quiet" aria-label={w('page.undo_of', { name })} onClick={() => setAsking(true)}>
        {w('page.undo')}
      </Button>
      {asking ? <UndoDialog round={round} line={line} name={name} onClose={close} /> : null}
    </>
  )
}

function UndoDialog({ round, line, name, onClose }: { round: Round; line: Line; name: string; onClose: () => void }) {
  const w = useWords(contactsWords)
  const [id] = useState(() => crypto.randomUUID())
  const undo = useCommand(undoTick, {
    topics: TOPICS,
    done: () => {
      toast(w('page.undone'))
      onClose()
    },
  })
  return (
    <ReasonedActDialog
      title={w('page.undo_of', { name })}
      note={w('page.undo_note')}
      label={w('page.undo_reason')}
      act={w('page.undo')}
      command={undo}
      onClose={onClose}
      onSend={(reason) =>
        void undo.send({
          params: { round_id: round.round_id, line_id: line.line_id },
          body: { counter_id: uuid(id), reason },
        })
      }
    />
  )
}

function useColumns(round: Round): Column<Line>[] {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const session = useSession().data
  const may = useMay('contacts.tick')
  const officer = session?.active_post?.role !== 'community_worker'
  const own = (line: Line) => officer || line.done_by_name === session?.account?.display_name
  return [
    { key: 'who', title: w('page.who'), cell: (row) => headsText(row, locale) },
    {
      key: 'place',
      title: w('page.place'),
      cell: (row) => (
        <div>
          {row.community_name} <Wishes line={row} />
        </div>
      ),
    },
    { key: 'worker', title: w('page.worker'), cell: (row) => row.worker_name ?? <Sub>{w('page.nobody')}</Sub> },
    {
      key: 'state',
      title: w('page.state'),
      cell: (row) => (
        <Cluster>
          <StateChip line={row} />
          {row.done_on === null ? null : <Sub small>{row.done_on}</Sub>}
        </Cluster>
      ),
    },
    {
      key: 'money',
      title: w('page.money'),
      align: 'end',
      cell: (row) => (row.amount_fen > 0 ? <Money fen={row.amount_fen} exact /> : null),
    },
    {
      key: 'do',
      title: w('page.undo'),
      align: 'end',
      cell: (row) => (may && row.done_on !== null && own(row) ? <Undo round={round} line={row} /> : null),
    },
  ]
}
