import { uuid } from '../../../kernel/ids.ts'
import { useState } from 'react'
import {
  Button,
  ButtonLink,
  Count,
  Kpi,
  Kpis,
  Money,
  Reading,
  RunPage,
  RunSkeleton,
  Stepper,
  type Step,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { unitWord } from '../../../kernel/units.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { showRound } from '../contract/index.ts'
import { leftOf } from '../rules/index.ts'
import { contactsWords } from '../words/index.ts'
import { AssignDialog } from './AssignDialog.tsx'
import { CloseDialog } from './CloseDialog.tsx'
import { LinesTable } from './LinesTable.tsx'
import { RouteDialog } from './RouteDialog.tsx'
import { PlacesCard } from './PlacesCard.tsx'

type Shown = ResponseOf<typeof showRound>

/** One round at the desk: where it stands, 户 人 元, the list, and what may be done with it. */
export function RoundPage() {
  const round_id = uuid(usePathPart('round_id'))
  const shown = useApi(showRound, { params: { round_id } })
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {(data) => <Run shown={data} />}
    </Reading>
  )
}

function Run({ shown }: { shown: Shown }) {
  const w = useWords(contactsWords)
  const { round, places, mine, whole } = shown
  const [dialog, setDialog] = useState<'assign' | 'close' | 'route'>()
  const close = () => setDialog(undefined)
  const plan = useMay('contacts.plan')
  const tick = useMay('contacts.tick')
  const running = round.state === 'open'
  return (
    <RunPage
      header={{
        title: round.title,
        sub: [round.division_name, `${round.opens_on} – ${round.closes_on}`, round.created_by_name]
          .filter((text) => text !== null)
          .join(' · '),
        crumbs: [{ title: w('page.rounds'), href: '/rounds' }, { title: round.title }],
        actions: (
          <>
            {tick ? <Button onClick={() => setDialog('route')}>{w('page.sheet')}</Button> : null}
            {running && plan ? <Button onClick={() => setDialog('assign')}>{w('page.assign')}</Button> : null}
            {running && plan && whole ? <Button onClick={() => setDialog('close')}>{w('page.close')}</Button> : null}
            {running && tick ? (
              <ButtonLink href={`/rounds/${round.round_id}/walk`} look="primary">
                {w('page.walk')}
              </ButtonLink>
            ) : null}
          </>
        ),
      }}
      steps={<Steps shown={shown} />}
      figures={<Figures shown={shown} />}
      side={<PlacesCard places={places} />}
    >
      <LinesTable round={round} places={places} />
      {dialog === 'assign' ? <AssignDialog round={round} places={places} onClose={close} /> : null}
      {dialog === 'close' ? <CloseDialog round={round} onClose={close} /> : null}
      {dialog === 'route' ? <RouteDialog round={round} mine={mine.open} onClose={close} /> : null}
    </RunPage>
  )
}

function Steps({ shown: { round } }: { shown: Shown }) {
  const w = useWords(contactsWords)
  const { households, unassigned, reached } = round.progress
  const left = leftOf(round.progress)
  const closed = round.state === 'closed'
  const given = unassigned === 0 || closed
  const steps: Step[] = [
    { id: 'made', title: w('page.step_made'), note: w('page.families_of', { count: households }), state: 'done' },
    {
      id: 'assigned',
      title: w('page.step_assigned'),
      note: given ? w('page.step_assigned_all') : w('page.step_unassigned', { count: unassigned }),
      state: given ? 'done' : 'now',
    },
    {
      id: 'walking',
      title: w('page.step_walking'),
      note: w('page.progress', { reached, households }),
      state: closed || left === 0 ? 'done' : reached > 0 || given ? 'now' : 'todo',
    },
    {
      id: 'closed',
      title: w('page.step_closed'),
      note: closed
        ? left === 0
          ? undefined
          : w('page.left_at_end', { count: left })
        : w('page.by', { date: round.closes_on }),
      state: closed ? 'done' : 'todo',
    },
  ]
  return <Stepper label={w('page.state')} steps={steps} />
}

function Figures({ shown: { round } }: { shown: Shown }) {
  const w = useWords(contactsWords)
  const { households, reached, reached_by_phone, persons, amount_fen, quantity, refused, quiet, away } = round.progress
  const left = leftOf(round.progress)
  return (
    <Kpis>
      <Kpi
        label={w('page.reached')}
        value={`${reached} / ${households}`}
        unit={unitWord('household', useLocale(), households)}
        note={[
          reached_by_phone > 0 ? w('page.by_phone', { count: reached_by_phone }) : '',
          left > 0 ? w('page.left', { count: left }) : '',
        ]
          .filter((text) => text !== '')
          .join(' · ')}
      />
      <Kpi
        label={w('page.persons')}
        value={<Count value={persons} unit="person" />}
        note={round.gift === null ? undefined : `${round.gift} × ${quantity}`}
      />
      <Kpi
        label={w('page.money')}
        value={<Money fen={amount_fen} />}
        note={amount_fen < 1_000_000 ? undefined : <Money fen={amount_fen} exact />}
      />
      <Kpi
        label={w('page.refused')}
        value={<Count value={refused + quiet} unit="household" />}
        note={away > 0 ? w('page.away', { count: away }) : w('page.honoured')}
      />
    </Kpis>
  )
}
