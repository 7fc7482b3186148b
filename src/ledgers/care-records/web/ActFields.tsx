import { TextField } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { careRecordsWords } from '../words/index.ts'

interface FieldProps {
  readonly value: string
  readonly onChange: (text: string) => void
}

/** The day of an act, today at the latest. */
export function DayField({ value, today, onChange }: FieldProps & { readonly today: string }) {
  const w = useWords(careRecordsWords)
  return (
    <TextField name="happened_on" label={w('page.on_day')} type="date" max={today} value={value} onChange={onChange} />
  )
}

/** What there is to say of an act beside its figures. */
export function NoteField({ value, onChange }: FieldProps) {
  const w = useWords(careRecordsWords)
  return (
    <TextField
      name="note"
      label={w('page.note')}
      hint={w('page.note_hint')}
      optional
      rows={3}
      maxLength={2000}
      value={value}
      onChange={onChange}
    />
  )
}
