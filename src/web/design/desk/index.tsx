import { ConfigProvider, DatePicker, Select } from 'antd'
import en_us from 'antd/locale/en_US'
import zh_cn from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useLocale, useShellWords } from '../../i18n/index.ts'
import { Field } from '../components/forms.tsx'
import type { Option } from '../components/controls.tsx'
import { theme } from '../theme.ts'

/**
 * Heavy controls for the desk. Importing this file brings the component library with it: only pages behind a lazy route do, and
 * never the pages a phone or an elder opens.
 */
export function Desk({ children }: { children: ReactNode }) {
  const locale = useLocale()
  return (
    <ConfigProvider
      theme={theme}
      locale={locale === 'zh' ? zh_cn : en_us}
      getPopupContainer={(node) => node?.closest('dialog') ?? node?.parentElement ?? document.body}
      button={{ autoInsertSpace: false }}
      csp={{ nonce: pageNonce() }}
    >
      {children}
    </ConfigProvider>
  )
}

/** Styles made at run time carry the page's nonce, without which its policy refuses them. */
function pageNonce(): string | undefined {
  return document.querySelector<HTMLElement>('[nonce]')?.nonce
}

interface Common {
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
  readonly optional?: boolean
}

/**
 * A civil date `YYYY-MM-DD` from a calendar, from `min` to `max` where they are said; '' when none is chosen. A typed day beyond them is
 * not taken, and the field says so.
 */
export function DateField({
  name,
  label,
  hint,
  optional,
  value,
  min,
  max,
  onChange,
}: Common & {
  value: string
  min?: string | undefined
  max?: string | undefined
  onChange: (date: string) => void
}) {
  const w = useShellWords()
  const [beyond, setBeyond] = useState(false)
  // The calendar drops what it does not take as soon as the field is left; left by a key, it has put back the day of before when it tells
  // of leaving. So what was found stays said until something else is typed or chosen.
  const look = ({ target }: { target: EventTarget }) => {
    const typed = target instanceof HTMLInputElement ? target.value : ''
    const day = /^\d{4}-\d{2}-\d{2}$/.test(typed)
    if (day && ((min !== undefined && typed < min) || (max !== undefined && typed > max))) setBeyond(true)
  }
  const bounds = w(min === undefined ? 'date_until' : max === undefined ? 'date_from' : 'date_between', {
    min: min ?? '',
    max: max ?? '',
  })
  return (
    <Desk>
      <Field name={name} label={label} hint={beyond ? bounds : hint} optional={optional}>
        {(control) => (
          <DatePicker
            {...control}
            value={value === '' ? null : dayjs(value)}
            format="YYYY-MM-DD"
            {...(min === undefined ? {} : { minDate: dayjs(min) })}
            {...(max === undefined ? {} : { maxDate: dayjs(max) })}
            onBlur={look}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === 'Tab') look(event)
              else if (event.key.length === 1 || event.key === 'Backspace' || event.key === 'Delete') setBeyond(false)
            }}
            onChange={(date) => {
              setBeyond(false)
              onChange(date?.format('YYYY-MM-DD') ?? '')
            }}
          />
        )}
      </Field>
    </Desk>
  )
}

/** First and last day of a span, both included. */
export function DateRangeField({
  name,
  label,
  hint,
  optional,
  value,
  onChange,
}: Common & { value: readonly [string, string]; onChange: (range: [string, string]) => void }) {
  const [from, to] = value
  return (
    <Desk>
      <Field name={name} label={label} hint={hint} optional={optional}>
        {({ id }) => (
          <DatePicker.RangePicker
            id={{ start: id, end: `${id}-to` }}
            value={from === '' || to === '' ? null : [dayjs(from), dayjs(to)]}
            format="YYYY-MM-DD"
            onChange={(dates) =>
              onChange([dates?.[0]?.format('YYYY-MM-DD') ?? '', dates?.[1]?.format('YYYY-MM-DD') ?? ''])
            }
          />
        )}
      </Field>
    </Desk>
  )
}

interface SearchableProps extends Common {
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
  /** When given, typing asks the server; otherwise the options at hand are filtered. */
  readonly onSearch?: (text: string) => void
  readonly busy?: boolean
  readonly placeholder?: string
}

/** One of many: typed, filtered, chosen. For divisions, staff, policies. */
export function SearchableSelectField(props: SearchableProps) {
  const { name, label, hint, optional, value, options, onChange, onSearch, busy, placeholder } = props
  return (
    <Desk>
      <Field name={name} label={label} hint={hint} optional={optional}>
        {(control) => (
          <Select
            id={control.id}
            aria-label={label}
            aria-describedby={control['aria-describedby']}
            showSearch={onSearch === undefined ? { optionFilterProp: 'label' } : { filterOption: false, onSearch }}
            allowClear={optional === true}
            loading={busy}
            placeholder={placeholder}
            value={value === '' ? undefined : value}
            options={options.map((option) => ({ ...option }))}
            onChange={(chosen: string | undefined) => onChange(chosen ?? '')}
            popupRender={(list) => <NamedList label={label}>{list}</NamedList>}
            style={{ width: '100%' }}
          />
        )}
      </Field>
    </Desk>
  )
}

/** The opened list has no name of its own; without one a screen reader says only "list". */
function NamedList({ label, children }: { label: string; children: ReactNode }) {
  const around = useRef<HTMLDivElement>(null)
  useEffect(() => {
    for (const list of around.current?.querySelectorAll('[role="listbox"]') ?? [])
      list.setAttribute('aria-label', label)
  })
  return <div ref={around}>{children}</div>
}

interface MultipleProps extends Common {
  readonly values: readonly string[]
  readonly options: readonly Option[]
  readonly onChange: (values: string[]) => void
  readonly placeholder?: string
}

/** Several of many, as removable chips. */
export function MultipleSelectField({
  name,
  label,
  hint,
  optional,
  values,
  options,
  onChange,
  placeholder,
}: MultipleProps) {
  return (
    <Desk>
      <Field name={name} label={label} hint={hint} optional={optional}>
        {(control) => (
          <Select
            id={control.id}
            aria-label={label}
            aria-describedby={control['aria-describedby']}
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={placeholder}
            value={[...values]}
            options={options.map((option) => ({ ...option }))}
            onChange={(chosen: string[]) => onChange(chosen)}
            popupRender={(list) => <NamedList label={label}>{list}</NamedList>}
            style={{ width: '100%' }}
          />
        )}
      </Field>
    </Desk>
  )
}
