import { useState } from 'react'
import {
  Button,
  Card,
  CheckField,
  Cluster,
  type Column,
  DataTable,
  ProblemNotice,
  SelectField,
  SelectInput,
  Stack,
  Sub,
  toast,
} from '../../../web/design/index.ts'
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
    <Stack>
      {map.problem ? <ProblemNotice problem={map.problem} /> : null}
      <Sub>{w('columns_text')}</Sub>
      {sheets.map((sheet) => (
        <SheetCard key={sheet.sheet} sheet={sheet} detail={detail} onChange={(more) => change(sheet.sheet, more)} />
      ))}
      <Cluster>
        <Button look="primary" busy={map.pending} onClick={send}>
          {w('save_columns')}
        </Button>
      </Cluster>
    </Stack>
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
  const table: Column<(typeof columns)[number]>[] = [
    { key: 'header', title: w('header'), cell: (row) => `${row.letter} · ${row.header}`, width: 240 },
    {
      key: 'meaning',
      title: w('meaning'),
      cell: (row) => (
        <Meaning
          sheet={sheet}
          letter={row.letter}
          header={row.header}
          onChange={(field) => onChange({ fields: { ...sheet.fields, [row.letter]: field } })}
        />
      ),
      width: 260,
    },
    { key: 'samples', title: w('samples'), cell: (row) => <Sub>{row.samples.join(' · ')}</Sub> },
  ]
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
            <DataTable label={w('columns')} columns={table} rows={columns} id={(row) => row.letter} empty={null} />
          </>
        ) : null}
      </Stack>
    </Card>
  )
}

interface MeaningProps {
  readonly sheet: SheetDraft
  readonly letter: string
  readonly header: string
  readonly onChange: (field: Field | null) => void
}

/** One meaning is chosen once: those of other columns are not offered. */
function Meaning({ sheet, letter, header, onChange }: MeaningProps) {
  const w = useWords(importsWords)
  const own = sheet.fields[letter] ?? null
  const taken = new Set(Object.values(sheet.fields))
  const free = fieldsOf(sheet.layout).filter((field) => field === own || !taken.has(field))
  return (
    <SelectInput
      aria-label={`${w('meaning')} ${letter} ${header}`}
      value={own ?? ''}
      onChange={(event) => onChange(free.find((field) => field === event.target.value) ?? null)}
    >
      <option value="">{w('not_read')}</option>
      {free.map((field) => (
        <option key={field} value={field}>
          {labelOf(w, field)}
        </option>
      ))}
    </SelectInput>
  )
}

function labelOf(w: ReturnType<typeof useWords<typeof importsWords>>, field: Field): string {
  const { role, attribute } = splitField(field)
  const whose = role === 'person' || role === 'household' ? '' : w(`roles.${role}`)
  return whose + w(`attributes.${attribute}`)
}
