import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { ChoiceField, EmptyState, Field, SearchInput, Stack } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { careKinds } from '../contract/index.ts'
import { THEMES } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'

export type Kinds = ResponseOf<typeof careKinds>['kinds']

interface KindPickerProps {
  readonly name: string
  readonly label: string
  readonly kinds: Kinds
  /** The code chosen; one that is not among the kinds is as good as none. */
  readonly value: string
  readonly onChange: (code: string) => void
}

/** One of many kinds of act: by its group, or by a part of its name. */
export function KindPicker({ name, label, kinds, value, onChange }: KindPickerProps) {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const [text, setText] = useState('')
  const [opened, setOpened] = useState<(typeof THEMES)[number]>()
  const theme = opened ?? kinds.find((kind) => kind.code === value)?.theme
  const typed = text.trim().toLowerCase()
  const named = (kind: Kinds[number]) => (locale === 'en' ? kind.name_en : kind.name_zh)
  const shown = kinds.filter((kind) =>
    typed === '' ? kind.theme === theme : [kind.name_zh, kind.name_en].some((one) => one.toLowerCase().includes(typed)),
  )
  const themes = THEMES.filter((one) => kinds.some((kind) => kind.theme === one))
  return (
    <Stack gap="tight">
      <Field name={name} label={label}>
        {(control) => (
          <SearchInput
            {...control}
            placeholder={w('page.kind_search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              // Enter looks; it must not send the form around the field.
              if (event.key === 'Enter') event.preventDefault()
            }}
          />
        )}
      </Field>
      {typed === '' ? (
        <ChoiceField
          name={`${name}.theme`}
          label={w('page.theme')}
          size="small"
          optional
          value={theme ?? ''}
          options={themes.map((one) => ({ value: one, label: w(`theme.${one}`) }))}
          onChange={setOpened}
        />
      ) : null}
      {shown.length > 0 ? (
        <ChoiceField
          name={`${name}.of`}
          label={w('page.kinds_of')}
          value={value}
          options={shown.map((kind) => ({ value: kind.code, label: named(kind) }))}
          onChange={onChange}
        />
      ) : typed === '' ? null : (
        <EmptyState title={w('page.kind_none')} heading={false}>
          {w('page.kind_none_text')}
        </EmptyState>
      )}
    </Stack>
  )
}
