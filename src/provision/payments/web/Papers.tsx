import { useState } from 'react'
import { download } from '../../../web/api.ts'
import { Button, ButtonLink, Cluster, ExportDialog } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
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
      {open ? (
        <ExportDialog
          title={w('page.export_title')}
          formats={['xlsx'] as const}
          hint={w('page.export_hint')}
          onClose={() => setOpen(false)}
          onExport={(_format, purpose, idempotency_key) =>
            download(exportLines, { params: { round_id: round.id }, body: { purpose } }, { idempotency_key })
          }
        />
      ) : null}
    </Cluster>
  )
}
