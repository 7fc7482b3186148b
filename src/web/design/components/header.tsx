import { useEffect, type ReactNode } from 'react'
import { useShellWords } from '../../i18n/index.ts'
import { Link } from './link.tsx'

export interface Crumb {
  readonly title: string
  readonly href?: string
}

export interface PageHeaderProps {
  /** Also the title of the window; text, so that history and screen readers can say it. */
  readonly title: string
  /** Chips beside the title. */
  readonly beside?: ReactNode
  readonly crumbs?: readonly Crumb[]
  readonly sub?: ReactNode
  /** Search, pickers, buttons; the last one is the page's one call to action. */
  readonly actions?: ReactNode
}

export function PageHeader({ title, beside, crumbs, sub, actions }: PageHeaderProps) {
  const w = useShellWords()
  const product = w('product')
  useEffect(() => {
    document.title = `${title} · ${product}`
  }, [title, product])
  return (
    <header className="nx-page-header">
      <div className="nx-page-title">
        {crumbs === undefined ? null : (
          <ol className="nx-crumbs">
            {crumbs.map((crumb) => (
              <li key={crumb.title}>
                {crumb.href === undefined ? crumb.title : <Link href={crumb.href}>{crumb.title}</Link>}
              </li>
            ))}
          </ol>
        )}
        <h1 tabIndex={-1}>
          {title} {beside}
        </h1>
        {sub === undefined ? null : <div className="nx-sub">{sub}</div>}
      </div>
      {actions === undefined ? null : <div className="nx-page-actions">{actions}</div>}
    </header>
  )
}

/** Shown on paper only: a heading with place, period and who printed it. */
export function PrintOnly({ children }: { children: ReactNode }) {
  return <div className="nx-print-only">{children}</div>
}

/** Not on paper. */
export function ScreenOnly({ children }: { children: ReactNode }) {
  return <div className="nx-screen-only">{children}</div>
}
