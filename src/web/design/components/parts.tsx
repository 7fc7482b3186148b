import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from 'react'

/** An act that stands inside a line of text. */
export function TextButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="nx-plain-button" onClick={onClick}>
      {children}
    </button>
  )
}

/** The padding that a flush card leaves to its parts. */
export function Pad({ children }: { children: ReactNode }) {
  return <div className="nx-card-pad">{children}</div>
}

/** Said to a screen reader when it changes, and shown to nobody. */
export function Told({ children }: { children: ReactNode }) {
  return <output className="nx-sr">{children}</output>
}

/** Parts beside each other where there is room, below each other where not. */
export function Beside({ children }: { children: ReactNode }) {
  return <div className="nx-figures-beside">{children}</div>
}

/** The fields that narrow a list. */
export function FilterFields({ children }: { children: ReactNode }) {
  return <div className="nx-filter-fields">{children}</div>
}

/** Several boxes under one question. */
export function FieldGroup({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <fieldset className="nx-field">
      <legend className="nx-label">{label}</legend>
      {children}
    </fieldset>
  )
}

/** The cards of a long form, all of which can be locked at once. */
export function FormParts({ locked, children }: { locked?: boolean | undefined; children: ReactNode }) {
  return (
    <fieldset disabled={locked} className="nx-form-parts nx-stack nx-stack-wide">
      {children}
    </fieldset>
  )
}

/** The field of a search, for a `Field` that brings the label. */
export function SearchInput(props: Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'className'>) {
  return <input {...props} className="nx-input" type="search" autoComplete="off" />
}

/** A choice inside a table's cell; its name comes by `aria-label`. */
export function SelectInput(
  props: Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'> & { 'aria-label': string },
) {
  return <select {...props} className="nx-select" />
}
