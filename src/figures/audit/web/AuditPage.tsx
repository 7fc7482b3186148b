import { useState } from 'react'
import { isCivilDate } from '../../../kernel/calendar.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { download } from '../../../web/api.ts'
import { Button, DataTable, EmptyState, ExportDialog, ListPage } from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { exportEntries, listEntries, listFacets } from '../contract.ts'
import { auditWords } from '../words/index.ts'
import { ChainState } from './chain.tsx'
import { columnsOf } from './columns.tsx'
import { DistrictChoice, Filters } from './filters.tsx'

/** What the address asks for; what is no id or date is left out, as if it had not been said. */
function useFilter() {
  const url = useUrlState()
  const [account, subject] = [url.one('account'), url.one('subject')]
  const days = [url.one('from'), url.one('to')] as const
  // The days between two days are the same whichever is named first.
  const [from, to] = isCivilDate(days[0]) && isCivilDate(days[1]) && days[0] > days[1] ? [days[1], days[0]] : days
  const district = Number(url.one('district'))
  return {
    ...(Number.isSafeInteger(district) && district > 0 ? { district } : {}),
    ...(url.one('action') === '' ? {} : { action: url.one('action') }),
    ...(isUuid(account) ? { account_id: account } : {}),
    ...(isUuid(subject) ? { subject_id: subject } : {}),
    ...(isCivilDate(from) ? { from } : {}),
    ...(isCivilDate(to) ? { to } : {}),
  }
}

/** The trail of a district: who did or looked at what, and whether the chain still holds. */
export function AuditPage() {
  const w = useWords(auditWords)
  const shell = useShellWords()
  const filter = useFilter()
  const { district } = filter
  const where = district === undefined ? {} : { district }
  const facets = useApi(listFacets, { query: where }, { keep: true })
  const list = usePages(
    listEntries,
    { query: filter },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const mayExport = useMay('audit.export')
  const [exporting, setExporting] = useState(false)
  const { first: _, ...pages } = list
  return (
    <>
      <ListPage
        header={{
          title: w('title'),
          sub: w('lead'),
          actions: (
            <>
              <DistrictChoice name={facets.data?.district_name} district={district} />
              {mayExport ? (
                <Button look="primary" disabled={!list.first} onClick={() => setExporting(true)}>
                  {shell('export')}
                </Button>
              ) : null}
            </>
          ),
        }}
        filters={<Filters facets={facets.data} filter={filter} />}
      >
        <ChainState where={where} />
        <DataTable
          {...pages}
          label={w('list')}
          columns={columnsOf(w)}
          id={(row) => `${row.district}-${row.seq}`}
          empty={<EmptyState title={w('empty')}>{w('empty_text')}</EmptyState>}
        />
      </ListPage>
      {exporting ? (
        <ExportDialog
          title={w('export_title')}
          formats={['xlsx'] as const}
          hint={w('export_hint')}
          onClose={() => setExporting(false)}
          onExport={(_format, purpose, idempotency_key) =>
            download(exportEntries, { body: { ...filter, purpose } }, { idempotency_key })
          }
        />
      ) : null}
    </>
  )
}
