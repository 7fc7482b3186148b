import { type Column, Link, Sub, TextButton } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import type { Entitlement } from '../contract/index.ts'
import { entitlementsWords } from '../words/index.ts'
import { Grant, namesText, PeriodText, policyName, StateChip, VoidReason, whyHref } from './parts.tsx'

/** The columns of the list; `onUndo` asks for taking back the act that reached a row. */
export function useColumns(onUndo: (record_id: Entitlement['id']) => void): Column<Entitlement>[] {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  const undo = useMay('entitlements.undo')
  return [
    { key: 'names', title: w('column.names'), cell: (row) => namesText(row.names, locale) },
    { key: 'community', title: w('column.community'), cell: (row) => row.community_name ?? row.file },
    {
      key: 'policy',
      title: w('column.policy'),
      cell: (row) => (
        <>
          {policyName(row, locale)} <Link href={whyHref(row)}>{w('panel.why')}</Link>
        </>
      ),
    },
    { key: 'period', title: w('column.period'), cell: (row) => <PeriodText period={row.period} /> },
    { key: 'grant', title: w('column.amount'), align: 'end', cell: (row) => <Grant {...row} /> },
    {
      key: 'state',
      title: w('column.state'),
      cell: (row) => (
        <>
          <StateChip row={row} />
          <Sub small>
            {row.state === 'held' ? `${row.held_reason ?? ''} · ${row.review_on ?? ''}` : null}
            {row.state === 'void' ? <VoidReason row={row} /> : null}
            {row.state === 'reached' ? row.reached_on : null}
            {row.state === 'reached' && undo && row.record_id !== null ? (
              <>
                {' '}
                <TextButton onClick={() => row.record_id && onUndo(row.record_id)}>{w('act.undo')}</TextButton>
              </>
            ) : null}
          </Sub>
        </>
      ),
    },
  ]
}
