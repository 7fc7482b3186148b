import type { ReactNode } from 'react'
import { formatCount } from '../../../kernel/units.ts'
import { Link } from './link.tsx'

export interface SheetGroup {
  readonly title: string
  readonly columns: readonly { readonly key: string; readonly title: string }[]
}

export interface SheetCell {
  readonly value: number | string
  /** The list behind the figure. */
  readonly href?: string
  /** What the figure is, for those who cannot see its place: `金辰街道 日常走访 户`. */
  readonly label?: string
}

export interface SheetRow {
  readonly id: string
  readonly title: string
  readonly total?: boolean
  readonly cells: Readonly<Record<string, SheetCell>>
}

// Wider than a phone: it scrolls, and what scrolls must be reachable from the keyboard.
const scrolls = { tabIndex: 0 } as const

/** A statutory form exactly as it prints: heads of two storeys, a row a place, each figure a link to what it counts. */
export function Sheet({
  label,
  corner,
  groups,
  rows,
  caption,
}: {
  /** The name of the form. */
  label: string
  corner: string
  groups: readonly SheetGroup[]
  rows: readonly SheetRow[]
  caption: ReactNode
}) {
  const columns = groups.flatMap((group) => group.columns.map((column) => ({ ...column, group: group.title })))
  return (
    <div>
      <div className="nx-sheet-note">{caption}</div>
      <section className="nx-sheet-wrap" aria-label={label} {...scrolls}>
        <table className="nx-sheet" aria-label={label}>
          <thead>
            <tr>
              <th rowSpan={2} scope="col">
                {corner}
              </th>
              {groups.map((group) => (
                <th key={group.title} colSpan={group.columns.length} scope="colgroup">
                  {group.title}
                </th>
              ))}
            </tr>
            <tr>
              {columns.map((column) => (
                <th key={`${column.group} ${column.key}`} scope="col">
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} data-total={row.total === true ? '' : undefined}>
                <th scope="row">{row.title}</th>
                {columns.map((column) => (
                  <td key={`${column.group} ${column.key}`}>
                    <Figure cell={row.cells[column.key]} otherwise={`${row.title} ${column.group} ${column.title}`} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}

function Figure({ cell, otherwise }: { cell: SheetCell | undefined; otherwise: string }) {
  if (!cell) return null
  const text = typeof cell.value === 'number' ? formatCount(cell.value, 'zh') : cell.value
  if (cell.href === undefined) return text
  return (
    <Link href={cell.href} aria-label={`${cell.label ?? otherwise} ${text}`}>
      {text}
    </Link>
  )
}
