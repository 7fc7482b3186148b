import type { ReactNode } from 'react'
import { ButtonLink, type Column, DateText, Link, Sub } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import type { StandingItem } from '../contract/index.ts'
import type { List } from '../rules/lists.ts'
import { standingWords } from '../words/index.ts'

/** Where the decision slip of a row is. */
export function slipHref(row: { policy_id: string; person_id: string }, as_of?: string): string {
  const day = as_of === undefined ? '' : `?as_of=${as_of}`
  return `/standing/slips/${row.policy_id}/${row.person_id}${day}`
}

/** The columns of a list: who, where, which policy, the day, and why. */
export function useColumns(list: List): Column<StandingItem>[] {
  const w = useWords(standingWords)
  const locale = useLocale()
  const join = locale === 'zh' ? '、' : ', '
  const why: Column<StandingItem> = { key: 'why', title: w('column.why'), cell: (row) => <Why row={row} list={list} /> }
  return [
    {
      key: 'names',
      title: w('column.names'),
      cell: (row) => (row.names.length === 0 ? row.file : row.names.join(join)),
    },
    {
      key: 'community',
      title: w('column.community'),
      cell: (row) => (
        <>
          {row.community_name} <Sub small>{row.file}</Sub>
        </>
      ),
    },
    {
      key: 'policy',
      title: w('column.policy'),
      cell: (row) => (locale === 'zh' ? row.policy_name_zh : row.policy_name_en),
    },
    { key: 'on', title: w(`on.${list}`), cell: (row) => <DateText date={row.on} /> },
    ...(list === 'yes' || list === 'missed' ? [] : [why]),
    { key: 'act', title: w('column.act'), cell: (row) => <Act row={row} list={list} /> },
  ]
}

/** The cause, or what is missing, in words that say no fact. */
function Why({ row, list }: { row: StandingItem; list: List }): ReactNode {
  const w = useWords(standingWords)
  const locale = useLocale()
  const about = row.about.map((one) => w(`about.${one}`)).join(locale === 'zh' ? '、' : ', ')
  if (row.cause === null) return about === '' ? null : w('missing', { what: about })
  if (list === 'soon' && row.cause === 'time') return w('reaches_age')
  const cause = w(`cause.${row.cause}`)
  if (about === '') return cause
  return locale === 'zh' ? `${cause}：${about}` : `${cause}: ${about}`
}

function Act({ row, list }: { row: StandingItem; list: List }) {
  const w = useWords(standingWords)
  const may = { slip: useMay('standing.slip'), claim: useMay('claims.declare') }
  const slip =
    may.slip && row.slip_person_id !== null ? (
      <Link href={slipHref({ policy_id: row.policy_id, person_id: row.slip_person_id })}>{w('page.slip')}</Link>
    ) : null
  if (list !== 'missed' || !may.claim || row.person_id === null) return slip
  const claim =
    row.draft_claim_id === null
      ? `/claims/new?person_id=${row.person_id}&policy_id=${row.policy_id}`
      : `/claims/${row.draft_claim_id}/form`
  return (
    <>
      <ButtonLink href={claim}>{w(row.draft_claim_id === null ? 'page.claim' : 'page.claim_on')}</ButtonLink> {slip}
    </>
  )
}
