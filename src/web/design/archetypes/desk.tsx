import type { ReactNode } from 'react'
import { PageHeader, type PageHeaderProps } from '../components/header.tsx'

interface Slots {
  readonly header: PageHeaderProps
  readonly children: ReactNode
}

/** Work in order: a soft strip above, groups of rows, and what else matters today at the side. Fill it with `Queue`. */
export function QueuePage({ header, notice, side, children }: Slots & { notice?: ReactNode; side?: ReactNode }) {
  return (
    <div className="nx-page">
      <PageHeader {...header} />
      {notice ?? null}
      <div className="nx-two" data-alone={side === undefined ? '' : undefined}>
        <div className="nx-stack nx-stack-wide">{children}</div>
        {side === undefined ? null : <aside className="nx-stack">{side}</aside>}
      </div>
    </div>
  )
}

/** Search first, filters in the address, then the table. Fill it with `DataTable`. */
export function ListPage({ header, search, filters, children }: Slots & { search?: ReactNode; filters?: ReactNode }) {
  return (
    <div className="nx-page">
      <PageHeader {...header} />
      {search === undefined && filters === undefined ? null : (
        <div className="nx-list-tools">
          {search ?? null}
          {filters ?? null}
        </div>
      )}
      <div className="nx-stack">{children}</div>
    </div>
  )
}

/** One family, home or person. Left: who and what matters now. Centre: what happened. Right: what is due and what has come. */
export function FilePage({
  header,
  notice,
  left,
  right,
  children,
}: Slots & { notice?: ReactNode; left: ReactNode; right: ReactNode }) {
  return (
    <div className="nx-page">
      <PageHeader {...header} />
      {notice ?? null}
      <div className="nx-file">
        <div className="nx-stack">{left}</div>
        <div className="nx-file-centre nx-stack">{children}</div>
        <div className="nx-file-right nx-stack">{right}</div>
      </div>
    </div>
  )
}

/** A run, a round, an import: `Stepper`, `Kpis`, differences, and who may do what at the side. */
export function RunPage({
  header,
  steps,
  figures,
  side,
  children,
}: Slots & { steps: ReactNode; figures?: ReactNode; side?: ReactNode }) {
  return (
    <div className="nx-page">
      <PageHeader {...header} />
      {steps === null && figures === undefined ? null : (
        <div>
          {steps}
          {figures ?? null}
        </div>
      )}
      <div className="nx-two" data-alone={side === undefined ? '' : undefined}>
        <div className="nx-stack nx-stack-wide">{children}</div>
        {side === undefined ? null : <aside className="nx-stack">{side}</aside>}
      </div>
    </div>
  )
}

/** Left the thing in plain words, right its effect on the real register, which stays in sight. */
export function EditorPage({ header, effect, children }: Slots & { effect: ReactNode }) {
  return (
    <div className="nx-page">
      <PageHeader {...header} />
      <div className="nx-editor">
        <div className="nx-stack">{children}</div>
        <aside className="nx-editor-effect nx-stack">{effect}</aside>
      </div>
    </div>
  )
}

/** Tiles that compare; a tile opens its list. Fill it with `Section` and `Tiles`. */
export function BoardPage({ header, children }: Slots) {
  return (
    <div className="nx-page">
      <PageHeader {...header} />
      {children}
    </div>
  )
}

/** A report: the form as it prints (`Sheet`), trend and gaps below it. Pickers and exports go into the header's actions. */
export function FigurePage({
  header,
  sheet,
  beside,
}: Omit<Slots, 'children'> & { sheet: ReactNode; beside?: ReactNode }) {
  return (
    <div className="nx-page">
      <PageHeader {...header} />
      {sheet}
      {beside === undefined ? null : <div className="nx-figures-beside">{beside}</div>}
    </div>
  )
}
