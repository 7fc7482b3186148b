import { useState } from 'react'
import { Button, Card, CheckField, Form, FormEnd, SelectField, Stack, Sub, toast } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { type ImportDetail, mapColumns } from '../contract.ts'
import { type Field, fieldsOf, type Layout, LAYOUTS, splitField } from '../rules/fields.ts'
import { importsWords } from '../words/index.ts'

interface SheetDraft {
  readonly sheet: string
  readonly read: boolean
  readonly layout: Layout
  readonly fields: Readonly<Record<string, Field | null>>
}

/** What each column is: guessed, shown with samples, put right by the officer, remembered for next time. */
export function ColumnsSection({ detail, onDone }: { detail: ImportDetail; onDone: () => void }) {
  const w = useWords(importsWords)
  const [sheets, setSheets] = useState<readonly SheetDraft[]>(() => detail.sheets.map(draftOf))
  const map = useCommand(mapColumns, {
    done: () => {
      toast(w('mapped_toast'))
      onDone()
    },
  })
  const change = (name: string, more: Partial<SheetDraft>) =>
    setSheets(sheets.map((sheet) => (sheet.sheet === name ? { ...sheet, ...more } : sheet)))
  const send = () =>
    void map.send({
      params: { import_id: detail.import_id },
      body: {
        version: detail.version,
        sheets: sheets.map(({ sheet, read, layout, fields }) => ({
          sheet,
          read,
          layout,
          columns: Object.entries(fields).map(([letter, field]) => ({ letter, field })),
        })),
      },
    })
  return (
    <Form problem={map.problem} onSubmit={send} label={w('columns')}>
      <Stack>
        <Sub>{w('columns_text')}</Sub>
        {sheets.map((sheet) => (
          <SheetCard key={sheet.sheet} sheet={sheet} detail={detail} onChange={(more) => change(sheet.sheet, more)} />
        ))}
        <FormEnd>
          <Button type="submit" look="primary" busy={map.pending}>
            {w('save_columns')}
          </Button>
        </FormEnd>
      </Stack>
    </Form>
  )
}

function draftOf(sheet: ImportDetail['sheets'][number]): SheetDraft {
  const fields = Object.fromEntries(sheet.columns.map((column) => [column.letter, column.field]))
  return { sheet: sheet.sheet, read: sheet.read, layout: sheet.layout, fields }
}

interface SheetProps {
  readonly sheet: SheetDraft
  readonly detail: ImportDetail
  readonly onChange: (more: Partial<SheetDraft>) => void
}

function SheetCard({ sheet, detail, onChange }: SheetProps) {
  const w = useWords(importsWords)
  const columns = detail.sheets.find((one) => one.sheet === sheet.sheet)?.columns ?? []
  const taken = new Set(Object.values(sheet.fields))
  const options = (own: Field | null) =>
    fieldsOf(sheet.layout)
      .filter((field) => field === own || !taken.has(field))
      .map((value) => ({ value, label: labelOf(w, value) }))
  return (
    <Card title={sheet.sheet}>
      <Stack>
        <CheckField
          name={`${sheet.sheet}.read`}
          label={w('read_sheet')}
          checked={sheet.read}
          onChange={(read) => onChange({ read })}
        />
        {sheet.read ? (
          <>
            <SelectField
              name={`${sheet.sheet}.layout`}
              label={w('layout')}
              value={sheet.layout}
              options={LAYOUTS.map((value) => ({ value, label: w(`layouts.${value}`) }))}
              onChange={(layout) => onChange({ layout: layout === '' ? sheet.layout : layout })}
            />
            {columns.map((column) => (
              <SelectField
                key={column.letter}
                name={`${sheet.sheet}.${column.letter}`}
                label={`${column.letter} · ${column.header}`}
                hint={column.samples.length > 0 ? `${w('samples')} ${column.samples.join(' · ')}` : undefined}
                value={sheet.fields[column.letter] ?? ''}
                placeholder={w('not_read')}
                options={options(sheet.fields[column.letter] ?? null)}
                optional
                onChange={(field) =>
                  onChange({ fields: { ...sheet.fields, [column.letter]: field === '' ? null : field } })
                }
              />
            ))}
          </>
        ) : null}
      </Stack>
    </Card>
  )
}

function labelOf(w: ReturnType<typeof useWords<typeof importsWords>>, field: Field): string {
  const { role, attribute } = splitField(field)
  const whose = role === 'person' || role === 'household' ? '' : w(`roles.${role}`)
  return whose + w(`attributes.${attribute}`)
}
