import { useState, type ReactNode } from 'react'
import { useShellWords } from '../../i18n/index.ts'
import { isCell, type Problem } from '../../problem.ts'
import { Button, ButtonLink } from './basics.tsx'

/** What an empty place means, and what one could do. */
export function EmptyState({
  title,
  children,
  action,
  heading = 2,
}: {
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  /** Level of the title; `false` inside a list that has its own. */
  heading?: 1 | 2 | false
}) {
  return (
    <div className="nx-empty">
      <svg
        className="nx-empty-mark"
        viewBox="0 0 40 40"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path d="M9 18h22v6a9 9 0 0 1-9 9h-4a9 9 0 0 1-9-9z" strokeLinejoin="round" />
        <path d="M31 20h2a4 4 0 0 1 0 8h-2M15 13c-1.5-2 1.5-3 0-5M21 13c-1.5-2 1.5-3 0-5" strokeLinecap="round" />
      </svg>
      {heading === 1 ? <h1 tabIndex={-1}>{title}</h1> : heading === 2 ? <h2>{title}</h2> : <b>{title}</b>}
      {children === undefined ? null : <p>{children}</p>}
      {action ?? null}
    </div>
  )
}

// What scrolls must be reachable from the keyboard.
const scrolls = { tabIndex: 0 } as const

/** A refusal with its place, its reason and the way out. `retry` is offered where trying again may help. */
export function ProblemNotice({
  problem,
  retry,
  show_issues = true,
}: {
  problem: Problem
  retry?: () => void
  show_issues?: boolean
}) {
  const w = useShellWords()
  const { body } = problem
  const here = body.detail === undefined
  const reason = body.detail ?? (problem.status === 0 ? w('problem_network') : w('problem_unknown'))
  const next =
    body.next ?? (here ? (problem.status === 0 ? w('problem_network_next') : w('problem_unknown_next')) : null)
  const issues = show_issues ? problem.issues : []
  return (
    <div className="nx-notice" data-tone="attention" role="alert">
      <div>
        <b>{reason}</b>
        {!isCell(body.place) || issues.length > 0 ? null : (
          <div className="nx-sub">{w('where', { place: body.place })}</div>
        )}
        {next === null ? null : <div className="nx-sub">{next}</div>}
        {issues.length === 0 ? null : (
          <ul className="nx-problem-issues" {...(issues.length > 8 ? scrolls : {})}>
            {issues.map((issue) => (
              <li key={`${issue.place} ${issue.code}`}>
                {isCell(issue.place) ? <b>{issue.place} </b> : null}
                {issue.detail}
              </li>
            ))}
          </ul>
        )}
        {problem.status < 500 || body.request_id === undefined ? null : (
          <div className="nx-sub nx-small">
            {w('request_number')} {body.request_id}
          </div>
        )}
      </div>
      {retry === undefined ? null : <Button onClick={retry}>{w('retry')}</Button>}
    </div>
  )
}

export interface Read<T> {
  readonly data: T | undefined
  readonly error: Problem | null
  readonly isPending: boolean
  /** What is shown still answers the question asked before. */
  readonly isPlaceholderData?: boolean
  readonly refetch: () => unknown
}

/**
 * Shows the page's shape while reading, the reason when it cannot be read, and the page once it is.
 * `part` says that it is only a part of a page whose heading already stands, `kept` that the last answer stays in sight while
 * another question is on its way.
 */
export function Reading<T>({
  of,
  skeleton,
  part,
  kept,
  children,
}: {
  of: Read<T>
  skeleton: ReactNode
  part?: boolean
  kept?: boolean
  children: (data: T) => ReactNode
}) {
  const w = useShellWords()
  if (of.data !== undefined)
    return kept === true ? <Earlier now={of.isPlaceholderData}>{children(of.data)}</Earlier> : children(of.data)
  if (of.error === null) return skeleton
  if (of.error.status === 404) return <NotFound part={part} />
  return (
    <>
      {part === true ? null : <h1 className="nx-sr">{w('crash_title')}</h1>}
      <ProblemNotice problem={of.error} retry={() => void of.refetch()} />
    </>
  )
}

/** What may still answer the question asked before: paler, and said to be busy, until the answer to this one is here. */
export function Earlier({ now, children }: { now: boolean | undefined; children: ReactNode }) {
  return (
    <div className="nx-earlier" aria-busy={now === true ? true : undefined}>
      {children}
    </div>
  )
}

/** The same answer for what does not exist and what is out of reach; a whole page of it has a way on. */
export function NotFound({ part }: { part?: boolean }) {
  const w = useShellWords()
  const home = part === true ? undefined : <ButtonLink href="/">{w('go_home')}</ButtonLink>
  return (
    <div className="nx-card">
      <EmptyState heading={part === true ? 2 : 1} title={w('not_found_title')} action={home}>
        {w('not_found_text')}
      </EmptyState>
    </div>
  )
}

/** Text kept in this browser tab while it is being written, so that a reload or a lost network loses nothing; `clear` when it is sent. */
export function useDraft<T extends object>(key: string, initial: T): [T, (change: Partial<T>) => void, () => void] {
  const [draft, setDraft] = useState<T>(() => {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(`draft.${key}`) ?? 'null')
      return typeof kept === 'object' && kept !== null ? { ...initial, ...kept } : initial
    } catch {
      return initial
    }
  })
  const keep = (value: T | undefined) => {
    setDraft(value ?? initial)
    try {
      if (value === undefined) sessionStorage.removeItem(`draft.${key}`)
      else sessionStorage.setItem(`draft.${key}`, JSON.stringify(value))
    } catch {
      // Without storage the draft lives as long as the page.
    }
  }
  return [draft, (change) => keep({ ...draft, ...change }), () => keep(undefined)]
}
