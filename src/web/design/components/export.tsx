import { useRef, useState } from 'react'
import { useShellWords } from '../../i18n/index.ts'
import { useAttempt } from '../../attempt.ts'
import { Button } from './basics.tsx'
import { ChoiceField, TextField } from './controls.tsx'
import { Dialog } from './dialogs.tsx'
import { Form, FormEnd } from './forms.tsx'
import { toast } from './toast.tsx'

export type ExportFormat = 'xlsx' | 'docx'

interface ExportProps<F extends ExportFormat> {
  readonly title: string
  readonly formats: readonly F[]
  /** An example of a purpose. */
  readonly hint: string
  /** What will be in the file, in words and numbers. */
  readonly summary?: string
  /** Fetches the file and hands it to the browser; answers its name. The key makes a second press the same export. */
  readonly onExport: (format: F, purpose: string, idempotency_key: string) => Promise<string>
  readonly onClose: () => void
}

/** Every export asks what it is for; the answer goes into the trail. */
export function ExportDialog<F extends ExportFormat>(props: ExportProps<F>) {
  const { title, formats, hint, summary, onExport, onClose } = props
  const w = useShellWords()
  const [format, setFormat] = useState<F | undefined>(formats[0])
  const [purpose, setPurpose] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const [missing, setMissing] = useState(false)
  const submission = useRef<{ print: string; key: string }>(undefined)
  const send = () => {
    const given = purpose.trim()
    setMissing(given === '')
    if (given === '' || format === undefined) return
    const print = `${format} ${given}`
    if (submission.current?.print !== print) submission.current = { print, key: crypto.randomUUID() }
    const { key } = submission.current
    void attempt(async () => {
      toast(w('export_done', { name: await onExport(format, given, key) }))
      onClose()
    })
  }
  const issues = missing ? [{ place: 'purpose', code: 'purpose', detail: w('export_purpose_needed') }] : []
  return (
    <Dialog title={title} onClose={onClose}>
      <Form problem={problem} issues={issues} onSubmit={send}>
        <p className="nx-sub">{summary === undefined ? w('export_explain') : `${summary} ${w('export_explain')}`}</p>
        {formats.length < 2 ? null : (
          <ChoiceField
            name="format"
            label={w('export_format')}
            value={format ?? ''}
            options={formats.map((value) => ({ value, label: w(`export_${value}`) }))}
            onChange={setFormat}
          />
        )}
        <TextField
          name="purpose"
          label={w('export_purpose')}
          hint={hint}
          value={purpose}
          maxLength={100}
          onChange={setPurpose}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={busy}>
            {w('export')}
          </Button>
          <Button onClick={onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
