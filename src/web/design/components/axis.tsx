import type { ReactNode } from 'react'
import { useShellWords } from '../../i18n/index.ts'

/** The bars that are not the one looked at. */
export const PALE_BAR = 'var(--accent-pale)'

/** What stands below a row of bars, each mark in the middle of its point. */
export function AxisMarks({ points }: { points: readonly { readonly label: string; readonly mark?: string }[] }) {
  return (
    <div className="nx-trend-axis" aria-hidden="true">
      {points.map((point, index) =>
        point.mark === undefined ? null : (
          <span key={point.label} style={{ left: `${((index + 0.5) / points.length) * 100}%` }}>
            {point.mark}
          </span>
        ),
      )}
    </div>
  )
}

/** The same figures as a table, one tap away. */
export function AsTable({ title, children }: { title: string; children: ReactNode }) {
  const w = useShellWords()
  return (
    <details>
      <summary>{w('as_table')}</summary>
      <table className="nx-sheet">
        <caption className="nx-sr">{title}</caption>
        {children}
      </table>
    </details>
  )
}
