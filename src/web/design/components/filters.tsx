import { useEffect, useRef, useState, type ReactNode } from 'react'
import { formatCount } from '../../../kernel/units.ts'
import { useShellWords } from '../../i18n/index.ts'
import { useGo, useUrlState, withSearch } from '../../url.ts'
import { useSlash } from './keys.ts'

export interface FilterOption {
  readonly value: string
  readonly label: string
  readonly count?: number
}

export interface FilterSet {
  /** The key in the address. */
  readonly name: string
  readonly label: string
  readonly options: readonly FilterOption[]
  /** Several may hold at once. */
  readonly multiple?: boolean
  /** What holds while nothing is pressed, for a set of which one always holds. */
  readonly fallback?: string
}

/** Filters as chips; what is pressed stands in the address. */
export function FilterChips({ sets, children }: { sets: readonly FilterSet[]; children?: ReactNode }) {
  const w = useShellWords()
  const url = useUrlState()
  const any = sets.some((set) => url.many(set.name).length > 0)
  const heldOf = (set: FilterSet): readonly string[] => {
    const held = url.many(set.name)
    return held.length === 0 && set.fallback !== undefined ? [set.fallback] : held
  }
  const press = (set: FilterSet, value: string) => {
    const held = url.many(set.name)
    const without = held.filter((one) => one !== value)
    if (held.includes(value)) url.change({ [set.name]: without })
    else url.change({ [set.name]: set.multiple === true ? [...held, value] : value })
  }
  return (
    <div className="nx-filters">
      {children ?? null}
      {sets
        .filter((set) => set.options.length > 0)
        .map((set) => (
          <fieldset className="nx-filter-set" key={set.name}>
            <legend className="nx-small">{set.label}</legend>
            {set.options.map((option) => (
              <button
                key={option.value}
                type="button"
                className="nx-filter"
                aria-pressed={heldOf(set).includes(option.value)}
                onClick={() => press(set, option.value)}
              >
                {option.label} {option.count === undefined ? null : formatCount(option.count, 'zh')}
              </button>
            ))}
          </fieldset>
        ))}
      {any ? (
        <button
          type="button"
          className="nx-plain-button nx-small"
          onClick={() => url.change(Object.fromEntries(sets.map((set) => [set.name, undefined])))}
        >
          {w('clear_filters')}
        </button>
      ) : null}
    </div>
  )
}

/** A picker whose choice stands in the address: period, place, order. The first option is the default and leaves no trace there. */
export function UrlSelect({ name, label, options }: { name: string; label: string; options: readonly FilterOption[] }) {
  const url = useUrlState()
  const first = options[0]?.value ?? ''
  return (
    <select
      className="nx-select"
      data-quiet=""
      aria-label={label}
      value={url.one(name) || first}
      onChange={(event) => url.change({ [name]: event.target.value === first ? undefined : event.target.value })}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

/** A day in the address, such as the first or last of a period; '' is open. */
export function UrlDate({ name, label }: { name: string; label: string }) {
  const url = useUrlState()
  return (
    <label className="nx-url-date">
      <span>{label}</span>
      <input
        className="nx-input"
        type="date"
        value={url.one(name)}
        onChange={(event) => url.change({ [name]: event.target.value })}
      />
    </label>
  )
}

interface SearchProps {
  /** `go` opens `/find?q=…` on Enter; otherwise the words are written into the address of this page as one types. */
  readonly go?: string
  readonly name?: string
  readonly placeholder?: string
  readonly autoFocus?: boolean
}

/** Where one types a name, pinyin or last digits. `/` leads here from anywhere on the page. */
export function SearchBox({ go, name = 'q', placeholder, autoFocus }: SearchProps) {
  const w = useShellWords()
  const url = useUrlState()
  const navigate = useGo()
  const input = useRef<HTMLInputElement>(null)
  const held = go === undefined ? url.one(name) : ''
  const [text, setText] = useState(held)
  const composing = useRef(false)
  useSlash(input)
  useEffect(() => {
    if (document.activeElement !== input.current) setText(held)
  }, [held])
  useEffect(() => {
    if (autoFocus === true) input.current?.focus()
  }, [autoFocus])
  const { change } = url
  useEffect(() => {
    if (go !== undefined || text === held || composing.current) return
    const timer = setTimeout(() => change({ [name]: text.trim() }), 250)
    return () => clearTimeout(timer)
  }, [text, held, go, name, change])
  return (
    <search className="nx-search">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (go === undefined) change({ [name]: text.trim() })
          else if (text.trim() !== '') navigate(withSearch(go, { [name]: text.trim() }))
        }}
      >
        <input
          ref={input}
          className="nx-input"
          type="text"
          enterKeyHint="search"
          autoComplete="off"
          aria-label={w('search_label')}
          aria-keyshortcuts="/"
          placeholder={placeholder ?? w('search_placeholder')}
          value={text}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={(event) => {
            composing.current = false
            setText(event.currentTarget.value)
          }}
          onChange={(event) => setText(event.target.value)}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  )
}
