import type { Call } from '../../../platform/call.ts'
import { writeWorkbook } from '../../../platform/exchange/write-xlsx.ts'
import { fieldsOf, isOfTemplate, splitField } from '../rules/index.ts'
import { say } from './say.ts'

/** An empty roster, one row for each person: the headers it has are the ones that are read without any mapping. */
export function templateFile(call: Call): Promise<Uint8Array> {
  const columns = fieldsOf('person_rows')
    .filter(isOfTemplate)
    .map((field) => ({ key: field, header: headerOf(field), kind: 'text' as const }))
  return writeWorkbook({
    at: call.now,
    sheets: [
      {
        name: say('zh', 'imports.template_sheet'),
        columns,
        rows: [],
      },
      {
        name: say(call.locale, 'imports.template_notes'),
        columns: [{ key: 'note', header: say(call.locale, 'imports.template_notes'), kind: 'text', width: 100 }],
        rows: Array.from({ length: TEMPLATE_NOTES }, (_, index) => ({
          note: say(call.locale, `imports.template_note_${index + 1}`),
        })),
      },
    ],
  })
}

const TEMPLATE_NOTES = 7

/** The Chinese name of the field: a header that the importer understands by itself. */
function headerOf(field: Parameters<typeof splitField>[0]): string {
  const { attribute } = splitField(field)
  return say('zh', `imports.attributes.${attribute}`)
}
