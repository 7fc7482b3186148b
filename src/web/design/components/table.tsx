import { useRef, type ReactNode } from 'react'
import { formatCount } from '../../../kernel/units.ts'
import { useShellWords } from '../../i18n/index.ts'
import type { Problem } from '../../problem.ts'
import { Button } from './basics.tsx'
import { useRowKeys, useRowPress } from './keys.ts'
import { Link } from './link.tsx'
import { ListSkeleton } from './skeletons.tsx'
import { ProblemNotice } from './states.tsx'

export interface Column<T> {
  readonly key: string
  readonly title: string
  readonly cell: (row: T) => ReactNode
  /** Figures stand at the end. */
  readonly align?: 'end'
  readonly width?: number | string
  /** Sentences: on a card they stand below their label, from the left. */
  readonly prose?: boolean
}

export interface Selection {
  readonly ids: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
  /** Shown above the rows while any are chosen. */
  readonly actions: ReactNode
}

export interface TableProps<T> {
  /** Names the table for those who cannot see it. */
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly id: (row: T) => string
  /** Where a row leads; its first column becomes the link. */
  readonly href?: (row: T) => string
  readonly name?: (row: T) => string
  readonly pending?: boolean
  readonly problem?: Problem | null
  readonly retry?: () => void
  readonly more?: () => void
  readonly fetching_more?: boolean
  /** The rows still answer the question asked before. */
  readonly earlier?: boolean
  /** Known total; leave out rather than count at a price. */
  readonly total?: number
  readonly total_or_more?: boolean
  readonly empty: ReactNode
  readonly selection?: Selection
}

// Cards on a phone take the table's display away, and in some browsers its meaning with it: the roles keep it.
const as = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const

function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]
}

/** A plain table: search engines of the eye. Rows by j/k, cards on a phone, "more" by keyset. */
export function DataTable<T>(props: TableProps<T>) {
  const { rows, columns, label, selection } = props
  const wrap = useRef<HTMLDivElement>(null)
  useRowKeys(wrap, 'tbody tr')
  useRowPress(wrap, 'tbody tr')
  if (props.problem && rows.length === 0) return <ProblemNotice problem={props.problem} retry={props.retry} />
  // That nobody was found is said only of what was asked.
  const none = rows.length === 0
  if (props.pending === true || (none && props.earlier === true)) return <ListSkeleton columns={columns.length} />
  return (
    <div className="nx-table-wrap" ref={wrap}>
      {selection && selection.ids.length > 0 ? <Bulk selection={selection} /> : null}
      {none ? (
        props.empty
      ) : (
        <div className="nx-table-scroll">
          <table
            className="nx-table"
            {...as.table}
            aria-label={label}
            aria-busy={props.earlier === true ? true : undefined}
            data-opens={props.href ? '' : undefined}
          >
            <Head columns={columns} rows={rows} id={props.id} selection={selection} />
            <tbody {...as.rowgroup}>
              {rows.map((row) => (
                <Row key={props.id(row)} row={row} table={props} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {none ? null : <Foot {...props} />}
    </div>
  )
}

function Bulk({ selection }: { selection: Selection }) {
  const w = useShellWords()
  return (
    <div className="nx-bulk">
      <output>{w('selected', { count: selection.ids.length })}</output>
      {selection.actions}
      <Button look="quiet" onClick={() => selection.onChange([])}>
        {w('cancel')}
      </Button>
    </div>
  )
}

function Head<T>({ columns, rows, id, selection }: Pick<TableProps<T>, 'columns' | 'rows' | 'id' | 'selection'>) {
  const w = useShellWords()
  return (
    <thead {...as.rowgroup}>
      <tr {...as.row}>
        {selection ? (
          <th {...as.columnheader} scope="col" style={{ width: 40 }}>
            <input
              type="checkbox"
              aria-label={w('select_all')}
              checked={rows.every((row) => selection.ids.includes(id(row)))}
              onChange={(event) => selection.onChange(event.target.checked ? rows.map((row) => id(row)) : [])}
            />
          </th>
        ) : null}
        {columns.map((column) => (
          <th
            key={column.key}
            {...as.columnheader}
            scope="col"
            data-align={column.align}
            style={{ width: column.width }}
          >
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Row<T>({ row, table }: { row: T; table: TableProps<T> }) {
  const w = useShellWords()
  const { columns, selection } = table
  const id = table.id(row)
  return (
    <tr {...as.row}>
      {selection ? (
        <td {...as.cell} data-label="" data-select="">
          <input
            type="checkbox"
            aria-label={w('select_row', { name: table.name?.(row) ?? id })}
            checked={selection.ids.includes(id)}
            onChange={() => selection.onChange(toggled(selection.ids, id))}
          />
        </td>
      ) : null}
      {columns.map((column, index) => {
        const content = column.cell(row)
        const opens = index === 0 && table.href !== undefined
        return (
          <td
            key={column.key}
            {...as.cell}
            data-label={column.title}
            data-align={column.align}
            data-prose={column.prose === true ? '' : undefined}
            data-primary-cell={index === 0 ? '' : undefined}
            data-empty={content === null || content === undefined || content === '' ? '' : undefined}
          >
            {opens && table.href ? (
              <Link href={table.href(row)} data-primary="">
                {content}
              </Link>
            ) : (
              <div>{content}</div>
            )}
          </td>
        )
      })}
    </tr>
  )
}

/** As many rows as one counts at a glance: a complete table no longer than this says no number. */
const QUIET = 10

function Foot<T>({ rows, total, total_or_more, more, fetching_more, problem, retry }: TableProps<T>) {
  const w = useShellWords()
  const count = formatCount(rows.length, 'zh')
  const all = total === undefined ? undefined : formatCount(total, 'zh') + (total_or_more === true ? '+' : '')
  const said =
    total !== undefined && total > rows.length
      ? w('shown_of', { shown: count, total: all ?? '' })
      : more
        ? w('shown', { shown: count })
        : rows.length > QUIET
          ? w('in_all', { shown: count })
          : undefined
  if (said === undefined && !problem) return null
  return (
    <div className="nx-table-foot">
      <output>{said}</output>
      {problem ? <ProblemNotice problem={problem} retry={retry} /> : null}
      {more ? (
        <Button onClick={more} busy={fetching_more}>
          {w('more_unknown')}
        </Button>
      ) : null}
    </div>
  )
}
