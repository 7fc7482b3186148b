import { useState } from 'react'
import { download } from '../../../web/api.ts'
import { Button, ButtonLink, Cluster, Dialog, Form, FormEnd, TextField, toast } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { Problem } from '../../../web/problem.ts'
import { exportLines, type Round } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

/** What of a round can be taken away: the sheet to sign, and the lines as a workbook, for a purpose. */
export function Papers({ round }: { round: Round }) {
  const w = useWords(paymentsWords)
  const [open, setOpen] = useState(false)
  if (round.item_count === 0) return null
  return (
    <Cluster>
      <ButtonLink href={`/payments/${round.id}/sheet`}>{w('page.sheet')}</ButtonLink>
      <Button onClick={() => setOpen(true)}>{w('page.export')}</Button>
      {open ? <ExportDialog round={round} onClose={() => setOpen(false)} /> : null}
    </Cluster>
  )
}

function ExportDialog({ round, onClose }: { round: Round; onClose: () => void }) {
  const w = useWords(paymentsWords)
  const [purpose, setPurpose] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const send = async () => {
    setBusy(true)
    try {
      await download(exportLines, { params: { round_id: round.id }, body: { purpose } })
      toast(w('page.exported'))
      onClose()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={w('page.export_title')} onClose={onClose}>
      <Form problem={problem} onSubmit={() => void send()}>
        <TextField
          name="purpose"
          label={w('page.export_purpose')}
          hint={w('page.export_purpose_hint')}
          maxLength={200}
          value={purpose}
          onChange={setPurpose}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={busy}>
            {w('page.export')}
          </Button>
          <Button onClick={onClose}>{w('page.back')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
