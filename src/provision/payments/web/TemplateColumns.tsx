import { Button, Card, FieldRow, Nested, SelectField, Stack, TextField } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { ANSWER_FIELDS, LINE_FIELDS } from '../rules/templates.ts'
import { paymentsWords } from '../words/index.ts'
import type { TemplateForm } from './template-draft.ts'

type Part = 'line' | 'answer'
/** A column of either file while it is written; only one of the file for the bank may have a text. */
interface Row {
  readonly field: string
  readonly header: string
  readonly width: number
  readonly text?: string | null
}

const WIDTH = 20
const MOST = 20

/** The columns of one of the two files, in their order. */
export function TemplateColumns({
  part,
  form,
  change,
}: {
  part: Part
  form: TemplateForm
  change: (more: Partial<TemplateForm>) => void
}) {
  const w = useWords(paymentsWords)
  const rows: readonly Row[] = form[part]
  const put = (next: readonly Row[]) => change({ [part]: next })
  const swap = (at: number, other: number) => {
    const [one, two] = [rows[at], rows[other]]
    if (one && two) put(rows.with(at, two).with(other, one))
  }
  const fresh: Row = {
    field: part === 'line' ? 'constant' : 'ignored',
    header: '',
    width: WIDTH,
    ...(part === 'line' ? { text: '' } : {}),
  }
  return (
    <Card title={w(`template.page.${part}`)} note={w(`template.page.${part}_note`)}>
      <Nested
        label={w(`template.page.${part}`)}
        items={rows.map((row, i) => ({
          key: String(i),
          content: (
            <ColumnRow
              part={part}
              at={i}
              row={row}
              fixed={form.format === 'fixed'}
              change={(more) => put(rows.with(i, { ...row, ...more }))}
              end={
                <>
                  <Button look="quiet" disabled={i === 0} onClick={() => swap(i, i - 1)}>
                    {w('template.page.up')}
                  </Button>
                  <Button look="quiet" disabled={i === rows.length - 1} onClick={() => swap(i, i + 1)}>
                    {w('template.page.down')}
                  </Button>
                  <Button look="quiet" onClick={() => put(rows.toSpliced(i, 1))}>
                    {w('template.page.remove')}
                  </Button>
                </>
              }
            />
          ),
        }))}
        end={
          <Stack>
            <Button disabled={rows.length >= MOST} onClick={() => put([...rows, fresh])}>
              {w('template.page.add')}
            </Button>
          </Stack>
        }
      />
    </Card>
  )
}

interface ColumnProps {
  part: Part
  at: number
  row: Row
  fixed: boolean
  change: (more: Partial<Row>) => void
  end: React.ReactNode
}

function ColumnRow({ part, at, row, fixed, change, end }: ColumnProps) {
  const w = useWords(paymentsWords)
  const name = (what: string) => `${part}.${at}.${what}`
  const fields = part === 'line' ? LINE_FIELDS : ANSWER_FIELDS
  return (
    <FieldRow end={end}>
      <SelectField
        name={name('field')}
        label={`${at + 1}. ${w('template.page.field_label')}`}
        value={row.field}
        options={fields.map((value) => ({ value, label: w(`template.field.${value}`) }))}
        onChange={(field) => {
          if (field !== '') change({ field, ...(part === 'line' ? { text: field === 'constant' ? '' : null } : {}) })
        }}
      />
      <TextField
        name={name('header')}
        label={w('template.page.header')}
        maxLength={20}
        value={row.header}
        onChange={(header) => change({ header })}
      />
      {row.field === 'constant' ? (
        <TextField
          name={name('text')}
          label={w('template.page.text')}
          maxLength={60}
          value={row.text ?? ''}
          onChange={(text) => change({ text })}
        />
      ) : null}
      {fixed ? (
        <TextField
          name={name('width')}
          label={w('template.page.width')}
          inputMode="numeric"
          maxLength={3}
          value={row.width === 0 ? '' : String(row.width)}
          onChange={(width) => change({ width: Number(width.replaceAll(/\D/g, '')) })}
        />
      ) : null}
    </FieldRow>
  )
}
