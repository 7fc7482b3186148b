import { useState, type InputHTMLAttributes, type ReactNode } from 'react'
import { useShellWords } from '../../i18n/index.ts'
import { Field, PartFault } from './forms.tsx'

interface Common {
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
  readonly optional?: boolean
}

interface TextProps extends Common {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'password' | 'tel' | 'date' | 'email'
  readonly inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode']
  readonly autoComplete?: string
  readonly placeholder?: string
  readonly maxLength?: number
  /** First and last day of a date. */
  readonly min?: string
  readonly max?: string
  readonly disabled?: boolean
  /** Written behind the value: 元, 小时. */
  readonly unit?: string
  /** Several lines. */
  readonly rows?: number
}

/** One line or several of text; a date with `type="date"`; a number with its `unit`. */
export function TextField({
  name,
  label,
  hint,
  optional,
  value,
  onChange,
  rows,
  unit,
  type = 'text',
  ...rest
}: TextProps) {
  return (
    <Field name={name} label={label} hint={hint} optional={optional}>
      {(control) => {
        if (rows !== undefined) {
          return (
            <textarea
              {...control}
              {...rest}
              className="nx-input"
              rows={rows}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )
        }
        const input = (
          <input
            {...control}
            {...rest}
            className="nx-input"
            type={type}
            value={value}
            autoComplete={rest.autoComplete ?? 'off'}
            onChange={(event) => onChange(event.target.value)}
          />
        )
        return unit === undefined ? (
          input
        ) : (
          <span className="nx-with-unit">
            {input}
            <span>{unit}</span>
          </span>
        )
      }}
    </Field>
  )
}

export interface Option<T extends string = string> {
  readonly value: T
  readonly label: string
}

interface SelectProps<T extends string> extends Common {
  readonly value: T | ''
  readonly options: readonly Option<T>[]
  readonly onChange: (value: T | '') => void
  /** Shown while nothing is chosen. */
  readonly placeholder?: string
}

/** A short list to choose one from; above some thirty options use the desk's searchable one. */
export function SelectField<T extends string>({
  name,
  label,
  hint,
  optional,
  value,
  options,
  onChange,
  placeholder,
}: SelectProps<T>) {
  const w = useShellWords()
  return (
    <Field name={name} label={label} hint={hint} optional={optional}>
      {(control) => (
        <select
          {...control}
          className="nx-select"
          value={value}
          onChange={(event) => onChange(options.find((option) => option.value === event.target.value)?.value ?? '')}
        >
          <option value="">{placeholder ?? w('choose')}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface ChoiceProps<T extends string> extends Common {
  readonly value: T | ''
  readonly options: readonly Option<T>[]
  readonly onChange: (value: T) => void
  /** `small` fits four in a row on a phone. */
  readonly size?: 'normal' | 'small'
}

/** A few answers side by side, one tap each. */
export function ChoiceField<T extends string>({
  name,
  label,
  hint,
  optional,
  value,
  options,
  onChange,
  size = 'normal',
}: ChoiceProps<T>) {
  return (
    <Field name={name} label={label} hint={hint} optional={optional} group>
      {(control) => (
        <div
          className="nx-choices"
          data-size={size}
          style={size === 'small' ? { ['--choice' as string]: '78px' } : undefined}
        >
          {options.map((option) => (
            <label className="nx-choice" key={option.value}>
              <input
                type="radio"
                name={control.id}
                value={option.value}
                checked={option.value === value}
                onChange={() => onChange(option.value)}
              />
              <span>{option.label}</span>
            </label>
          ))}
        </div>
      )}
    </Field>
  )
}

/** One yes or no. */
export function CheckField({
  name,
  label,
  hint,
  checked,
  onChange,
}: Omit<Common, 'optional'> & { checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <div className="nx-field">
      <label className="nx-check">
        <input type="checkbox" name={name} checked={checked} onChange={(event) => onChange(event.target.checked)} />
        <span>{label}</span>
      </label>
      {hint === undefined ? null : <span className="nx-hint">{hint}</span>}
      <PartFault name={name} label={label} />
    </div>
  )
}

interface FileProps extends Common {
  /** Such as `.xlsx,.csv`. */
  readonly accept: string
  readonly onChange: (file: File | undefined) => void
}

export function FileField({ name, label, hint, optional, accept, onChange }: FileProps) {
  const w = useShellWords()
  const [chosen, setChosen] = useState('')
  return (
    <Field name={name} label={label} hint={hint} optional={optional}>
      {(control) => (
        <span className="nx-file-field">
          <span className="nx-button" aria-hidden="true">
            {w('choose_file')}
          </span>
          <span className="nx-sub">{chosen === '' ? w('no_file') : chosen}</span>
          <input
            {...control}
            type="file"
            accept={accept}
            onChange={(event) => {
              const file = event.target.files?.[0]
              setChosen(file?.name ?? '')
              onChange(file)
            }}
          />
        </span>
      )}
    </Field>
  )
}
