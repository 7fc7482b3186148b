import type { ReactNode } from 'react'
import { useToday } from '../../clock.ts'
import { useJoining, useShellWords } from '../../i18n/index.ts'
import { Button, type Tone } from './basics.tsx'

export interface TimelineItem {
  readonly id: string
  /** Civil date of the act. */
  readonly on: string
  /** Below the date: 重阳. */
  readonly on_note?: string
  readonly tone?: Tone
  readonly title: ReactNode
  /** Who, how long, beside the title. */
  readonly beside?: ReactNode
  readonly detail?: ReactNode
}

/** Acts in the order given. A year is named unless it is the present one standing first; `more` fetches what follows. */
export function Timeline({
  items,
  more,
  fetching_more,
  empty,
  level = 3,
}: {
  items: readonly TimelineItem[]
  more?: () => void
  fetching_more?: boolean
  empty: ReactNode
  /** Of the years: 2 where the page's own heading stands right above. */
  level?: 2 | 3 | undefined
}) {
  const w = useShellWords()
  const present = useToday().slice(0, 4)
  if (items.length === 0) return <div className="nx-card">{empty}</div>
  const Year = level === 2 ? 'h2' : 'h3'
  const years = [...new Set(items.map((item) => item.on.slice(0, 4)))]
  return (
    <div className="nx-card">
      {years.map((year, index) => (
        <div key={year}>
          {index === 0 && year === present ? null : <Year className="nx-event-year">{year}</Year>}
          <ol className="nx-timeline">
            {items
              .filter((item) => item.on.startsWith(year))
              .map((item) => (
                <TimelineRow key={item.id} item={item} />
              ))}
          </ol>
        </div>
      ))}
      {more ? (
        <div className="nx-table-foot">
          <Button onClick={more} busy={fetching_more}>
            {w('more_unknown')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function TimelineRow({ item }: { item: TimelineItem }) {
  return (
    <li className="nx-event" data-tone={item.tone ?? 'accent'}>
      <div className="nx-event-when">
        <time dateTime={item.on} title={item.on}>
          {item.on.slice(5)}
        </time>
        {item.on_note === undefined ? null : <div>{item.on_note}</div>}
      </div>
      <span className="nx-event-dot" aria-hidden="true" />
      <div className="nx-event-body">
        <b>{item.title}</b> {item.beside}
        {item.detail === undefined ? null : <div className="nx-sub">{item.detail}</div>}
      </div>
    </li>
  )
}

export interface Step {
  readonly id: string
  readonly title: string
  /** Who did it when, or who will. */
  readonly note?: ReactNode
  readonly state: 'done' | 'now' | 'todo' | 'stopped'
}

/** Where a run stands, told truthfully: a step is done only when somebody did it. */
export function Stepper({ steps, label }: { steps: readonly Step[]; label: string }) {
  const w = useShellWords()
  const joined = useJoining()
  const state = { done: w('step_done'), now: w('step_now'), todo: w('step_todo'), stopped: w('step_stopped') }
  return (
    <ol className="nx-steps" aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.id}
          className="nx-step"
          data-state={step.state}
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          <b>{step.title}</b>
          <span className="nx-sr">{joined.aside(state[step.state])}</span>
          <small>{step.note}</small>
        </li>
      ))}
    </ol>
  )
}
