import { Card, FileLines, Notice, Stack, Sub } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { BankLayout } from '../rules/index.ts'
import { paymentsWords } from '../words/index.ts'
import { answerSample, writtenSample } from './template-sample.ts'

/** The first lines as they will be written, and the answer as it should read. */
export function TemplatePreview({ layout }: { layout: BankLayout }) {
  const w = useWords(paymentsWords)
  const written = writtenSample(layout)
  return (
    <>
      <Card title={w('template.page.preview')}>
        <Stack gap="tight">
          <Sub small>{w('template.page.preview_note')}</Sub>
          {Array.isArray(written) ? (
            <FileLines label={w('template.page.preview')} lines={written} />
          ) : (
            <Notice
              tone="attention"
              title={w('template.page.preview_long', {
                field: 'too_long' in written ? written.too_long : written.unwritable,
              })}
            />
          )}
        </Stack>
      </Card>
      <Card title={w('template.page.preview_answer')}>
        <FileLines label={w('template.page.preview_answer')} lines={answerSample(layout)} />
      </Card>
    </>
  )
}
