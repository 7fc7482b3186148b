import type { ReactNode } from 'react'

interface NestedProps {
  /** What a screen reader calls the group. */
  readonly label: string
  /** The controls of the group itself. */
  readonly head?: ReactNode
  readonly items: readonly { readonly key: string; readonly content: ReactNode }[]
  /** What adds to the group. */
  readonly end?: ReactNode
}

/** A group of parts inside a form, which may hold groups again; a line at its side shows how deep it lies. */
export function Nested({ label, head, items, end }: NestedProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would be read again before each field of a deep rule
    <div className="nx-nested" role="group" aria-label={label}>
      {head ?? null}
      {items.length === 0 ? null : (
        <ol>
          {items.map(({ key, content }) => (
            <li key={key}>{content}</li>
          ))}
        </ol>
      )}
      {end ?? null}
    </div>
  )
}

/** Fields side by side; `end` holds the buttons of the row. */
export function FieldRow({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div className="nx-field-row">
      {children}
      {end === undefined ? null : <div className="nx-field-row-end">{end}</div>}
    </div>
  )
}
