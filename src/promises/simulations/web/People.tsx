import { useState } from 'react'
import type { QueryOf } from '../../../kernel/endpoint.ts'
import { download } from '../../../web/api.ts'
import {
  Button,
  Card,
  Cluster,
  type Column,
  Count,
  DataTable,
  Dialog,
  EmptyState,
  ExportDialog,
  Lines,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { exportPeople, listPeople, type Simulated, type SimulatedPerson } from '../contract.ts'
import { CHANGES, type Change } from '../rules/outcome.ts'
import { simulationsWords } from '../words/index.ts'
import { unitOf, useMonthText, Yuan } from './parts.tsx'

export type Asked = Pick<QueryOf<typeof listPeople>, 'draft_id' | 'division' | 'month' | 'months' | 'purpose'>

/** How many gain and lose; the names behind each are read only when they are opened, and leave their trace. */
export function People({ asked, result }: { asked: Asked; result: Simulated }) {
  const w = useWords(simulationsWords)
  const may_names = useMay('simulations.names')
  const may_export = useMay('simulations.export')
  const [open, setOpen] = useState<Change>()
  const [exporting, setExporting] = useState<Change>()
  const unit = unitOf(result)
  return (
    <Card title={w('people')}>
      <Lines
        lines={CHANGES.map((change) => ({
          id: change,
          name: w(`changes.${change}`),
          state: <Count value={result.totals[change]} unit={unit} />,
          action:
            result.totals[change] === 0 ? undefined : (
              <Cluster>
                {may_names ? (
                  <Button
                    look="quiet"
                    aria-label={`${w('names')} · ${w(`changes.${change}`)}`}
                    onClick={() => setOpen(change)}
                  >
                    {w('names')}
                  </Button>
                ) : null}
                {may_export ? (
                  <Button
                    look="quiet"
                    aria-label={`${w('export')} · ${w(`changes.${change}`)}`}
                    onClick={() => setExporting(change)}
                  >
                    {w('export')}
                  </Button>
                ) : null}
              </Cluster>
            ),
        }))}
      />
      {open === undefined ? null : <Names asked={asked} change={open} onClose={() => setOpen(undefined)} />}
      {exporting === undefined ? null : (
        <ExportDialog
          title={`${w('export')} · ${w(`changes.${exporting}`)}`}
          formats={['xlsx']}
          hint={w('export_hint')}
          onClose={() => setExporting(undefined)}
          onExport={(_format, reason, idempotency_key) =>
            download(exportPeople, { body: { ...asked, change: exporting, reason } }, { idempotency_key })
          }
        />
      )}
    </Card>
  )
}

function Names({ asked, change, onClose }: { asked: Asked; change: Change; onClose: () => void }) {
  const w = useWords(simulationsWords)
  const locale = useLocale()
  const monthText = useMonthText()
  const list = usePages(
    listPeople,
    { query: { ...asked, change } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<SimulatedPerson>[] = [
    { key: 'names', title: w('column.names'), cell: (row) => row.names.join(locale === 'zh' ? '、' : ', ') },
    { key: 'place', title: w('column.place'), cell: (row) => row.community_name ?? row.file },
    { key: 'cause', title: w('column.cause'), cell: (row) => w(`causes.${row.cause}`) },
    { key: 'month', title: w('column.month'), cell: (row) => monthText(row.month) },
    {
      key: 'today',
      title: w('column.today_fen'),
      align: 'end',
      cell: (row) => <Worth fen={row.today_fen} quantity={row.today_quantity} />,
    },
    {
      key: 'draft',
      title: w('column.draft_fen'),
      align: 'end',
      cell: (row) => <Worth fen={row.draft_fen} quantity={row.draft_quantity} />,
    },
  ]
  return (
    <Dialog title={w(`changes.${change}`)} onClose={onClose} drawer>
      <DataTable
        {...list}
        label={w(`changes.${change}`)}
        columns={columns}
        id={(row) => `${row.family_id} ${row.person_id ?? ''}`}
        href={(row) => `/families/${row.family_id}`}
        empty={<EmptyState title={w('people_none')}>{w('people_none_text')}</EmptyState>}
      />
    </Dialog>
  )
}

/** Money, or how many times where it is no money. */
function Worth({ fen, quantity }: { fen: number; quantity: number }) {
  const w = useWords(simulationsWords)
  return fen === 0 && quantity > 0 ? <>{w('times', { count: quantity })}</> : <Yuan fen={fen} />
}
