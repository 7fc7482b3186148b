import { isUuid } from '../../../kernel/ids.ts'
import { fen, formatYuan } from '../../../kernel/money.ts'
import { Chip, type Column, InstantText, Link, Sub } from '../../../web/design/index.ts'
import type { Speak, WordOf } from '../../../web/i18n/index.ts'
import { withSearch } from '../../../web/url.ts'
import type { Entry } from '../contract.ts'
import { auditWords } from '../words/index.ts'

type Words = Speak<WordOf<typeof auditWords>>

const DETAILS = Object.keys(auditWords.zh.detail) as (keyof typeof auditWords.zh.detail)[]

/** An entry as it is read: when, who, what, to what, what for, and the codes and counts it was written with. */
export function columnsOf(w: Words): Column<Entry>[] {
  return [
    { key: 'at', title: w('column_at'), cell: (row) => <When row={row} w={w} /> },
    { key: 'who', title: w('column_who'), cell: (row) => <Who row={row} w={w} /> },
    { key: 'action', title: w('column_action'), cell: (row) => <What row={row} w={w} /> },
    { key: 'subject', title: w('column_subject'), cell: (row) => <Subject row={row} w={w} /> },
    { key: 'reason', title: w('column_reason'), prose: true, cell: (row) => row.reason ?? '' },
    { key: 'detail', title: w('column_detail'), cell: (row) => <Detail detail={row.detail} w={w} /> },
  ]
}

interface CellProps {
  row: Entry
  w: Words
}

function When({ row, w }: CellProps) {
  return (
    <div>
      <InstantText at={row.at} />
      <Sub small>{w('seq', { seq: row.seq })}</Sub>
    </div>
  )
}

function Who({ row, w }: CellProps) {
  return (
    <div>
      {row.account_id === null || row.account_name === null ? (
        w('system')
      ) : (
        <Link href={withSearch('/audit', { district: String(row.district), account: row.account_id })}>
          {row.account_name}
        </Link>
      )}
      <Sub small>{row.role_name}</Sub>
    </div>
  )
}

function What({ row, w }: CellProps) {
  return (
    <div>
      {row.action_name} {row.outcome === 'refused' ? <Chip tone="attention">{w('outcome_refused')}</Chip> : null}
    </div>
  )
}

function Subject({ row, w }: CellProps) {
  if (row.subject_kind === null || row.subject_id === null) return null
  const short = row.subject_id.slice(-8)
  return (
    <div>
      {row.subject_name}
      <Sub small>
        <Link
          href={withSearch('/audit', { district: String(row.district), subject: row.subject_id })}
          title={row.subject_id}
          aria-label={w('only_subject', { subject: row.subject_name ?? '', id: short })}
        >
          {short}
        </Link>
      </Sub>
    </div>
  )
}

/** Codes and counts as they were written, named; an id by its end, what was empty left out. The export has them whole. */
function Detail({ detail, w }: { detail: Entry['detail']; w: Words }) {
  const parts = Object.entries(detail).flatMap(([key, value]) => {
    const text = key.endsWith('_fen') && typeof value === 'number' ? yuan(value, w) : said(value, w)
    return text === '' ? [] : [`${nameOf(key, w)} ${text}`]
  })
  return parts.length === 0 ? null : <Sub small>{parts.join(' · ')}</Sub>
}

function nameOf(key: string, w: Words): string {
  const known = DETAILS.find((one) => one === key)
  return known === undefined ? key : w(`detail.${known}`)
}

function yuan(value: number, w: Words): string {
  return w('detail_yuan', { amount: formatYuan(fen(value)) })
}

function said(value: unknown, w: Words): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return w(value ? 'detail_yes' : 'detail_no')
  if (typeof value === 'string') return isUuid(value) ? value.slice(-8) : value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map((one) => said(one, w)).join(', ')
  const inside = Object.entries(value).map(([key, one]) => `${nameOf(key, w)} ${said(one, w)}`)
  return inside.length === 0 ? '' : inside.join(', ')
}
