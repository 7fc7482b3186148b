import { Link } from './link.tsx'

/** One figure of a statement: a name, a value with its unit, and how many records stand behind it. */
export interface FigureLine {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly unit: string
  /** The exact value where the one shown is rounded: on hover, and said to those who cannot see. */
  readonly exact?: string
  readonly records: string
  /** The list behind the figure. */
  readonly href: string
  /** What the link says by itself: `节日走访慰问 1,741 户次，打开名单`. */
  readonly label: string
  readonly nought?: boolean
}

export interface FigureSection {
  readonly id: string
  readonly title: string
  readonly lines: readonly FigureLine[]
}

/** A statement of sections exactly as it prints: a line a figure, each value a link to what it counts. */
export function SectionSheet({
  label,
  columns,
  sections,
}: {
  label: string
  columns: { readonly name: string; readonly value: string; readonly unit: string; readonly records: string }
  sections: readonly FigureSection[]
}) {
  return (
    <table className="nx-sheet nx-sections" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{columns.name}</th>
          <th scope="col" data-align="end">
            {columns.value}
          </th>
          <th scope="col">{columns.unit}</th>
          <th scope="col" data-align="end" data-part="records">
            {columns.records}
          </th>
        </tr>
      </thead>
      {sections.map((section) => (
        <tbody key={section.id}>
          <tr>
            <th scope="rowgroup" colSpan={4}>
              {section.title}
            </th>
          </tr>
          {section.lines.map((line) => (
            <tr key={line.id}>
              <th scope="row">{line.name}</th>
              <td data-align="end" data-nought={line.nought === true ? '' : undefined}>
                <Link href={line.href} title={line.exact} aria-label={line.label}>
                  {line.value}
                </Link>
              </td>
              <td data-align="start">{line.unit}</td>
              <td data-align="end" data-part="records">
                {line.records}
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}

export interface Bar {
  readonly id: string
  readonly label: string
  readonly value: number
  /** The value with its unit. */
  readonly text: string
  readonly exact?: string
  readonly href?: string
}

/** Places side by side: bar and value in one table, each line opening its own list. */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const top = Math.max(1, ...bars.map((bar) => bar.value))
  return (
    <table className="nx-bars" aria-label={label}>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.id}>
            <th scope="row">{bar.href === undefined ? bar.label : <Link href={bar.href}>{bar.label}</Link>}</th>
            <td aria-hidden="true">
              <span style={{ width: `${(Math.max(bar.value, 0) / top) * 100}%` }} />
            </td>
            <td title={bar.exact}>{bar.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
